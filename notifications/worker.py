"""A worker process: RQ's SimpleWorker on one queue, and a watch for when nobody wakes it.

One queue a worker, because RQ 3 loses jobs on a cold kill when a worker listens to several.
"""

import gc
import signal
import sys
import threading
from contextlib import suppress
from datetime import timedelta
from types import FrameType
from typing import Any

import structlog
from redis import Redis, RedisError
from rq import Queue, SimpleWorker
from rq.exceptions import StopRequested
from rq.serializers import JSONSerializer

from notifications import jobs
from notifications.carrier import Carrier
from notifications.queues import Queues

log = structlog.get_logger()

TTL = 25  # seconds; RQ looks up from an empty queue every TTL - 15
RETRY = 2  # seconds between tries to reach Redis


class DrainWorker(SimpleWorker):
    """A worker that also says it lives where the gateway looks."""

    queues_to_tell: Queues
    stopping: threading.Event

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """Told to stop from outside; RQ also stops by itself at what it did not expect."""
        self.stopping.set()
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]

    def heartbeat(self, timeout: int | None = None, pipeline: Any = None) -> None:
        """RQ's own sign of life, and ours."""
        super().heartbeat(timeout, pipeline)
        for name in self.queue_names():
            self.queues_to_tell.beat(name)


def run(queue: str, redis: Redis, queues: Queues, carrier: Carrier, sweep: timedelta) -> None:
    """Work on one queue until told to stop."""
    jobs.equip(carrier, queues)
    # A call to the provider and the database's turn share one interpreter: whoever waits for an
    # answer must not wait again for the other to let go.
    sys.setswitchinterval(0.002)
    gc.collect()
    gc.freeze()  # what is there for good is not looked through again and again
    stopping = carrier.broadcaster.stopping
    _heed_signals(stopping)
    watch = threading.Thread(
        target=_look_without_being_woken, args=(queue, queues, carrier, sweep, stopping),
        daemon=True,
    )  # fmt: skip
    watch.start()
    queues.beat(queue)
    try:
        # RQ's own handler may still be there a moment after its loop has ended: what it raises
        # then means the same as inside the loop.
        with suppress(StopRequested):
            _work(queue, redis, queues, stopping)
    finally:
        stopping.set()


def _work(queue: str, redis: Redis, queues: Queues, stopping: threading.Event) -> None:
    while not stopping.is_set():
        try:
            worker = DrainWorker(
                [Queue(queue, connection=redis, serializer=JSONSerializer)],
                connection=redis,
                serializer=JSONSerializer,
                worker_ttl=TTL,
                log_job_description=False,
            )
            worker.queues_to_tell, worker.stopping = queues, stopping
            worker.work(logging_level="WARNING")
        except RedisError:
            log.warning("Redis is away; looking at the outbox without it", queue=queue)
        _heed_signals(stopping)  # RQ leaves its own behind, which would end us with a trace
        stopping.wait(RETRY)


def _heed_signals(stopping: threading.Event) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())


def _look_without_being_woken(
    queue: str, queues: Queues, carrier: Carrier, sweep: timedelta, stopping: threading.Event
) -> None:
    """Send by ourselves while Redis is away, or when a wake-up never came through it."""
    patience = timedelta()  # what came while no worker was there goes at once
    while True:
        try:
            if not queues.is_reachable() or carrier.is_late(queue, patience):
                carrier.drain(queue)
        except Exception as error:  # the watch must outlive whatever it meets, and look again
            log.error("the watch failed", queue=queue, error=type(error).__name__)
        patience = sweep
        if stopping.wait(sweep.total_seconds()):
            return
