"""What is remembered of a call between two turns: sealed values in Redis, one round trip a turn.

Everything here can be rebuilt: the provider sends all that was typed with each turn, and the menu
is a pure function of it. So when Redis is away, or has forgotten, nothing is lost but time. What
was typed in the middle of a report is kept for a day, so that a call that broke off can go on.
"""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from redis import Redis, RedisError

from storage.encryption import CannotOpen, Keys

LIVES = 24 * 3600  # seconds; as long as a broken-off call may be taken up again
CALL_LIVES = 900  # longer than any network keeps a session open
REST = 2.0  # seconds during which a Redis that failed is not asked again
_PLACE = "session"


@dataclass
class Memory:
    """What was known when the call began, and what the world has answered since."""

    facts: dict[str, Any]
    edition: str  # of the menu it began with: its words, and the places of its lists
    told: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)


@dataclass(frozen=True, repr=False)
class Earlier:
    """The call that a phone made before this one."""

    key: str
    memory: Memory
    typed: str


class Sessions:
    """Memories of calls, by a key that tells nothing."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys
        self._asleep_until = 0.0
        self._lines = threading.local()  # a connection for each thread, on which nothing comes back

    def load(self, key: str, typed: str = "") -> Memory | None:
        """What is remembered of a call; None when it is new, forgotten, or Redis is away.

        In the same round trip, what was typed so far is noted.
        """

        def ask() -> object:
            line = self._redis.pipeline(transaction=False)
            line.getex(_call(key), ex=LIVES)
            if typed:
                line.set(_typed(key), self._keys.seal(typed, _PLACE, key, "typed"), ex=LIVES)
            return line.execute()[0]

        return self._opened(key, self._ask(ask))

    def note(self, key: str, typed: str) -> None:
        """Keep what was typed so far, for when the call breaks off here."""
        sealed = self._keys.seal(typed, _PLACE, key, "typed")
        self._ask(lambda: self._tell("SET", _typed(key), sealed, "EX", LIVES))

    def forget_typed(self, key: str) -> None:
        """Keep nothing of what was typed: it holds a secret."""
        self._ask(lambda: self._redis.delete(_typed(key)))

    def save(self, key: str, memory: Memory, phone_index: str = "") -> None:
        """Remember a call, and as the latest of its phone where that is given."""
        sealed = self._sealed(key, memory)

        def ask() -> object:
            line = self._redis.pipeline(transaction=False)
            line.set(_call(key), sealed, ex=LIVES)
            if phone_index:
                line.set(_latest(phone_index), key, ex=LIVES)
            return line.execute()

        self._ask(ask)

    def latest(self, phone_index: str) -> Earlier | None:
        """The latest call of a phone; None when there was none for a day, or Redis has lost it."""
        key = self._ask(lambda: self._redis.get(_latest(phone_index)))
        if not isinstance(key, bytes):
            return None
        name = key.decode()
        found = self._ask(lambda: self._redis.mget(_call(name), _typed(name)))
        memory = self._opened(name, found[0]) if isinstance(found, list) else None
        if not isinstance(found, list) or memory is None:
            return None
        try:
            typed = self._keys.open(found[1], _PLACE, name, "typed") if found[1] else ""
        except CannotOpen:
            typed = ""
        return Earlier(name, memory, typed)

    def path(self, call: str) -> str:
        """What `keep_path` kept; "" when it is forgotten, or Redis is away."""
        sealed = self._ask(lambda: self._redis.get(_path(call)))
        try:
            return (
                self._keys.open(sealed, _PLACE, call, "path") if isinstance(sealed, bytes) else ""
            )
        except CannotOpen:
            return ""

    def keep_path(self, call: str, path: str) -> None:
        """Keep the keys of a call whose provider tells them one by one."""
        sealed = self._keys.seal(path, _PLACE, call, "path")
        self._ask(lambda: self._redis.set(_path(call), sealed, ex=CALL_LIVES))

    def _sealed(self, key: str, memory: Memory) -> bytes:
        content = json.dumps([memory.facts, memory.edition, dict(memory.told)])
        return self._keys.seal(content, _PLACE, key)

    def _opened(self, key: str, sealed: object) -> Memory | None:
        if not isinstance(sealed, bytes):
            return None
        try:
            facts, edition, told = json.loads(self._keys.open(sealed, _PLACE, key))
        except (CannotOpen, ValueError):
            return None
        return Memory(facts, edition, {mark: (t[0], t[1]) for mark, t in told.items()})

    def _tell(self, *command: str | bytes | int) -> None:
        """Say something to Redis and wait for no answer: waiting costs more than a whole turn."""
        line: Any = getattr(self._lines, "line", None)
        try:
            if line is None:
                line = self._lines.line = self._redis.connection_pool.get_connection()
                line.send_command("CLIENT", "REPLY", "OFF")
            line.send_command(*command, check_health=False)
        except RedisError:
            self._lines.line = None
            if line is not None:
                line.disconnect()
                self._redis.connection_pool.release(line)
            raise

    def _ask(self, command: Callable[[], object]) -> object:
        if time.monotonic() < self._asleep_until:
            return None
        try:
            return command()
        except RedisError:
            self._asleep_until = time.monotonic() + REST
            return None


def _call(key: str) -> str:
    return f"veille:call:{key}"


def _typed(key: str) -> str:
    return f"veille:typed:{key}"


def _path(call: str) -> str:
    return f"veille:path:{call}"


def _latest(phone_index: str) -> str:
    return f"veille:latest:{phone_index}"
