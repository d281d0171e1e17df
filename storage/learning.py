"""What people wish to be written about, and how they answered questions."""

import uuid
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from storage import contacts
from storage.database import insert_if_absent, keys_of
from storage.ids import new_id
from storage.models import QuizAnswer, Subscription


def index_of(session: Session, phone: str) -> str:
    """The index of a phone in E.164."""
    return keys_of(session).phone(phone)


def topics_of(session: Session, phone_index: str) -> list[str]:
    """The topics that a phone is written to about."""
    return sorted(contacts.topics_of(contacts.by_phone(session, phone_index)))


def subscribe(
    session: Session,
    phone: str,
    topic: str,
    place_id: uuid.UUID | None,
    language: str,
    channel: str,
    now: datetime,
) -> None:
    """Write to a phone about a topic, and keep how and when it was wished; wished again, the later
    place and language count."""
    wish = {"place_id": place_id, "language": language, "channel": channel, "subscribed_at": now}
    phone_index = index_of(session, phone)
    row = {"id": new_id(), "phone_index": phone_index, "topic": topic, **wish}
    if not insert_if_absent(session, Subscription, row, "phone_index", "topic"):
        session.execute(
            update(Subscription)
            .where(Subscription.phone_index == phone_index, Subscription.topic == topic)
            .values(**wish)
        )
    contacts.agree(
        session, phone, [topic], channel, now, place_id=place_id, language=language,
        seen_on=now.date(),
    )  # fmt: skip


def unsubscribe(session: Session, phone_index: str, topic: str) -> None:
    """Write no more to a phone about a topic."""
    session.execute(
        delete(Subscription).where(
            Subscription.phone_index == phone_index, Subscription.topic == topic
        )
    )
    contacts.drop_topic(session, phone_index, topic)


def keep_answer(
    session: Session,
    mark: str,
    message: str,
    answer: str,
    *,
    is_right: bool,
    language: str,
    department_id: uuid.UUID | None,
    now: datetime,
) -> None:
    """Keep an answer, without whose it is; told again under its mark, it is kept once."""
    row = {
        "id": new_id(),
        "mark": mark,
        "message": message,
        "answer": answer,
        "is_right": is_right,
        "language": language,
        "department_id": department_id,
        "answered_at": now,
    }
    insert_if_absent(session, QuizAnswer, row, "mark")
