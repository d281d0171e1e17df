"""The directory of services that a child can be referred to."""

import uuid
from collections.abc import Sequence

from sqlalchemy import case, or_, select
from sqlalchemy.orm import Session

from storage.area import Area, place_in
from storage.ids import new_id
from storage.models import Place, Service
from storage.roster import free_among

PAGE = 40


def near(session: Session, place_ids: Sequence[uuid.UUID], most: int = 30) -> list[Service]:
    """The services of a place and of all above it, the nearest first; `place_ids` climbs."""
    distance = case({place: n for n, place in enumerate(place_ids)}, value=Service.place_id)
    found = select(Service).where(Service.place_id.in_(place_ids), Service.active)
    return list(session.scalars(found.order_by(distance, Service.kind, Service.name).limit(most)))


def page(
    session: Session,
    area: Area,
    kind: str,
    after: uuid.UUID | None,
    *,
    active: bool = True,
) -> list[tuple[Service, str]]:
    """The services of an area by name, of one kind or of all, with what their place is called; one
    more than a page."""
    found = select(Service, Place.name).join(Place, Service.place_id == Place.id)
    found = found.where(place_in(area), Service.active == active)
    if kind:
        found = found.where(Service.kind == kind)
    last = session.get(Service, after) if after else None
    if last is not None:
        beyond = or_(Service.name > last.name, Service.id > last.id)
        found = found.where(Service.name >= last.name, beyond)
    ordered = found.order_by(Service.name, Service.id).limit(PAGE + 1)
    return [(service, place) for service, place in session.execute(ordered)]


def get(session: Session, service_id: uuid.UUID) -> Service | None:
    """The service with this id."""
    return session.get(Service, service_id)


def name(session: Session, service_id: uuid.UUID) -> str:
    """What a service is called."""
    return session.scalars(select(Service.name).where(Service.id == service_id)).one()


def by_code(session: Session) -> dict[str, Service]:
    """Every service by its code, for importing."""
    return {service.code: service for service in session.scalars(select(Service))}


def add(session: Session, code: str, name: str, kind: str, place_id: uuid.UUID) -> Service:
    """Keep a new service."""
    service = Service(id=new_id(), code=code, name=name, kind=kind, place_id=place_id)
    session.add(service)
    return service


def free_code(session: Session, code: str) -> str:
    """A code that no service has: this one, or this with a number."""
    taken = select(Service.code).where(Service.code.startswith(code, autoescape=True))
    return free_among(set(session.scalars(taken)), code)


def named(session: Session, code: str) -> str:
    """What the service with this code is called; the code itself when it is gone."""
    return session.scalar(select(Service.name).where(Service.code == code)) or code
