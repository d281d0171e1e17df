"""Times that were changed without a new start: each version is kept, the last one holds."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.database import insert_if_absent
from storage.models import HouseRules


def current(session: Session) -> dict[str, str]:
    """What holds now, by name; nothing when nobody ever changed anything."""
    held = latest(session)
    return dict(held.values) if held else {}


def latest(session: Session) -> HouseRules | None:
    """The version that holds now; None until somebody changes something."""
    return session.scalar(select(HouseRules).order_by(HouseRules.number.desc()).limit(1))


def get(session: Session, number: int) -> HouseRules | None:
    """One version."""
    return session.get(HouseRules, number)


def add(
    session: Session, number: int, values: Mapping[str, str], made_by: str, now: datetime
) -> bool:
    """Keep a version under the number after the last; False when somebody was first with it."""
    row = {"number": number, "values": dict(values), "made_by": made_by, "made_at": now}
    return insert_if_absent(session, HouseRules, row, "number")


def every(session: Session, before: int | None = None, most: int = 20) -> Sequence[HouseRules]:
    """The versions there were, the newest first."""
    found = select(HouseRules)
    if before is not None:
        found = found.where(HouseRules.number < before)
    return session.scalars(found.order_by(HouseRules.number.desc()).limit(most)).all()
