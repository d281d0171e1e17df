"""What people wish to be written about, and how they answered questions."""

import uuid
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from storage.database import insert_if_absent, keys_of
from storage.ids import new_id
from storage.models import QuizAnswer, Subscription

TABLE = "subscriptions"


def index_of(session: Session, phone: str) -> str:
    """The index of a phone in E.164."""
    return keys_of(session).phone(phone)


def topics_of(session: Session, phone_index: str) -> list[str]:
    """The topics that a phone is written to about."""
    found = select(Subscription.topic).where(Subscription.phone_index == phone_index)
    return list(session.scalars(found.order_by(Subscription.topic)))


def subscribe(
    session: Session,
    phone: str,
    topic: str,
    place_id: uuid.UUID | None,
    language: str,
    channel: str,
    now: datetime,
) -> None:
    """Write to a phone about a topic; wished again, the later place and language count."""
    keys, subscription_id = keys_of(session), new_id()
    wish = {"place_id": place_id, "language": language, "channel": channel, "subscribed_at": now}
    phone_index = keys.phone(phone)
    row = {
        "id": subscription_id,
        "phone_index": phone_index,
        "phone_sealed": keys.seal(phone, TABLE, str(subscription_id), "phone"),
        "topic": topic,
        **wish,
    }
    if not insert_if_absent(session, Subscription, row, "phone_index", "topic"):
        session.execute(
            update(Subscription)
            .where(Subscription.phone_index == phone_index, Subscription.topic == topic)
            .values(**wish)
        )


def unsubscribe(session: Session, phone_index: str, topic: str) -> None:
    """Write no more to a phone about a topic."""
    session.execute(
        delete(Subscription).where(
            Subscription.phone_index == phone_index, Subscription.topic == topic
        )
    )


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
