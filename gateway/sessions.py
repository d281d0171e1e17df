"""What is remembered of a call between two turns: one sealed value in Redis, one round trip.

Everything here can be rebuilt: the provider sends all that was typed with each turn, and the menu
is a pure function of it. So when Redis is away, or has forgotten, nothing is lost but time.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from redis import Redis, RedisError

from storage.encryption import CannotOpen, Keys

LIVES = 900  # seconds; longer than any network keeps a session open
REST = 2.0  # seconds during which a Redis that failed is not asked again
_PLACE = "session"


@dataclass
class Memory:
    """What was known when the call began, and what the world has answered since."""

    facts: dict[str, Any]
    edition: str  # of the menu it began with: its words, and the places of its lists
    told: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)


class Sessions:
    """Memories of calls under way, by a key that tells nothing."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys
        self._asleep_until = 0.0

    def load(self, key: str) -> Memory | None:
        """What is remembered of a call; None when it is new, forgotten, or Redis is away."""
        sealed = self._ask(lambda: self._redis.getex(_name(key), ex=LIVES))
        if not isinstance(sealed, bytes):
            return None
        try:
            facts, edition, told = json.loads(self._keys.open(sealed, _PLACE, key))
        except (CannotOpen, ValueError):
            return None
        return Memory(facts, edition, {mark: (t[0], t[1]) for mark, t in told.items()})

    def save(self, key: str, memory: Memory) -> None:
        """Remember a call for a while."""
        content = json.dumps([memory.facts, memory.edition, dict(memory.told)])
        sealed = self._keys.seal(content, _PLACE, key)
        self._ask(lambda: self._redis.set(_name(key), sealed, ex=LIVES))

    def _ask(self, command: Callable[[], object]) -> object:
        if time.monotonic() < self._asleep_until:
            return None
        try:
            return command()
        except RedisError:
            self._asleep_until = time.monotonic() + REST
            return None


def _name(key: str) -> str:
    return f"veille:call:{key}"
