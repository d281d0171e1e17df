"""What was typed in a call, for providers that tell only the last key: we add the keys up.

Africa's Talking sends all that was typed with each turn, and the conversation lives on that. Here
the path is kept for such a provider: sealed in Redis, and in this process while Redis is away.
"""

import json
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.sessions import Sessions

AGAIN = timedelta(seconds=3)  # within which the same key is the same turn told again
MOST = 4096


@dataclass(frozen=True)
class Path:
    """The keys of a call, and when the last of them was told."""

    keys: tuple[str, ...]
    at: datetime

    @property
    def typed(self) -> str:
        """All that was typed, as the conversation reads it."""
        return "*".join(self.keys)

    def onward(self, key: str, now: datetime) -> "Path":
        """With one more key.

        A provider that had no answer in time asks again, and gives its turns no number. Somebody
        who means the same key twice is rarely that fast, and sees the same screen, and types
        again; a key taken twice would answer a question that nobody read.
        """
        is_again = self.keys[-1:] == (key,) and now - self.at < AGAIN
        return self if is_again else Path((*self.keys, key), now)


class Paths:
    """The paths of calls under way."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._here: OrderedDict[str, Path] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, call: str) -> Path | None:
        """The path of a call; None for one that we know nothing of."""
        kept = self._sessions.path(call)
        if kept:
            keys, at = json.loads(kept)
            return Path(tuple(keys), datetime.fromisoformat(at))
        return self._here.get(call)

    def keep(self, call: str, path: Path) -> None:
        """Remember a path until the call ends by itself."""
        self._sessions.keep_path(call, json.dumps([path.keys, path.at.isoformat()]))
        with self._lock:
            self._here[call] = path
            self._here.move_to_end(call)
            if len(self._here) > MOST:
                self._here.popitem(last=False)
