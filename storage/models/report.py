"""What a member of the public told us, and everything that became of it."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint, Uuid, false
from sqlalchemy.orm import Mapped, mapped_column

from storage.ids import new_id
from storage.models.base import Base, Moment


class ReportStatus(StrEnum):
    """How far a report has come. Final ones never regress; a reopening is an event."""

    DRAFT = "draft"
    CANCELLED = "cancelled"  # by the caller, before sending
    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    CONFIRMED = "confirmed"
    UNFOUNDED = "unfounded"
    IN_CARE = "in_care"
    CLOSED = "closed"


class Report(Base):
    """One report. No name is ever asked; the reporter's number is sealed, if kept at all."""

    __tablename__ = "reports"
    __table_args__ = (Index("ix_reports_drafts", "status", "saved_at"),)

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    receipt_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    session_key: Mapped[str] = mapped_column(String(64), unique=True)
    channel: Mapped[str] = mapped_column(String(12))
    status: Mapped[str] = mapped_column(String(16), default=ReportStatus.DRAFT)
    incomplete: Mapped[bool] = mapped_column(default=False)
    concern: Mapped[str] = mapped_column(String(32))
    urgency: Mapped[str] = mapped_column(String(12))
    place_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("places.id"), index=True)
    child: Mapped[str] = mapped_column(String(16), default="unknown")
    when: Mapped[str] = mapped_column("happens", String(12), default="unknown")
    route: Mapped[str] = mapped_column(String(12), default="unknown")
    contact_consent: Mapped[str] = mapped_column(String(8), default="never")  # text, call, never
    language: Mapped[str] = mapped_column(String(8))
    phone_index: Mapped[str] = mapped_column(String(64), index=True)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    landmark_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # a place not in the list
    path_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # of a draft: what was answered
    relay: Mapped[bool] = mapped_column(default=False, server_default=false())  # for someone else
    outcome: Mapped[str | None] = mapped_column(String(24))
    safe_now: Mapped[str | None] = mapped_column(String(8))  # asked, then yes, no or unknown
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    saved_at: Mapped[datetime] = mapped_column(Moment)
    received_at: Mapped[datetime | None] = mapped_column(Moment)
    last_event: Mapped[int] = mapped_column(default=0)
    last_hash: Mapped[str] = mapped_column(String(64), default="")

    @property
    def avoids_village(self) -> bool:
        """Whether the reporter asked that nobody in the village be told."""
        return self.route == "not_village"


class Event(Base):
    """One line of a report's history: append-only, each carrying the hash of the one before."""

    __tablename__ = "events"
    __table_args__ = (UniqueConstraint("report_id", "number"),)

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("reports.id"))
    number: Mapped[int] = mapped_column()
    kind: Mapped[str] = mapped_column(String(24))
    actor: Mapped[str] = mapped_column(String(48))  # reporter, clock, or member:<id>
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment)
    hash: Mapped[str] = mapped_column(String(64))


class AccessRecord(Base):
    """Who looked at what; written in the transaction of the look."""

    __tablename__ = "access_records"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("members.id"), index=True)
    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("reports.id"), index=True)
    what: Mapped[str] = mapped_column(String(16))  # listed, opened
    channel: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(Moment)
