"""What became of the SMS that reports caused: counts, never recipients."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from storage.models import MessageStatus, OutboundMessage

GONE = (MessageStatus.SENT, MessageStatus.DELIVERED, MessageStatus.UNDELIVERED)
A_DAY = timedelta(days=1)  # no alert lives longer


def of_alerts(
    session: Session, alert_ids: Sequence[uuid.UUID]
) -> Sequence[Row[uuid.UUID, datetime, str, str | None, int]]:
    """Alert, when it was written, status, reason, how many: of the messages of some alerts."""
    message = OutboundMessage
    return session.execute(
        select(message.alert_id, message.created_at, message.status, message.reason, func.count())
        .where(message.alert_id.in_(alert_ids))
        .group_by(message.alert_id, message.created_at, message.status, message.reason)
        .order_by(message.created_at)
    ).all()  # type: ignore[return-value]


def handed_over(session: Session, queue: str, since: datetime, until: datetime) -> int:
    """How many messages of a queue the provider took between two moments, trials apart."""
    return (
        session.scalar(
            select(func.count()).where(
                OutboundMessage.queue == queue,
                OutboundMessage.status.in_(GONE),
                OutboundMessage.promised_for >= since - A_DAY,
                OutboundMessage.kind != "trial",
                OutboundMessage.sent_at.between(since, until),
            )
        )
        or 0
    )
