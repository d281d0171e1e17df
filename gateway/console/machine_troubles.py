"""What is wrong in the machine room, each with what to do: read from its facts alone."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from gateway.machine_room import CLOCK, Machines, Queue
from storage.outbox import ALERTS

WAITS_TOO_LONG = {ALERTS: timedelta(minutes=1)}  # the sweep comes every ten seconds
OTHERS_WAIT = timedelta(minutes=15)
SPOOLED_LATELY = timedelta(minutes=2)  # the clock files what is on the disk within a minute


@dataclass(frozen=True)
class Trouble:
    """Something that does not go as it should: its words, by a key, and what fills them."""

    key: str
    name: str = ""  # of a worker, a queue, a duty, a company; the provider's word
    n: int = 0
    since: timedelta = field(default=timedelta())
    bad: int = 0  # of so many counted
    counted: int = 0


def troubles(found: Machines) -> list[Trouble]:
    """Everything that is wrong, the gravest first."""
    return [
        *_stores(found),
        *_workers(found),
        *_spool(found),
        *(t for queue in found.queues or () for t in _queue(queue)),
        *_balance(found),
        *(Trouble("campaign_held", held.why, held.number) for held in found.held or ()),
        *_ways(found),
        *_duties(found),
    ]


def _ways(found: Machines) -> Iterator[Trouble]:
    for way in found.ways or ():
        yield Trouble("route_moved", way.operator, way.share, bad=way.bad, counted=way.counted)


def _stores(found: Machines) -> Iterator[Trouble]:
    if not found.database.reachable:
        yield Trouble("database_away")
    if not found.redis.reachable:
        yield Trouble("redis_away")


def _workers(found: Machines) -> Iterator[Trouble]:
    for worker in found.workers or ():
        if not worker.alive:
            key = "worker_silent" if worker.seen else "worker_never"
            yield Trouble(key, worker.name, since=_since(worker.seen, found.at))


def _spool(found: Machines) -> Iterator[Trouble]:
    spool = found.spool
    if spool is None:
        yield Trouble("spool_unknown")
        return
    if spool.unreadable:
        yield Trouble("spool_unreadable", n=spool.unreadable)
    since = _since(spool.oldest, found.at)
    if spool.waiting and since > SPOOLED_LATELY:
        yield Trouble("spool_waits", n=spool.waiting, since=since)


def _queue(queue: Queue) -> Iterator[Trouble]:
    if queue.late > WAITS_TOO_LONG.get(queue.name, OTHERS_WAIT):
        yield Trouble("queue_late", queue.name, queue.waiting, queue.late)
    if queue.name == ALERTS and queue.expired:
        yield Trouble("alerts_expired", n=queue.expired)


def _balance(found: Machines) -> Iterator[Trouble]:
    if found.balance is not None and found.balance.low:
        yield Trouble("balance_low")


def _duties(found: Machines) -> Iterator[Trouble]:
    """A duty that is not done, unless the clock is silent, which says it all."""
    clock_is_there = any(w.name == CLOCK and w.alive for w in found.workers or ())
    late = [duty for duty in found.duties or () if duty.overdue]
    if clock_is_there:
        for duty in late:
            yield Trouble("duty_late", duty.name, since=_since(duty.done, found.at))


def _since(moment: datetime | None, now: datetime) -> timedelta:
    return max(now - moment, timedelta()) if moment else timedelta()
