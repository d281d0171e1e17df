"""Periodic duties: each is taken by one clock in each period, however many clocks there are."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.database import insert_if_absent
from storage.models import Duty


def taken(session: Session) -> Mapping[str, int]:
    """The period of each duty that was done last."""
    rows = session.execute(select(Duty.name, Duty.period))
    return {row.name: row.period for row in rows}


def is_due(session: Session, name: str, every: timedelta, now: datetime) -> bool:
    """Whether nobody has yet done the duty of this period."""
    last = session.scalar(select(Duty.period).where(Duty.name == name))
    return not is_done(last, period(every, now))


def period(every: timedelta, now: datetime) -> int:
    """The number of the period that a moment lies in."""
    return int(now.timestamp() // every.total_seconds())


def is_done(last: int | None, number: int) -> bool:
    """Whether the duty of a period was done, given the one that was done last."""
    return last in _done(number)


def take(session: Session, name: str, every: timedelta, now: datetime) -> bool:
    """Whether the duty of this period is ours to do."""
    number = period(every, now)
    insert_if_absent(session, Duty, {"name": name, "period": -1, "at": now}, "name")
    ours = session.execute(
        update(Duty)
        .where(Duty.name == name, Duty.period.not_in(_done(number)))
        .values(period=number, at=now)
        .returning(Duty.name)
    )
    return ours.first() is not None


def _done(number: int) -> tuple[int, int]:
    """A period, and the next, which a clock that runs a little ahead may have taken."""
    return number, number + 1
