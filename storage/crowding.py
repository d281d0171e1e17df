"""How much one phone is promised at once."""

import uuid
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.models import MessageStatus, OutboundMessage


def promised(
    session: Session, recipient_index: str, kinds: Collection[str], since: datetime
) -> int:
    """How many messages of some kinds one phone is promised for a moment or later, sent or not."""
    found = select(func.count()).select_from(OutboundMessage)
    return (
        session.scalar(
            found.where(
                OutboundMessage.recipient_index == recipient_index,
                OutboundMessage.promised_for > since,
                OutboundMessage.kind.in_(kinds),
            )
        )
        or 0
    )


def awaited(session: Session, recipient_index: str, kind: str, since: datetime) -> uuid.UUID | None:
    """The message of a kind, promised for a moment or later, that is still to go to one phone."""
    found = select(OutboundMessage.id).where(
        OutboundMessage.recipient_index == recipient_index,
        OutboundMessage.promised_for > since,
        OutboundMessage.kind == kind,
        OutboundMessage.status == MessageStatus.QUEUED,
    )
    return session.scalar(found.limit(1))
