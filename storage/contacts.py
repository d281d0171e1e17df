"""What a phone chose: its language, its last village, not to be written to."""

import uuid
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from storage import places
from storage.database import insert_if_absent, keys_of
from storage.ids import new_id
from storage.models import Contact
from storage.operators import operator_of

TABLE = "contacts"
LIST = "list"  # somebody else says that they agreed, with a proof
LEFT = "left"  # they agreed once, and dropped the last of their topics


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


def agree(
    session: Session,
    phone: str,
    topics: Collection[str],
    by: str,
    now: datetime,
    *,
    place_id: uuid.UUID | None = None,
    language: str | None = None,
    **more: Any,
) -> Contact:
    """Keep that the owner of a phone, in E.164, agreed to be written to about some topics: how it
    was said, when, and the number itself. A wish to stop that they said before still holds."""
    keys = keys_of(session)
    index = keys.phone(phone)
    insert_if_absent(session, Contact, {"id": new_id(), "phone_index": index}, "phone_index")
    contact = session.scalars(
        select(Contact).where(Contact.phone_index == index).with_for_update()
    ).one()
    if contact.agreed_at is None or (contact.agreed_by == LIST and by != LIST):
        contact.agreed_at, contact.agreed_by = now, by  # what they say themselves weighs more
    if contact.phone_sealed is None:
        contact.phone_sealed = keys.seal(phone, TABLE, str(contact.id), "phone")
    contact.operator = operator_of(phone)
    contact.topics = framed({*topics_of(contact), *topics})
    contact.language = contact.language or language
    if place_id is not None:
        _live_at(session, contact, place_id)
    for name, value in more.items():
        setattr(contact, name, value)
    session.flush()
    return contact


def drop_topic(session: Session, phone_index: str, topic: str) -> None:
    """Write no more to a phone about a topic; about nothing any more once it was the last."""
    contact = session.scalar(
        select(Contact).where(Contact.phone_index == phone_index).with_for_update()
    )
    if contact is None:
        return
    left = topics_of(contact) - {topic}
    contact.topics = framed(left)
    if not left:
        contact.agreed_at = contact.phone_sealed = None
        contact.agreed_by = LEFT  # so that no list writes to them again


def topics_of(contact: Contact | None) -> set[str]:
    """What a phone is written to about."""
    return set(contact.topics.split()) if contact else set()


def framed(topics: Collection[str]) -> str:
    """Topics as a contact keeps them: between spaces, so that each is found whole."""
    return f" {' '.join(sorted(topics))} " if topics else " "


def seen(session: Session, phone_index: str, day: date) -> None:
    """A phone that is written to gave a sign of life."""
    earlier = or_(Contact.seen_on.is_(None), Contact.seen_on < day)
    session.execute(
        update(Contact)
        .where(Contact.phone_index == phone_index, Contact.agreed_at.is_not(None), earlier)
        .values(seen_on=day)
        .execution_options(synchronize_session=False)
    )


def _live_at(session: Session, contact: Contact, place_id: uuid.UUID) -> None:
    levels = places.levels(session, place_id)
    contact.place_id = place_id
    contact.sub_prefecture_id = levels.get("sub_prefecture")
    contact.department_id = levels.get("department")


def _remember(session: Session, phone_index: str, **values: Any) -> None:
    known = {"id": new_id(), "phone_index": phone_index, **values}
    if not insert_if_absent(session, Contact, known, "phone_index"):
        session.execute(update(Contact).where(Contact.phone_index == phone_index).values(**values))
