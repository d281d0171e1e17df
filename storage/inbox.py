"""SMS that people sent us: each kept once, whatever it says."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.database import insert_if_absent, keys_of
from storage.encryption import Keys
from storage.ids import new_id
from storage.models import InboundMessage

TABLE = "inbound_messages"
DONE, FOR_PERSON = "done", "for_person"
ASKED = "asked"  # something is missing, and its sender was asked for it
# What a message that is done became: a report; a command, carried out; a part of what a later
# message of its sender completed; something that a person has read.
REPORT, COMMAND, PART, READ = "report", "command", "part", "read"
DUPLICATE, QUARANTINED = "duplicate", "quarantined"
SAME_TEXT = timedelta(minutes=3)  # within which one text of one sender is one text
_asked_at = func.coalesce(InboundMessage.asked_at, InboundMessage.received_at)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, repr=False)
class Incoming:
    """A message as a provider told it."""

    provider_id: str
    sender: str
    text: str


def keep(session: Session, incoming: Incoming, now: datetime) -> uuid.UUID | None:
    """Keep a message for a person to read; None when we have it already.

    The same text of the same sender within minutes is kept too, as a duplicate, and None as well.
    """
    keys, message_id = keys_of(session), new_id()
    same = same_text(keys, incoming.sender, incoming.text)
    before = select(InboundMessage.id).where(
        InboundMessage.text_index == same,
        InboundMessage.received_at.between(now - SAME_TEXT, now + SAME_TEXT),
        InboundMessage.provider_id != incoming.provider_id[:80],
    )
    is_again = session.scalar(before.limit(1)) is not None
    row = {
        "id": message_id,
        "provider_id": incoming.provider_id[:80],
        "sender_index": keys.phone(incoming.sender),
        "sender_sealed": keys.seal(incoming.sender, TABLE, str(message_id), "sender"),
        "text_sealed": keys.seal(incoming.text, TABLE, str(message_id), "text"),
        "text_index": same,
        "state": DUPLICATE if is_again else FOR_PERSON,
        "intent": "",
        "received_at": now,
    }
    is_new = insert_if_absent(session, InboundMessage, row, "provider_id")
    return message_id if is_new and not is_again else None


def same_text(keys: Keys, sender: str, text: str) -> str:
    """What the same words of the same sender have in common, however they were spaced."""
    return keys.index("text", f"{sender}\0{' '.join(text.split())}")


def get(session: Session, message_id: uuid.UUID) -> InboundMessage:
    """The message with this id."""
    return session.get_one(InboundMessage, message_id)


def text_of(session: Session, message: InboundMessage) -> str:
    """What a message says, opened."""
    return keys_of(session).open(message.text_sealed, TABLE, str(message.id), "text")


def sender_of(session: Session, message: InboundMessage) -> str:
    """Who sent a message, opened to be answered: a number, or the name of a service."""
    return keys_of(session).open(message.sender_sealed, TABLE, str(message.id), "sender")


def told_before(session: Session, message: InboundMessage, most: int = 5) -> list[str]:
    """What a sender wrote since their last report that this message completes, oldest first."""
    row, own = InboundMessage, InboundMessage.sender_index == message.sender_index
    last = select(func.max(row.received_at)).where(own, row.became == REPORT, row.id != message.id)
    parts = select(row).where(
        own,
        row.became == PART,
        row.intent == "sos",
        row.received_at <= message.received_at,
        row.id != message.id,
        row.received_at > func.coalesce(last.scalar_subquery(), _LONG_AGO),
    )
    found = session.scalars(parts.order_by(row.received_at.desc()).limit(most)).all()
    return [text_of(session, each) for each in reversed(found)]


def rewrite(session: Session, message: InboundMessage, text: str) -> None:
    """Keep other words in a message's place: what it held must not be read by others."""
    message.text_sealed = keys_of(session).seal(text, TABLE, str(message.id), "text")


def finish(message: InboundMessage, became: str) -> None:
    """Nothing is left to do about a message; say what it became."""
    message.state, message.became, message.awaits = DONE, became, None


def ask_for(
    message: InboundMessage, slot: str, slots: dict[str, Any], at: datetime | None = None
) -> None:
    """Remember what was understood and what its sender was asked for; `at`: not when it came."""
    message.state, message.awaits, message.slots, message.asked_at = ASKED, slot, slots, at


def asked(session: Session, sender_index: str, since: datetime) -> InboundMessage | None:
    """The latest message of a sender that waits for an answer."""
    return session.scalar(
        select(InboundMessage)
        .where(
            InboundMessage.sender_index == sender_index,
            InboundMessage.state == ASKED,
            _asked_at > since,
        )
        .order_by(_asked_at.desc())
        .limit(1)
        .with_for_update()
    )


def unanswered(session: Session, before: datetime, most: int = 100) -> list[InboundMessage]:
    """Messages whose sender was asked for something and has not answered since."""
    found = select(InboundMessage).where(InboundMessage.state == ASKED, _asked_at <= before)
    return list(session.scalars(found.order_by(InboundMessage.received_at).limit(most)))


def count_since(session: Session, sender_index: str, since: datetime) -> int:
    """How many messages a sender wrote since a moment."""
    found = select(func.count()).select_from(InboundMessage)
    return (
        session.scalar(
            found.where(
                InboundMessage.sender_index == sender_index, InboundMessage.received_at > since
            )
        )
        or 0
    )


def for_person(session: Session, most: int = 50) -> list[uuid.UUID]:
    """Messages that nobody but a person can understand, oldest first."""
    waiting = select(InboundMessage.id).where(InboundMessage.state.in_((FOR_PERSON, QUARANTINED)))
    return list(session.scalars(waiting.order_by(InboundMessage.received_at).limit(most)))
