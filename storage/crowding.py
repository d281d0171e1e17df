"""How much one phone is promised at once."""

import uuid
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from storage.models import MessageStatus, OutboundMessage

_PROMISED = select(OutboundMessage.id).where(
    OutboundMessage.recipient_index == bindparam("phone"),
    OutboundMessage.promised_for > bindparam("since"),
)
_SEVERAL = _PROMISED.where(OutboundMessage.kind.in_(bindparam("kinds", expanding=True)))
_WAITING = _PROMISED.where(
    OutboundMessage.kind == bindparam("kind"), OutboundMessage.status == MessageStatus.QUEUED
).limit(1)


def is_promised(
    session: Session, recipient_index: str, kinds: Collection[str], since: datetime, many: int
) -> bool:
    """Whether one phone is promised so many messages of some kinds, for a moment or later; sent or
    not."""
    asked = {"phone": recipient_index, "since": since, "kinds": kinds}
    return len(session.scalars(_SEVERAL.limit(many), asked).all()) >= many


def awaited(session: Session, recipient_index: str, kind: str, since: datetime) -> uuid.UUID | None:
    """The message of a kind, promised for a moment or later, that is still to go to one phone."""
    asked = {"phone": recipient_index, "since": since, "kind": kind}
    return session.scalar(_WAITING, asked)
