"""SMS that people sent us: each kept once, whatever it says."""

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.database import insert_if_absent, keys_of
from storage.ids import new_id
from storage.models import InboundMessage

TABLE = "inbound_messages"
DONE, FOR_PERSON = "done", "for_person"


def keep(
    session: Session, provider_id: str, sender: str, text: str, now: datetime
) -> uuid.UUID | None:
    """Keep a message for a person to read; None when we have it already."""
    keys, message_id = keys_of(session), new_id()
    row = {
        "id": message_id,
        "provider_id": provider_id[:80],
        "sender_index": keys.phone(sender),
        "sender_sealed": keys.seal(sender, TABLE, str(message_id), "sender"),
        "text_sealed": keys.seal(text, TABLE, str(message_id), "text"),
        "state": FOR_PERSON,
        "intent": "",
        "received_at": now,
    }
    if not insert_if_absent(session, InboundMessage, row, "provider_id"):
        return None
    return message_id


def get(session: Session, message_id: uuid.UUID) -> InboundMessage:
    """The message with this id."""
    return session.get_one(InboundMessage, message_id)


def text_of(session: Session, message: InboundMessage) -> str:
    """What a message says, opened."""
    return keys_of(session).open(message.text_sealed, TABLE, str(message.id), "text")


def for_person(session: Session, most: int = 50) -> list[uuid.UUID]:
    """Messages that nobody but a person can understand, oldest first."""
    waiting = select(InboundMessage.id).where(InboundMessage.state == FOR_PERSON)
    return list(session.scalars(waiting.order_by(InboundMessage.received_at).limit(most)))
