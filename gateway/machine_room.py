"""The machine room: what an operator wants to know of the house at a glance.

Facts only, asked now. A part that is away makes its facts None, which means unknown; it never keeps
the others from being told.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from redis import RedisError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from gateway import wiring as parts
from gateway.wiring import Wiring
from notifications import balance
from notifications.queues import QUEUES
from storage import campaigns, gauges, routes
from storage import machines as kept
from storage.machines import Failure, Line

CLOCK = "clock"
PROCESSES = (*QUEUES, CLOCK)
LATELY = timedelta(hours=6)  # of which failing messages are told
GRACE = timedelta(minutes=1)  # that a duty may take, beyond missing one period


@dataclass(frozen=True)
class Queue:
    """What waits to be sent. `late` is for how long the oldest has been due; the last two are
    those of the last day."""

    name: str
    waiting: int
    late: timedelta
    sending: int
    uncertain: int
    expired: int


@dataclass(frozen=True)
class Worker:
    """A worker of a queue, or the clock, and its last sign of life."""

    name: str
    seen: datetime | None
    alive: bool


@dataclass(frozen=True)
class Duty:
    """Something the clock does now and then, and whether it should have done it again; without
    Redis nobody knows, because a quiet duty writes nothing into the database."""

    name: str
    every: timedelta
    done: datetime | None
    overdue: bool | None


@dataclass(frozen=True)
class Spool:
    """The spool of this machine: reports to be filed, and those that cannot be opened."""

    waiting: int
    oldest: datetime | None
    unreadable: int


@dataclass(frozen=True)
class Store:
    """A database or Redis: whether it answers, and how many bytes it takes."""

    kind: str
    reachable: bool
    size: int | None


@dataclass(frozen=True)
class Balance:
    """What was left at the provider when it was asked last."""

    amount: float
    currency: str
    asked: datetime
    low: bool


@dataclass(frozen=True)
class Way:
    """A telephone company some of whose messages go by the second channel; what made them."""

    operator: str
    share: int  # of a hundred messages
    counted: int  # what the channel that was left had carried of late
    bad: int  # and how much of it badly


@dataclass(frozen=True)
class Held:
    """A campaign that waits because the provider takes nothing."""

    number: int
    why: str


@dataclass(frozen=True)
class Machines:
    """Everything there is to know; None is unknown."""

    at: datetime
    database: Store
    redis: Store
    queues: Sequence[Queue] | None
    workers: Sequence[Worker] | None
    duties: Sequence[Duty] | None
    spool: Spool | None
    balance: Balance | None
    failing: Sequence[Failure] | None  # of the last hours, most first
    ways: Sequence[Way] | None
    held: Sequence[Held] | None


def machines(wiring: Wiring, now: datetime) -> Machines:
    """Ask every part of the house how it is."""
    database = wiring.database.engine.dialect.name
    is_there, memory, workers, attended = _redis(wiring)
    size, queues, done, money, failing, ways, held = _kept(wiring, now) or (None,) * 7
    return Machines(
        at=now,
        database=Store(database, size is not None, size),
        redis=Store("redis", is_there, memory),
        queues=queues,
        workers=workers,
        duties=None if done is None else _duties(wiring, done, attended, now),
        spool=_spool(wiring),
        balance=money,
        failing=failing,
        ways=ways,
        held=held,
    )


Moments = Mapping[str, datetime]
Kept = tuple[int, list[Queue], Moments, Balance | None, list[Failure], list[Way], list[Held]]


def _kept(wiring: Wiring, now: datetime) -> Kept | None:
    """What the database says, in one go: one that is away makes us wait only once."""
    try:
        with wiring.database.reading() as session:
            return (
                kept.size(session),
                [_queue(line, now) for line in kept.lines(session, now)],
                kept.done_duties(session),
                _balance(wiring, session),
                kept.failures(session, now - LATELY),
                _ways(session),
                _held(session, now),
            )
    except SQLAlchemyError:
        return None


def _ways(session: Session) -> list[Way]:
    return [
        Way(route.operator, route.share, route.counted, route.bad)
        for route in routes.moved(session)
    ]


def _held(session: Session, now: datetime) -> list[Held]:
    return [
        Held(campaign.number, campaign.trouble or "")
        for campaign in campaigns.held_up(session, now)
    ]


def _redis(wiring: Wiring) -> tuple[bool, int | None, list[Worker] | None, Moments | None]:
    """Whether it answers, how full it is, who gave it a sign of life, which duties were done."""
    queues = wiring.queues
    if not queues.is_reachable():
        return False, None, None, None
    found, attended, memory = None, None, None
    with suppress(RedisError):  # one that does not tell everything tells what comes first
        found = [
            Worker(name, queues.last_seen(name), bool(queues.last_beat(name))) for name in PROCESSES
        ]
        attended = queues.attended_at()
        memory = queues.memory()
    return True, memory, found, attended


def _queue(line: Line, now: datetime) -> Queue:
    late = max(now - line.oldest, timedelta()) if line.oldest else timedelta()
    return Queue(line.queue, line.waiting, late, line.sending, line.uncertain, line.expired)


def _duties(wiring: Wiring, done: Moments, attended: Moments | None, now: datetime) -> list[Duty]:
    periods = {duty.name: duty.every for duty in parts.duties(wiring)}
    if parts.balance_watch(wiring):
        periods[balance.NAME] = balance.EVERY
    found = []
    for name, every in periods.items():
        moments = [each[name] for each in (done, attended or {}) if name in each]
        last = max(moments, default=None)
        is_late = last is None or now - last > 2 * every + GRACE
        found.append(Duty(name, every, last, None if is_late and attended is None else is_late))
    return found


def _balance(wiring: Wiring, session: Session) -> Balance | None:
    found = gauges.read(session, balance.NAME)
    if found is None:
        return None
    low = balance.is_low(found.value, wiring.settings.low_balance)
    return Balance(found.value, found.unit, found.at, low)


def _spool(wiring: Wiring) -> Spool | None:
    spool = wiring.world.spool
    try:
        return Spool(len(spool), spool.oldest(), len(spool.unreadable()))
    except OSError:
        return None
