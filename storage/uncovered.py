"""Villages that have no committee of their own, counted by sub-prefecture."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from storage.area import Area, place_in
from storage.models import Committee, Place
from storage.roster import PAGE

Columns = TypeVarTuple("Columns")


@dataclass(frozen=True)
class Uncovered:
    """A sub-prefecture: its villages, and how many of them have no committee."""

    place_id: uuid.UUID
    name: str
    department: str
    villages: int
    without: int


def by_sub_prefecture(session: Session, area: Area, after: uuid.UUID | None) -> list[Uncovered]:
    """The sub-prefectures where a village has no committee, by name; one more than a page."""
    village, above = aliased(Place), aliased(Place)
    without = func.count(village.id).filter(~_has_committee(village))
    found = (
        select(Place.id, Place.name, above.name, func.count(village.id), without)
        .join(village, village.parent_id == Place.id)
        .join(above, Place.parent_id == above.id)
        .where(Place.level == "sub_prefecture", village.level == "village", place_in(area, village))
        .group_by(Place.id, Place.name, above.name)
        .having(without > 0)
        .order_by(Place.name, Place.id)
        .limit(PAGE + 1)
    )
    return [Uncovered(*row) for row in session.execute(_beyond(session, found, after))]


def villages(
    session: Session, area: Area, sub_prefecture_id: uuid.UUID, after: uuid.UUID | None
) -> Sequence[Place]:
    """The villages of a sub-prefecture without a committee, by name; one more than a page."""
    found = (
        select(Place)
        .where(Place.parent_id == sub_prefecture_id, Place.level == "village", place_in(area))
        .where(~_has_committee(Place))
        .order_by(Place.name, Place.id)
        .limit(PAGE + 1)
    )
    return session.scalars(_beyond(session, found, after)).all()


def count(session: Session, area: Area) -> int:
    """How many villages of an area have no committee."""
    found = select(func.count()).select_from(Place)
    wanted = found.where(Place.level == "village", place_in(area), ~_has_committee(Place))
    return session.scalar(wanted) or 0


def _has_committee(village: Any) -> ColumnElement[bool]:
    found = select(Committee.id).where(Committee.place_id == village.id, Committee.active)
    return found.where(Committee.level == "village").exists()


def _beyond(
    session: Session, found: Select[*Columns], last_id: uuid.UUID | None
) -> Select[*Columns]:
    """What comes after a place, by name."""
    last = session.get(Place, last_id) if last_id else None
    if last is None:
        return found
    return found.where(Place.name >= last.name, or_(Place.name > last.name, Place.id > last.id))
