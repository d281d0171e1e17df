"""The roster: the committees of an area, their members, and the last sign of life of each."""

import itertools
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ScalarSelect, func, or_, select
from sqlalchemy.orm import Session

from storage.area import Area, committee_in
from storage.models import Committee, Member, MessageStatus, OutboundMessage, Place, WebSession
from storage.models.message import LOST

PAGE = 40
LOOKED_BACK = timedelta(days=90)  # for SMS; what was delivered before says nothing any more
SETTLED = (MessageStatus.DELIVERED, *LOST)


@dataclass(frozen=True)
class Signs:
    """A member, and when their phone or browser was last heard of."""

    member: Member
    delivered_at: datetime | None
    last_status: str | None  # of the latest SMS of which anything is known
    seen_at: datetime | None  # on the web

    @property
    def latest(self) -> datetime | None:
        """The last sign of life, of any kind."""
        known = (self.delivered_at, self.seen_at, self.member.pin_used_at)
        return max((moment for moment in known if moment), default=None)

    @property
    def is_lost(self) -> bool:
        """Whether the last SMS did not arrive."""
        return self.last_status in LOST


def page(
    session: Session, area: Area, level: str, after: uuid.UUID | None, *, active: bool = True
) -> list[tuple[Committee, str]]:
    """Committees of a level by name, with what their place is called; one more than a page."""
    found = (
        select(Committee, Place.name)
        .join(Place, Committee.place_id == Place.id)
        .where(committee_in(area), Committee.level == level, Committee.active == active)
        .order_by(Committee.name, Committee.id)
        .limit(PAGE + 1)
    )
    last = session.get(Committee, after) if after else None
    if last is not None:
        beyond = or_(Committee.name > last.name, Committee.id > last.id)
        found = found.where(Committee.name >= last.name, beyond)
    return [(committee, place) for committee, place in session.execute(found)]


def counts(session: Session, area: Area, *, active: bool = True) -> dict[str, int]:
    """How many committees of each level there are."""
    found = select(Committee.level, func.count()).group_by(Committee.level)
    rows = session.execute(found.where(committee_in(area), Committee.active == active))
    return {row[0]: row[1] for row in rows}


def one(session: Session, area: Area, committee_id: uuid.UUID) -> Committee | None:
    """A committee, if it is of the area."""
    return session.scalar(select(Committee).where(Committee.id == committee_id, committee_in(area)))


def at_places(
    session: Session, area: Area, place_ids: Sequence[uuid.UUID], most: int = PAGE
) -> Sequence[Committee]:
    """The active committees of an area that stand at some places."""
    found = select(Committee).where(Committee.place_id.in_(place_ids), Committee.active)
    ordered = found.where(committee_in(area)).order_by(Committee.name, Committee.id)
    return session.scalars(ordered.limit(most)).all()


def free_code(session: Session, code: str) -> str:
    """A code that no committee has: this one, or this with a number."""
    return free_among(
        set(
            session.scalars(
                select(Committee.code).where(Committee.code.startswith(code, autoescape=True))
            )
        ),
        code,
    )


def free_among(taken: Collection[str], code: str) -> str:
    """This code, or this with the first number that is free."""
    numbered = (f"{code}{n}" for n in itertools.count(2))
    return next(each for each in itertools.chain([code], numbered) if each not in taken)


def signs(
    session: Session, committee_ids: Sequence[uuid.UUID], now: datetime, *, active: bool = True
) -> list[Signs]:
    """The members of some committees with their signs of life, in the order they were added."""
    seen = select(func.max(WebSession.seen_at)).where(WebSession.member_id == Member.id)
    rows = session.execute(
        select(
            Member,
            _latest(now, (MessageStatus.DELIVERED,), OutboundMessage.settled_at),
            _latest(now, SETTLED, OutboundMessage.status),
            seen.scalar_subquery(),
        )
        .where(Member.committee_id.in_(committee_ids), Member.active == active)
        .order_by(Member.committee_id, Member.id)
    )
    return [Signs(member, delivered, status, at) for member, delivered, status, at in rows]


def _latest(now: datetime, statuses: Sequence[str], column: Any) -> ScalarSelect[Any]:
    """A column of the latest SMS to a member that came to one of these ends."""
    return (
        select(column)
        .where(
            OutboundMessage.recipient_index == Member.phone_index,
            OutboundMessage.promised_for > now - LOOKED_BACK,
            OutboundMessage.status.in_(statuses),
        )
        .order_by(OutboundMessage.promised_for.desc())
        .limit(1)
        .scalar_subquery()
    )
