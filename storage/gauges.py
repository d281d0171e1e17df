"""What the clock read off last: kept by name, each reading in the place of the one before."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.database import insert_if_absent
from storage.models import Gauge


def keep(session: Session, name: str, value: float, now: datetime, unit: str = "") -> None:
    """Keep a reading."""
    row = {"name": name, "value": value, "unit": unit, "at": now}
    if not insert_if_absent(session, Gauge, row, "name"):
        session.execute(update(Gauge).where(Gauge.name == name).values(**row))


def read(session: Session, name: str) -> Gauge | None:
    """The last reading of a gauge; None when there was none."""
    return session.get(Gauge, name)


def starting(session: Session, prefix: str) -> Mapping[str, Gauge]:
    """The last readings of the gauges whose names begin so, by what follows in their names."""
    found = select(Gauge).where(Gauge.name.startswith(prefix, autoescape=True))
    return {gauge.name.removeprefix(prefix): gauge for gauge in session.scalars(found)}
