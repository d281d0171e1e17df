"""What a phone chose: its language, its last village, not to be written to."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.database import insert_if_absent
from storage.ids import new_id
from storage.models import Contact


def by_phone(session: Session, phone_index: str) -> Contact | None:
    """What is remembered of a phone."""
    return session.scalar(select(Contact).where(Contact.phone_index == phone_index))


def remember_language(session: Session, phone_index: str, language: str) -> None:
    """Speak this language to this phone from now on."""
    _remember(session, phone_index, language=language)


def remember_place(session: Session, phone_index: str, place_id: uuid.UUID) -> None:
    """Offer this village first the next time."""
    _remember(session, phone_index, last_place_id=place_id)


def opt_out(session: Session, phone_index: str, by: str, now: datetime) -> None:
    """Write no awareness messages to this phone; `by` says how the wish came."""
    _remember(session, phone_index, opted_out_at=now, opted_out_by=by)


def opt_in(session: Session, phone_index: str) -> None:
    """Write to this phone again."""
    _remember(session, phone_index, opted_out_at=None, opted_out_by=None)


def _remember(session: Session, phone_index: str, **values: Any) -> None:
    known = {"id": new_id(), "phone_index": phone_index, **values}
    if not insert_if_absent(session, Contact, known, "phone_index"):
        session.execute(update(Contact).where(Contact.phone_index == phone_index).values(**values))
