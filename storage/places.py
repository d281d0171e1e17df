"""The gazetteer as it is kept: read whole, or climbed from one place to the country."""

import uuid
from collections.abc import Sequence

from sqlalchemy import Row, literal, select
from sqlalchemy.orm import Session, aliased

from storage.models import Place


def everything(
    session: Session,
) -> Sequence[Row[uuid.UUID, str, str, uuid.UUID | None, str | None]]:
    """Every place: id, level, name, parent's id, poster code."""
    return session.execute(
        select(Place.id, Place.level, Place.name, Place.parent_id, Place.poster_code)
    ).all()


def path(session: Session, place_id: uuid.UUID) -> list[uuid.UUID]:
    """The place and all above it, nearest first."""
    start = select(Place.id, Place.parent_id, literal(0).label("height"))
    below = start.where(Place.id == place_id).cte(recursive=True)
    above = aliased(Place)
    climb = select(above.id, above.parent_id, below.c.height + 1)
    whole = below.union_all(climb.where(above.id == below.c.parent_id, below.c.height < 9))
    return list(session.scalars(select(whole.c.id).order_by(whole.c.height)))


def name(session: Session, place_id: uuid.UUID) -> str:
    """What a place is called."""
    return session.scalars(select(Place.name).where(Place.id == place_id)).one()


def by_code(session: Session) -> dict[str, Place]:
    """Every place by its official code, for importing."""
    return {place.code: place for place in session.scalars(select(Place))}
