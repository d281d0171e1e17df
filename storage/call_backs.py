"""Wishes to be rung: kept once a phone, opened only by whoever may."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import Session

from storage import places, reports
from storage.database import keys_of
from storage.ids import new_id, random_digits
from storage.models import CallBack, Committee, Report, Unsealing

TABLE = "call_backs"
OPEN, TAKEN, DONE = "open", "taken", "done"
LATER = "later"  # rung in vain; the clock opens it again at `try_at`
REACHED, NOT_REACHED, UNWANTED = "reached", "not_reached", "unwanted"  # what came of it
PAGE = 20
COUNTED = 100  # wishes are counted so far; more is "99+"
_TO_DO = (OPEN, TAKEN, LATER)
_DIGITS = 5  # of a reference, before its check digit


@dataclass(frozen=True, repr=False)
class Wish:
    """Who wishes to be rung, how they were heard, and when it is safe."""

    phone: str  # E.164
    phone_index: str
    place_id: uuid.UUID | None
    language: str
    channel: str
    safe_when: str = "anytime"


def waiting_for(session: Session, phone_index: str) -> CallBack | None:
    """The wish of a phone of which nothing has come yet, held until the commit."""
    found = select(CallBack).where(CallBack.phone_index == phone_index, CallBack.state.in_(_TO_DO))
    return session.scalar(found.order_by(CallBack.requested_at).limit(1).with_for_update())


def add(
    session: Session,
    wish: Wish,
    committee_id: uuid.UUID | None,
    finish: Callable[[str], str],
    now: datetime,
) -> CallBack:
    """Keep a wish, its number sealed. `finish` adds the check digit to a new reference."""
    call_back_id = new_id()
    sealed = keys_of(session).seal(wish.phone, TABLE, str(call_back_id), "phone")
    call_back = CallBack(
        id=call_back_id,
        reference=_unused_reference(session, finish),
        phone_index=wish.phone_index,
        phone_sealed=sealed,
        place_id=wish.place_id,
        committee_id=committee_id,
        language=wish.language,
        channel=wish.channel,
        safe_when=wish.safe_when,
        requested_at=now,
    )
    session.add(call_back)
    return call_back


@dataclass(frozen=True)
class Reach:
    """Which wishes exist for a member: those of a committee, of all committees at a place and
    below it, or of the whole country; never one of their own phone."""

    phone_index: str
    committee_id: uuid.UUID | None = None
    place_id: uuid.UUID | None = None


Key = tuple[datetime, uuid.UUID]


def page(
    session: Session, reach: Reach, after: Key | tuple[()] = (), most: int = PAGE
) -> Sequence[CallBack]:
    """The wishes that wait, the oldest first; one more than a page says that others follow."""
    found = _reached(reach).where(CallBack.state.in_(_TO_DO))
    if after:
        found = found.where(tuple_(CallBack.requested_at, CallBack.id) > tuple_(*after))
    ordered = found.order_by(CallBack.requested_at, CallBack.id).limit(most + 1)
    return session.scalars(ordered).all()


def count(session: Session, reach: Reach) -> int:
    """How many wishes wait, as far as `COUNTED`."""
    found = _reached(reach).where(CallBack.state.in_(_TO_DO)).with_only_columns(CallBack.id)
    rows = found.limit(COUNTED).subquery()
    return session.scalar(select(func.count()).select_from(rows)) or 0


def get(session: Session, call_back_id: uuid.UUID, reach: Reach) -> CallBack | None:
    """A wish that exists for a member, held until the commit."""
    found = _reached(reach).where(CallBack.id == call_back_id)
    return session.scalar(found.with_for_update(of=CallBack))


def left_waiting(session: Session, before: datetime, most: int = 100) -> Sequence[CallBack]:
    """Wishes that nobody took up since a moment and whose committee was not reminded yet."""
    due = func.coalesce(CallBack.try_at, CallBack.requested_at)
    found = select(CallBack).where(
        CallBack.state == OPEN, due <= before, CallBack.reminded_at.is_(None)
    )
    return session.scalars(found.order_by(CallBack.requested_at).limit(most)).all()


def to_try(session: Session, now: datetime, most: int = 100) -> Sequence[CallBack]:
    """Wishes that were rung in vain and are to be rung again now."""
    found = select(CallBack).where(CallBack.state == LATER, CallBack.try_at <= now)
    return session.scalars(found.order_by(CallBack.try_at).limit(most)).all()


def left_undone(session: Session, before: datetime, most: int = 100) -> Sequence[CallBack]:
    """Wishes that somebody took before a moment and of which nothing was said since."""
    found = select(CallBack).where(CallBack.state == TAKEN, CallBack.taken_at <= before)
    return session.scalars(found.order_by(CallBack.taken_at).limit(most)).all()


def open_again(call_back: CallBack, since: datetime) -> None:
    """Let whoever may take a wish, as if it had come at that moment."""
    call_back.state, call_back.try_at = OPEN, since
    call_back.taken_by = call_back.taken_at = call_back.reminded_at = None


def _reached(reach: Reach) -> Select[CallBack]:
    found = select(CallBack).where(CallBack.phone_index != reach.phone_index)
    if reach.committee_id is not None:
        return found.where(CallBack.committee_id == reach.committee_id)
    if reach.place_id is not None:
        there = select(Committee.id).where(Committee.place_id.in_(places.below(reach.place_id)))
        return found.where(CallBack.committee_id.in_(there))
    return found


def unseal(
    session: Session,
    call_back: CallBack,
    member_id: uuid.UUID,
    reason: str,
    channel: str,
    now: datetime,
) -> str:
    """The number to ring; who opened it and why is written with it."""
    session.add(
        Unsealing(
            member_id=member_id, call_back_id=call_back.id, reason=reason, channel=channel, at=now
        )
    )
    return keys_of(session).open(call_back.phone_sealed, TABLE, str(call_back.id), "phone")


def _unused_reference(session: Session, finish: Callable[[str], str]) -> str:
    for extra in (0, 0, 0, 1, 1, 2):
        reference = finish(random_digits(_DIGITS + extra))
        if session.scalar(select(CallBack.id).where(CallBack.reference == reference)) is None:
            return reference
    return finish(random_digits(_DIGITS + 4))


def unseal_report(
    session: Session,
    report: Report,
    member_id: uuid.UUID,
    reason: str,
    channel: str,
    now: datetime,
) -> str:
    """Open the number of who reported, and write down who did and why; "" when none was kept."""
    session.add(
        Unsealing(member_id=member_id, report_id=report.id, reason=reason, channel=channel, at=now)
    )
    return reports.phone_of(session, report)


def unsealings_of(session: Session, report_id: uuid.UUID) -> Sequence[Unsealing]:
    """Who opened the number of who reported, the latest first."""
    found = select(Unsealing).where(Unsealing.report_id == report_id)
    return session.scalars(found.order_by(Unsealing.at.desc())).all()


def latest_unsealings(session: Session, most: int = 50) -> Sequence[Unsealing]:
    """The numbers opened last, whosever."""
    return session.scalars(select(Unsealing).order_by(Unsealing.at.desc()).limit(most)).all()
