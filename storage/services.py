"""The directory of services that a child can be referred to."""

import uuid
from collections.abc import Sequence

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.models import Service


def near(session: Session, place_ids: Sequence[uuid.UUID], most: int = 30) -> list[Service]:
    """The services of a place and of all above it, the nearest first; `place_ids` climbs."""
    distance = case({place: n for n, place in enumerate(place_ids)}, value=Service.place_id)
    found = select(Service).where(Service.place_id.in_(place_ids), Service.active)
    return list(session.scalars(found.order_by(distance, Service.kind, Service.name).limit(most)))


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


def named(session: Session, code: str) -> str:
    """What the service with this code is called; the code itself when it is gone."""
    return session.scalar(select(Service.name).where(Service.code == code)) or code
