"""The calls this process has just answered, so that the next key is one step and not a replay.

A shortcut and nothing more: whatever is missing here is rebuilt from what was typed.
"""

import threading
import zlib
from collections import OrderedDict
from dataclasses import dataclass

from gateway.sessions import Memory
from menus.engine import Dialogue, Menu

MOST = 4096


@dataclass(frozen=True)
class Trail:
    """How far a call had come: the menu it speaks from, what was typed, where it stood."""

    menu: Menu
    memory: Memory
    typed: str
    dialogue: Dialogue
    steps: int
    seen: int  # a fingerprint of the keys so far

    def keys_after(self, typed: str) -> list[str] | None:
        """The keys typed since; None when what is told now does not go on from here."""
        if typed == self.typed:
            return []
        if not self.typed:
            return typed.split("*")
        return typed[len(self.typed) + 1 :].split("*") if typed.startswith(self._stem) else None

    @property
    def _stem(self) -> str:
        return f"{self.typed}*"


class Trails:
    """The latest calls, by a key that holds the session and the phone."""

    def __init__(self) -> None:
        self._trails: OrderedDict[str, Trail] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> Trail | None:
        """The trail of a call."""
        return self._trails.get(key)

    def keep(self, key: str, trail: Trail) -> None:
        """Remember how far a call has come; the oldest are forgotten."""
        with self._lock:
            self._trails[key] = trail
            self._trails.move_to_end(key)
            if len(self._trails) > MOST:
                self._trails.popitem(last=False)


def fingerprint(seen: int, key: str) -> int:
    """The fingerprint of the keys so far, with one more."""
    return zlib.crc32(f"{key}*".encode(errors="replace"), seen)


def mark(steps: int, seen: int, dialogue: Dialogue) -> str:
    """What tells one asking of the world from any other in a call."""
    return f"{steps}.{seen:x}.{len(dialogue.path)}"
