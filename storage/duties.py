"""Periodic duties: each is taken by one clock in each period, however many clocks there are."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.database import insert_if_absent
from storage.models import Duty


def is_due(session: Session, name: str, every: timedelta, now: datetime) -> bool:
    """Whether nobody has yet done the duty of this period."""
    return session.scalar(select(Duty.period).where(Duty.name == name)) != _period(every, now)


def take(session: Session, name: str, every: timedelta, now: datetime) -> bool:
    """Whether the duty of this period is ours to do."""
    period = _period(every, now)
    insert_if_absent(session, Duty, {"name": name, "period": -1, "at": now}, "name")
    taken = session.execute(
        update(Duty).where(Duty.name == name, Duty.period != period).values(period=period, at=now)
    )
    return bool(taken.rowcount == 1)  # type: ignore[attr-defined]


def _period(every: timedelta, now: datetime) -> int:
    return int(now.timestamp() // every.total_seconds())
