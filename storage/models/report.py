"""What a member of the public told us, and everything that became of it."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
    Uuid,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, validates

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


# How urgencies sort: the most urgent last, so that lists read an index backwards.
RANKS = {"low": 1, "medium": 2, "high": 3, "critical": 4}
UNSEEN, OPEN, CLOSED = 0, 1, 2  # stages of a report: in no list, being worked on, finished
STAGES = {
    ReportStatus.DRAFT: UNSEEN,
    ReportStatus.CANCELLED: UNSEEN,
    ReportStatus.UNFOUNDED: CLOSED,
    ReportStatus.CLOSED: CLOSED,
}


class Report(Base):
    """One report. No name is ever asked; the reporter's number is sealed, if kept at all.

    `rank`, `stage`, the places above its own and `due_at` say again what its urgency, status,
    place and alerts say, so that every list of a committee is served by an index.
    """

    __tablename__ = "reports"
    __table_args__ = (
        Index("ix_reports_drafts", "status", "saved_at"),
        Index("ix_reports_same", "place_id", "received_at"),
        Index("ix_reports_closed", "closed_at"),
        *(
            Index(f"ix_reports_{area}_{order}", *where, "stage", *columns)
            for area, where in (
                ("country", ()),
                ("department", ("department_id",)),
                ("sub_prefecture", ("sub_prefecture_id",)),
            )
            for order, columns in (
                ("urgent", ("rank", "received_at", "id")),
                ("newest", ("received_at", "id")),
                ("late", ("due_at", "id")),
            )
        ),
    )

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
    department_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("places.id"))
    sub_prefecture_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("places.id"))
    rank: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    stage: Mapped[int] = mapped_column(SmallInteger, default=UNSEEN, server_default="0")
    due_at: Mapped[datetime | None] = mapped_column(Moment)  # when the first turn is over
    told_by: Mapped[int] = mapped_column(SmallInteger, default=1, server_default="1")  # people
    last_event: Mapped[int] = mapped_column(default=0)
    last_hash: Mapped[str] = mapped_column(String(64), default="")

    @validates("status")
    def _keep_stage(self, _name: str, status: str) -> str:
        self.stage = STAGES.get(ReportStatus(status), OPEN)
        return status

    @validates("urgency")
    def _keep_rank(self, _name: str, urgency: str) -> str:
        self.rank = RANKS.get(urgency, 0)
        return urgency

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
    __table_args__ = (
        Index("ix_access_records_seen", "member_id", "report_id", "what", "at"),
        Index("ix_access_records_report", "report_id", "what", "member_id", "at"),
        Index("ix_access_records_what", "what", "at", "id"),
        Index("ix_access_records_member", "member_id", "what", "at", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("members.id"))
    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("reports.id"))
    what: Mapped[str] = mapped_column(String(16))  # listed, opened, checked
    channel: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(Moment)
