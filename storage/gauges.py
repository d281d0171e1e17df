"""What the clock read off last: kept by name, each reading in the place of the one before."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.models import Gauge


def keep(session: Session, name: str, value: float, now: datetime, unit: str = "") -> None:
    """Keep a reading."""
    keep_all(session, {name: value}, now, unit)


def keep_all(session: Session, values: Mapping[str, float], now: datetime, unit: str = "") -> None:
    """Keep several readings in one go."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert if is_postgresql else sqlite.insert
    rows = [{"name": n, "value": v, "unit": unit, "at": now} for n, v in sorted(values.items())]
    told = insert(Gauge).values(rows)
    newer = {name: told.excluded[name] for name in ("value", "unit", "at")}
    session.execute(told.on_conflict_do_update(index_elements=["name"], set_=newer))


def read(session: Session, name: str) -> Gauge | None:
    """The last reading of a gauge; None when there was none."""
    return session.get(Gauge, name)


def starting(session: Session, prefix: str) -> Mapping[str, Gauge]:
    """The last readings of the gauges whose names begin so, by what follows in their names."""
    found = select(Gauge).where(Gauge.name.startswith(prefix, autoescape=True))
    return {gauge.name.removeprefix(prefix): gauge for gauge in session.scalars(found)}
