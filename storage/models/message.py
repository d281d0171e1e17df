"""SMS out, which are promises; SMS in, which are never thrown away; what became of them."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Uuid, false, text
from sqlalchemy.orm import Mapped, mapped_column, validates

from storage.ids import new_id
from storage.models.base import Base, Moment


class MessageStatus(StrEnum):
    """queued → sending → sent → delivered or undelivered; the others are explained beside."""

    QUEUED = "queued"
    SENDING = "sending"  # claimed by a worker until next_attempt_at
    SENT = "sent"  # the provider took it
    DELIVERED = "delivered"  # the phone has it
    UNDELIVERED = "undelivered"  # the phone will not get it
    UNCERTAIN = "uncertain"  # nobody knows whether the provider took it
    EXPIRED = "expired"  # it would arrive too late to help


LOST = (MessageStatus.UNDELIVERED, MessageStatus.EXPIRED)  # nobody will read it


class OutboundMessage(Base):
    """An SMS that must go out: the row is the promise."""

    __tablename__ = "outbound_messages"
    __table_args__ = (
        Index("ix_outbound_due", "queue", "status", "next_attempt_at"),
        Index("ix_outbound_promised", "queue", "status", "promised_for"),
        Index("ix_outbound_phone", "recipient_index", "promised_for"),
        Index(
            "ix_outbound_unheeded",
            "alert_id",
            sqlite_where=text("unheeded = 1"),
            postgresql_where=text("unheeded"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    queue: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(16))
    alert_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("alerts.id"), index=True)
    recipient_index: Mapped[str] = mapped_column(String(64))
    recipient_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[str] = mapped_column(String(12), default=MessageStatus.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    lease: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    next_attempt_at: Mapped[datetime | None] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    promised_for: Mapped[datetime | None] = mapped_column(Moment)  # later than that, it is late
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    provider_id: Mapped[str | None] = mapped_column(String(80), index=True)
    carrier: Mapped[str | None] = mapped_column(String(16))  # the channel that took it
    operator: Mapped[str] = mapped_column(String(8), default="", server_default="")
    segments: Mapped[int | None] = mapped_column()
    cost: Mapped[str | None] = mapped_column(String(24))
    reason: Mapped[str | None] = mapped_column(String(40))
    by_day: Mapped[bool] = mapped_column(default=False, server_default=false())  # never at night
    # It told of an alert and is lost, which the clock has yet to act on.
    unheeded: Mapped[bool] = mapped_column(default=False, server_default=false())

    @validates("status")
    def _heed_losses(self, _name: str, status: str) -> str:
        self.unheeded = self.alert_id is not None and status in LOST
        return status


class DeliveryReport(Base):
    """What the provider says became of an SMS, kept even when we do not know the SMS (yet)."""

    __tablename__ = "delivery_reports"
    __table_args__ = (
        Index(
            "ix_delivery_reports_waiting",
            "received_at",
            sqlite_where=text("NOT applied"),
            postgresql_where=text("NOT applied"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    provider_id: Mapped[str] = mapped_column(String(80), index=True)
    status: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(80), default="")
    recipient_index: Mapped[str] = mapped_column(String(64), index=True)
    received_at: Mapped[datetime] = mapped_column(Moment)
    applied: Mapped[bool] = mapped_column(default=False, index=True)


class InboundMessage(Base):
    """An SMS that somebody sent us. Who and what are sealed."""

    __tablename__ = "inbound_messages"
    __table_args__ = (
        Index("ix_inbound_triage", "state", "received_at"),
        Index("ix_inbound_same_text", "text_index", "received_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    provider_id: Mapped[str] = mapped_column(String(80), unique=True)
    sender_index: Mapped[str] = mapped_column(String(64), index=True)
    sender_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    text_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    text_index: Mapped[str] = mapped_column(
        String(64), default="", server_default=""
    )  # of its sender and its words
    state: Mapped[str] = mapped_column(
        String(12)
    )  # done, asked, for_person, duplicate, quarantined
    intent: Mapped[str] = mapped_column(String(12))
    slots: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # what was understood, in codes
    awaits: Mapped[str | None] = mapped_column(String(12))  # the slot that was asked for
    asked_at: Mapped[datetime | None] = mapped_column(Moment)  # when, if it was not at once
    became: Mapped[str | None] = mapped_column(String(12))  # once done: `storage.inbox`
    report_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("reports.id"), index=True)
    received_at: Mapped[datetime] = mapped_column(Moment)
