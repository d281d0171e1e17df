"""Wishes to be rung: kept once a phone, opened only by whoever may."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import reports
from storage.database import keys_of
from storage.ids import new_id, random_digits
from storage.models import CallBack, Report, Unsealing

TABLE = "call_backs"
OPEN, TAKEN, DONE = "open", "taken", "done"
_TO_DO = (OPEN, TAKEN)
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
    """The wish of a phone that nobody has fulfilled yet, held until the commit."""
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


def of_committee(session: Session, committee_id: uuid.UUID, most: int = 20) -> Sequence[CallBack]:
    """The wishes that wait for a committee, the oldest first."""
    found = select(CallBack).where(
        CallBack.committee_id == committee_id, CallBack.state.in_(_TO_DO)
    )
    return session.scalars(found.order_by(CallBack.requested_at).limit(most)).all()


def get(session: Session, call_back_id: uuid.UUID, committee_id: uuid.UUID) -> CallBack | None:
    """A wish that came to this committee, held until the commit; any other does not exist."""
    found = select(CallBack).where(
        CallBack.id == call_back_id, CallBack.committee_id == committee_id
    )
    return session.scalar(found.with_for_update())


def left_waiting(session: Session, before: datetime, most: int = 100) -> Sequence[CallBack]:
    """Wishes that nobody took up since a moment and whose committee was not reminded yet."""
    found = select(CallBack).where(
        CallBack.state == OPEN, CallBack.requested_at <= before, CallBack.reminded_at.is_(None)
    )
    return session.scalars(found.order_by(CallBack.requested_at).limit(most)).all()


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
