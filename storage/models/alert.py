"""One report in one committee's inbox."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from storage.ids import new_id
from storage.models.base import Base, Moment


class AlertState(StrEnum):
    """Where an alert stands with its committee."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    PASSED_ON = "passed_on"
    CLOSED = "closed"


class Alert(Base):
    """A report that a committee must know of: why, since when, and when it will be asked again."""

    __tablename__ = "alerts"
    __table_args__ = (
        UniqueConstraint("report_id", "committee_id"),
        Index("ix_alerts_inbox", "committee_id", "state", "opened_at"),
        Index("ix_alerts_remind", "state", "remind_at"),
        Index("ix_alerts_next_level", "state", "next_level_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("reports.id"))
    committee_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("committees.id"))
    reason: Mapped[str] = mapped_column(String(12))  # first, also, escalated
    state: Mapped[str] = mapped_column(String(16), default=AlertState.OPEN)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    remind_at: Mapped[datetime | None] = mapped_column(Moment)
    next_level_at: Mapped[datetime | None] = mapped_column(Moment)
    acknowledged_at: Mapped[datetime | None] = mapped_column(Moment)
    acknowledged_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("members.id"))
    pushed_at: Mapped[datetime | None] = mapped_column(Moment)  # its reporter said "nobody came"
