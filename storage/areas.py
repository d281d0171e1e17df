"""An area as it is drawn and looked after: its places with their points, its committees."""

import uuid
from collections.abc import Sequence

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from storage import places
from storage.models import Committee, Place

Drawn = Row[uuid.UUID, str, str, uuid.UUID | None, float | None, float | None]


def points(
    session: Session, levels: Sequence[str], within: uuid.UUID | None = None
) -> Sequence[Drawn]:
    """Id, level, name, parent's id, latitude, longitude of the places of some levels: in a place,
    itself included, or everywhere."""
    asked = select(
        Place.id, Place.level, Place.name, Place.parent_id, Place.latitude, Place.longitude
    ).where(Place.level.in_(levels))
    if within is not None:
        asked = asked.where(Place.id.in_(places.below(within)))
    return session.execute(asked.order_by(Place.name)).all()


def committees(
    session: Session, within: uuid.UUID | None = None, level: str = ""
) -> Sequence[Row[uuid.UUID, str, str, uuid.UUID]]:
    """Id, name, level and place of the active committees: of a level or of all; in a place, or
    everywhere."""
    asked = select(Committee.id, Committee.name, Committee.level, Committee.place_id)
    asked = asked.where(Committee.active)
    if within is not None:
        asked = asked.where(Committee.place_id.in_(places.below(within)))
    if level:
        asked = asked.where(Committee.level == level)
    return session.execute(asked.order_by(Committee.name)).all()
