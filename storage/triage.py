"""Texts that wait for a person: those nobody understood, those set aside; paged, oldest first."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from storage.inbox import DUPLICATE, FOR_PERSON, QUARANTINED, READ, finish
from storage.models import InboundMessage

WAITING = (FOR_PERSON, QUARANTINED)
PAGE = 10
COUNTED = 100  # texts are counted so far; more is "99+"
Key = tuple[datetime, uuid.UUID]
_Row = InboundMessage


def page(
    session: Session, state: str, after: Key | tuple[()] = (), most: int = PAGE
) -> Sequence[InboundMessage]:
    """The texts that wait in one state; one more than a page says that others follow."""
    found = select(_Row).where(_Row.state == state)
    if after:
        found = found.where(tuple_(_Row.received_at, _Row.id) > tuple_(*after))
    ordered = found.order_by(_Row.received_at, _Row.id).limit(most + 1)
    return session.scalars(ordered).all()


def count(session: Session, state: str) -> int:
    """How many texts wait in one state, as far as `COUNTED`."""
    rows = select(_Row.id).where(_Row.state == state).limit(COUNTED).subquery()
    return session.scalar(select(func.count()).select_from(rows)) or 0


def waiting(session: Session) -> int:
    """How many texts wait in all, as far as `COUNTED` in each state."""
    return sum(count(session, state) for state in WAITING)


def held(session: Session, message_id: uuid.UUID) -> InboundMessage | None:
    """A text as it is now, held until the commit."""
    return session.get(_Row, message_id, with_for_update=True, populate_existing=True)


def others_of(session: Session, messages: Sequence[InboundMessage]) -> dict[str, int]:
    """How many other texts each of these senders wrote, by the sender's index."""
    senders = {message.sender_index for message in messages}
    counted = select(_Row.sender_index, func.count()).where(_Row.sender_index.in_(senders))
    rows = session.execute(counted.group_by(_Row.sender_index))
    return {sender: number - 1 for sender, number in rows}


def same(session: Session, message: InboundMessage) -> Sequence[InboundMessage]:
    """The same words of the same sender, as often as they wait too; held until the commit."""
    found = select(_Row).where(
        _Row.text_index == message.text_index,
        _Row.text_index != "",
        _Row.id != message.id,
        _Row.state.in_(WAITING),
    )
    return session.scalars(found.with_for_update()).all()


def settle_same(session: Session, message: InboundMessage) -> int:
    """What was decided of a text is decided of the same text; how many there were."""
    found = same(session, message)
    for each in found:
        each.state = DUPLICATE
    return len(found)


def settle(message: InboundMessage) -> None:
    """A person has read a text, and nothing follows from it."""
    finish(message, READ)


def take_back(message: InboundMessage) -> bool:
    """Let a text from which nothing followed be decided anew; whether it was one."""
    if message.became != READ or message.state in WAITING:
        return False
    message.state, message.became = FOR_PERSON, None
    return True
