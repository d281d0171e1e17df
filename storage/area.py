"""An area: a place and all below it, one committee alone, or the whole country."""

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import Session, aliased

from storage.models import Committee, Place


@dataclass(frozen=True)
class Area:
    """Where somebody sees committees; with nothing said, everywhere."""

    place_id: uuid.UUID | None = None
    committee_id: uuid.UUID | None = None


def committee_in(area: Area) -> ColumnElement[bool]:
    """The condition that a committee is of an area."""
    if area.committee_id is not None:
        return Committee.id == area.committee_id
    return _in(Committee.place_id, area.place_id)


def place_in(area: Area, place: Any = Place) -> ColumnElement[bool]:
    """The condition that a place lies in an area; of a committee alone, where it stands."""
    if area.committee_id is not None:
        own = select(Committee.place_id).where(Committee.id == area.committee_id)
        return _is_one_of(place.id, own)
    return _in(place.id, area.place_id)


def holds(session: Session, area: Area, place_id: uuid.UUID) -> bool:
    """Whether a place lies in an area."""
    found = select(Place.id).where(Place.id == place_id, place_in(area))
    return session.scalar(found) is not None


def _in(column: Any, place_id: uuid.UUID | None) -> ColumnElement[bool]:
    return true() if place_id is None else _is_one_of(column, _below(place_id))


def _is_one_of(column: Any, found: Select[uuid.UUID]) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = column.in_(found)
    return condition


def _below(place_id: uuid.UUID) -> Select[uuid.UUID]:
    """A place and all below it."""
    whole = select(Place.id).where(Place.id == place_id).cte(recursive=True)
    child = aliased(Place)
    whole = whole.union_all(select(child.id).where(child.parent_id == whole.c.id))
    return select(whole.c.id)
