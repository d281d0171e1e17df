"""What people wish to be written about, and how they answered questions."""

import uuid
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from storage import contacts
from storage.database import insert_if_absent, keys_of
from storage.ids import new_id
from storage.models import Campaign, Contact, Member, QuizAnswer, Recipient, Subscription
from storage.results import WENT


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


def campaign_behind(
    session: Session, phone_index: str, message: str, since: datetime
) -> tuple[uuid.UUID, str] | None:
    """The latest campaign that sent this message to a phone, and in which of its wordings."""
    contact = select(Contact.id).where(Contact.phone_index == phone_index)
    member = select(Member.id).where(Member.phone_index == phone_index)
    row = session.execute(
        select(Recipient.campaign_id, Recipient.wording)
        .join(Campaign, Campaign.id == Recipient.campaign_id)
        .where(or_(Recipient.person_id.in_(contact), Recipient.person_id.in_(member)))
        .where(Campaign.message == message)
        .where(Recipient.status.in_(WENT), Recipient.sent_at >= since)
        .order_by(Recipient.sent_at.desc())
        .limit(1)
    ).first()
    return (row.campaign_id, row.wording) if row else None


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
    behind: tuple[uuid.UUID, str] | None = None,
) -> None:
    """Keep an answer, without whose it is; told again under its mark, it is kept once. `behind` is
    the campaign whose message it is about, and its wording."""
    campaign_id, wording = behind or (None, None)
    row = {
        "id": new_id(),
        "mark": mark,
        "message": message,
        "answer": answer,
        "is_right": is_right,
        "language": language,
        "department_id": department_id,
        "answered_at": now,
        "campaign_id": campaign_id,
        "wording": wording,
    }
    insert_if_absent(session, QuizAnswer, row, "mark")
