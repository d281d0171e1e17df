"""What happened: a short log for people, and the traffic for developers."""

import json
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

LOG_LENGTH = 500
TRAFFIC_LENGTH = 2000


@dataclass(frozen=True)
class Entry:
    """One line of the log, not yet in any language."""

    n: int
    at: datetime
    what: str
    state: str
    words: str
    number: str = ""
    subject: str = ""  # lines about the same SMS share it: the page shows the newest
    values: Mapping[str, str] = field(default_factory=dict)


class Journal:
    """The last lines, numbered from one, oldest first."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._entries: deque[Entry] = deque(maxlen=LOG_LENGTH)
        self._last = 0

    def write(
        self, what: str, state: str, words: str, number: str, subject: str = "", **values: str
    ) -> None:
        with self._lock:
            self._last += 1
            entry = Entry(self._last, self._now(), what, state, words, number, subject, values)
            self._entries.append(entry)

    def after(self, n: int) -> list[Entry]:
        with self._lock:
            return [entry for entry in self._entries if entry.n > n]

    def erase(self) -> None:
        """Forget the lines but go on counting, so that a page that waits for more still gets it."""
        with self._lock:
            self._entries.clear()


class Traffic:
    """Every call in both directions, the last ones in memory, all of them in a file if asked."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._lines: deque[str] = deque(maxlen=TRAFFIC_LENGTH)

    def to_gateway(self, kind: str, fields: Mapping[str, str], status: int, body: str) -> None:
        self._keep("to_gateway", kind, fields, status, body)

    def from_gateway(self, kind: str, fields: Mapping[str, str], status: int, body: str) -> None:
        self._keep("from_gateway", kind, fields, status, body)

    def lines(self) -> list[str]:
        with self._lock:
            return list(self._lines)

    def erase(self) -> None:
        with self._lock:
            self._lines.clear()

    def _keep(
        self, direction: str, kind: str, fields: Mapping[str, str], status: int, body: str
    ) -> None:
        at = datetime.now(UTC).isoformat()
        record = {"at": at, "direction": direction, "kind": kind, "fields": dict(fields)}
        line = json.dumps({**record, "status": status, "body": body}, ensure_ascii=False)
        with self._lock:
            self._lines.append(line)
            if self._file:
                with self._file.open("a", encoding="utf-8") as file:
                    file.write(line + "\n")
