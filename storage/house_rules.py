"""Times that were changed without a new start: each version is kept, the last one holds."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.models import HouseRules


def current(session: Session) -> dict[str, str]:
    """What holds now, by name; nothing when nobody ever changed anything."""
    latest = select(HouseRules.values).order_by(HouseRules.number.desc()).limit(1)
    return dict(session.scalar(latest) or {})


def add(session: Session, values: Mapping[str, str], made_by: str, now: datetime) -> int:
    """Keep another version; its number."""
    number = (session.scalar(select(func.max(HouseRules.number))) or 0) + 1
    session.add(HouseRules(number=number, values=dict(values), made_by=made_by, made_at=now))
    return number


def every(session: Session, most: int = 50) -> Sequence[HouseRules]:
    """The versions there were, the newest first."""
    found = select(HouseRules).order_by(HouseRules.number.desc()).limit(most)
    return session.scalars(found).all()
