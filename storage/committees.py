"""Committees, and whom an alert about a place can reach."""

import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import Row, select, true
from sqlalchemy.orm import Session

from storage.models import Committee, Member
from storage.models.committee import LOOK_ONLY


def reachable(
    session: Session, place_ids: Sequence[uuid.UUID]
) -> Sequence[Row[uuid.UUID, uuid.UUID, str, str]]:
    """Committee, its place, its level, a member's phone index: each active member of these who
    works on reports."""
    return session.execute(
        select(Committee.id, Committee.place_id, Committee.level, Member.phone_index)
        .join(Member, Member.committee_id == Committee.id)
        .where(Committee.place_id.in_(place_ids), Committee.active, Member.active)
        .where(Member.role.not_in(LOOK_ONLY))
    ).all()


def with_roles(
    session: Session, place_ids: Sequence[uuid.UUID], roles: Sequence[str] = ()
) -> Sequence[Row[uuid.UUID, uuid.UUID, str, Member]]:
    """Committee, its place, its level, a member: each active member with one of these roles, or
    with any, in the committees of these places or of the country."""
    somewhere = Committee.place_id.in_(place_ids) | (Committee.level == "national")
    suits = Member.role.in_(roles) if roles else true()
    return session.execute(
        select(Committee.id, Committee.place_id, Committee.level, Member)
        .join(Member, Member.committee_id == Committee.id)
        .where(somewhere, suits, Committee.active, Member.active)
        .order_by(Committee.code, Member.id)
    ).all()


def get(session: Session, committee_id: uuid.UUID) -> Committee:
    """The committee with this id."""
    return session.get_one(Committee, committee_id)


def by_code(session: Session) -> dict[str, Committee]:
    """Every committee by its code, for importing."""
    return {committee.code: committee for committee in session.scalars(select(Committee))}


def names(session: Session, committee_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """What some committees are called."""
    found = select(Committee.id, Committee.name).where(Committee.id.in_(set(committee_ids)))
    return dict(session.execute(found).all())
