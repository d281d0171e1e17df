"""Delivery reports as they came: early, late, twice or never."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, literal, literal_column, or_, select
from sqlalchemy.orm import Session

from storage.models import DeliveryReport, OutboundMessage, Recipient
from storage.models.base import Moment


def keep(
    session: Session,
    provider_id: str,
    status: str,
    reason: str,
    recipient_index: str,
    now: datetime,
) -> DeliveryReport:
    """Keep a report about an SMS, known to us or not."""
    report = DeliveryReport(
        provider_id=provider_id[:80],
        status=status[:40],
        reason=reason[:80],
        recipient_index=recipient_index,
        received_at=now,
    )
    session.add(report)
    return report


_WAITING = (
    select(DeliveryReport)
    .where(
        DeliveryReport.provider_id.in_(bindparam("ids", expanding=True)), ~DeliveryReport.applied
    )
    .order_by(DeliveryReport.received_at)
)


def waiting_for(session: Session, provider_ids: Collection[str]) -> Sequence[DeliveryReport]:
    """Reports that came before we knew the ids they speak of."""
    return session.scalars(_WAITING, {"ids": provider_ids}).all() if provider_ids else ()


def are_waiting(session: Session, since: datetime) -> bool:
    """Whether any report that came since a moment speaks of a message that nobody knew."""
    return session.connection().execute(_ARE_WAITING, {"since": since}).first() is not None


def crossed(session: Session, most: int = 500) -> Sequence[DeliveryReport]:
    """Reports not applied though their message is known by now."""
    known = [
        select(message.provider_id).where(
            message.provider_id == DeliveryReport.provider_id,
            phone == DeliveryReport.recipient_index,
        )
        for message, phone in (
            (OutboundMessage, OutboundMessage.recipient_index),
            (Recipient, Recipient.phone_index),
        )
    ]
    waiting = select(DeliveryReport).where(
        ~DeliveryReport.applied, or_(*(each.exists() for each in known))
    )
    return session.scalars(waiting.limit(most)).all()


def unknown_of(
    session: Session, phones: Collection[str], since: datetime
) -> Sequence[DeliveryReport]:
    """Reports about some phones that came since a moment, of messages that nobody knows by their
    id; the first first."""
    return session.scalars(
        select(DeliveryReport)
        .where(
            DeliveryReport.recipient_index.in_(phones),
            ~DeliveryReport.applied,
            DeliveryReport.received_at >= since,
        )
        .order_by(DeliveryReport.received_at)
    ).all()


_ARE_WAITING = (
    select(literal(1))
    .select_from(DeliveryReport)
    .where(
        DeliveryReport.received_at >= bindparam("since", type_=Moment),
        literal_column("NOT applied"),  # as it is written in the index
    )
    .limit(1)
)
