"""Periodic duties: each is taken by one clock in each period, however many clocks there are."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from storage.database import insert_if_absent
from storage.models import Duty

_TABLE = cast(Table, Duty.__table__)
_TAKE = (
    update(_TABLE)
    .where(
        _TABLE.c.name == bindparam("duty"),
        _TABLE.c.period.not_in((bindparam("same"), bindparam("next_one"))),
    )
    .values(period=bindparam("number"), at=bindparam("now"))
    .returning(_TABLE.c.name)
)  # built once: that costs more than to run it


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
    same, next_one = _done(number)
    ours = {"duty": name, "same": same, "next_one": next_one, "number": number, "now": now}
    if session.execute(_TAKE, ours).first() is not None:
        return True
    # Either it is done, or it was never done before, and then whoever enters it first has it.
    return insert_if_absent(session, Duty, {"name": name, "period": number, "at": now}, "name")


def _done(number: int) -> tuple[int, int]:
    """A period, and the next, which a clock that runs a little ahead may have taken."""
    return number, number + 1
