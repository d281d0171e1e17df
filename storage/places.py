"""The gazetteer as it is kept: read whole, or climbed from one place to the country."""

import uuid
from collections.abc import Sequence

from sqlalchemy import Row, Select, Uuid, bindparam, literal, select
from sqlalchemy.orm import Session, aliased

from storage.models import Place


def everything(
    session: Session,
) -> Sequence[Row[uuid.UUID, str, str, uuid.UUID | None, str | None, str | None]]:
    """Every place: id, level, name, parent's id, poster code, other names by semicolon."""
    return session.execute(
        select(Place.id, Place.level, Place.name, Place.parent_id, Place.poster_code, Place.aliases)
    ).all()


def path(session: Session, place_id: uuid.UUID) -> list[uuid.UUID]:
    """The place and all above it, nearest first."""
    return [found for found, _ in _above(session, place_id)]


def levels(session: Session, place_id: uuid.UUID) -> dict[str, uuid.UUID]:
    """The place and all above it, by level."""
    return {level: found for found, level in _above(session, place_id)}


def below(place_id: uuid.UUID) -> Select[uuid.UUID]:
    """The ids of a place and of everything in it, as part of another question."""
    start = select(Place.id).where(Place.id == place_id).cte(recursive=True)
    child = aliased(Place)
    whole = start.union_all(select(child.id).where(child.parent_id == start.c.id))
    return select(whole.c.id)


def _above(session: Session, place_id: uuid.UUID) -> list[tuple[uuid.UUID, str]]:
    """The place and all above it, with their levels: read once in a transaction."""
    known: dict[uuid.UUID, list[tuple[uuid.UUID, str]]]
    known = session.info.setdefault("places above", {})
    if place_id not in known:
        rows = session.execute(_CLIMB, {"place_id": place_id})
        known[place_id] = [(found, level) for found, level in rows]
    return known[place_id]


def _climb() -> Select[uuid.UUID, str]:
    start = select(Place.id, Place.parent_id, Place.level, literal(0).label("height"))
    below = start.where(Place.id == bindparam("place_id", type_=Uuid)).cte(recursive=True)
    above = aliased(Place)
    step = select(above.id, above.parent_id, above.level, below.c.height + 1)
    whole = below.union_all(step.where(above.id == below.c.parent_id, below.c.height < 9))
    return select(whole.c.id, whole.c.level).order_by(whole.c.height)


_CLIMB = _climb()  # built once: it costs more to build than to run


def name(session: Session, place_id: uuid.UUID) -> str:
    """What a place is called."""
    return session.scalars(select(Place.name).where(Place.id == place_id)).one()


def by_code(session: Session) -> dict[str, Place]:
    """Every place by its official code, for importing."""
    return {place.code: place for place in session.scalars(select(Place))}


def around(session: Session, place_id: uuid.UUID) -> Sequence[Place]:
    """A place, those beside it and what they lie in, as far as it is known where they are."""
    above = select(Place.parent_id).where(Place.id == place_id).scalar_subquery()
    return session.scalars(
        select(Place)
        .where((Place.parent_id == above) | (Place.id == above) | (Place.id == place_id))
        .where(Place.latitude.is_not(None), Place.longitude.is_not(None))
    ).all()


def get(session: Session, place_id: uuid.UUID) -> Place:
    """The place with this id."""
    return session.get_one(Place, place_id)
