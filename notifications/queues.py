"""RQ as an alarm clock: it wakes workers, and never holds the only copy of anything."""

import contextlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import structlog
from redis import Redis, RedisError
from rq import Queue
from rq.serializers import JSONSerializer

from storage.outbox import ALERTS, BULK

log = structlog.get_logger()

QUEUES = (ALERTS, BULK)
JOB = "notifications.jobs.drain"
FLAG_SECONDS = 5  # one wake-up drains many rows, so one is enough for a while
BEAT_SECONDS = 60  # a process that gave no sign of life for so long is silent
SEEN_SECONDS = 30 * 24 * 3600
_ATTENDED = "veille:attended"


class Queues:
    """The way to wake workers; when Redis is away nothing fails, the sweep is behind it."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._queues = {
            name: Queue(name, connection=redis, serializer=JSONSerializer) for name in QUEUES
        }

    def wake(self, names: Iterable[str]) -> None:
        """Tell the workers of these queues that something is due; cheap when they know."""
        for name in names:
            try:
                if self._redis.set(_flag(name), 1, nx=True, ex=FLAG_SECONDS):
                    self._queues[name].enqueue(
                        JOB, name, job_timeout=300, result_ttl=0, failure_ttl=3600, ttl=60
                    )
            except RedisError:
                log.warning("could not wake the workers; the sweep will", queue=name)

    def awake(self, name: str) -> None:
        """A worker has heard: the next wake-up is a new one."""
        with contextlib.suppress(RedisError):
            self._redis.delete(_flag(name))

    def beat(self, name: str) -> None:
        """Say that a process lives."""
        now = datetime.now(UTC).isoformat()
        line = self._redis.pipeline(transaction=False)
        line.set(_beat(name), now, ex=BEAT_SECONDS)
        line.set(_seen(name), now, ex=SEEN_SECONDS)
        with contextlib.suppress(RedisError):
            line.execute()

    def last_beat(self, name: str) -> str:
        """When a process last said that it lives, or "". Raises RedisError when Redis is away."""
        value = self._redis.get(_beat(name))
        return value.decode() if isinstance(value, bytes) else ""

    def attended(self, duties: Iterable[str], now: datetime) -> None:
        """Say that the clock has just looked after these duties, whether there was much to do."""
        moments: dict[Any, Any] = dict.fromkeys(duties, now.isoformat())
        if moments:
            with contextlib.suppress(RedisError):
                self._redis.hset(_ATTENDED, mapping=moments)

    def attended_at(self) -> Mapping[str, datetime]:
        """When a clock last looked after each duty, as far as Redis knows. Raises RedisError."""
        told: Any = self._redis.hgetall(_ATTENDED)
        return {name.decode(): datetime.fromisoformat(at.decode()) for name, at in told.items()}

    def last_seen(self, name: str) -> datetime | None:
        """When a process last said that it lives, a month ago at most. Raises RedisError."""
        value = self._redis.get(_seen(name))
        return datetime.fromisoformat(value.decode()) if isinstance(value, bytes) else None

    def memory(self) -> int:
        """How many bytes Redis uses. Raises RedisError when it is away or does not tell."""
        told = self._redis.info("memory")
        return int(told["used_memory"]) if isinstance(told, dict) else 0

    def is_reachable(self) -> bool:
        """Whether Redis answers."""
        try:
            return bool(self._redis.ping())
        except RedisError:
            return False


def connect(url: str, *, wait: float | None = 1.0) -> Redis:
    """A connection to Redis that never keeps a caller waiting for more than a second."""
    connection: Redis = Redis.from_url(
        url, socket_timeout=wait, socket_connect_timeout=1.0, health_check_interval=30
    )
    return connection


def _flag(name: str) -> str:
    return f"veille:wake:{name}"


def _beat(name: str) -> str:
    return f"veille:beat:{name}"


def _seen(name: str) -> str:
    return f"veille:seen:{name}"
