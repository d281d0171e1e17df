"""Periodic duties: each is taken by one clock in each period, however many clocks there are."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.database import insert_if_absent
from storage.models import Duty


def is_due(session: Session, name: str, every: timedelta, now: datetime) -> bool:
    """Whether nobody has yet done the duty of this period."""
    return session.scalar(select(Duty.period).where(Duty.name == name)) not in _done(every, now)


def take(session: Session, name: str, every: timedelta, now: datetime) -> bool:
    """Whether the duty of this period is ours to do."""
    period, _ = done = _done(every, now)
    insert_if_absent(session, Duty, {"name": name, "period": -1, "at": now}, "name")
    taken = session.execute(
        update(Duty)
        .where(Duty.name == name, Duty.period.not_in(done))
        .values(period=period, at=now)
        .returning(Duty.name)
    )
    return taken.first() is not None


def _done(every: timedelta, now: datetime) -> tuple[int, int]:
    """This period, and the next, which a clock that runs a little ahead may have taken."""
    period = int(now.timestamp() // every.total_seconds())
    return period, period + 1
