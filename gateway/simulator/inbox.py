"""The provider's own inbox: texts sent to the short code, for gateways that come and ask."""

import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime

INBOX_LENGTH = 1000


@dataclass(frozen=True)
class Received:
    """One text from a phone, under the provider's integer id."""

    id: int
    sender: str
    to: str
    text: str
    at: datetime


class Inbox:
    """Texts in the order they came."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._texts: deque[Received] = deque(maxlen=INBOX_LENGTH)
        self._last = 0

    def keep(self, sender: str, to: str, text: str, at: datetime) -> None:
        with self._lock:
            self._last += 1
            self._texts.append(Received(self._last, sender, to, text, at))

    def after(self, last: int) -> list[Received]:
        with self._lock:
            return [text for text in self._texts if text.id > last]

    def erase(self) -> None:
        with self._lock:
            self._texts.clear()
