"""One report in one committee's inbox."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, SmallInteger, String, UniqueConstraint, Uuid, false
from sqlalchemy.orm import Mapped, mapped_column, validates

from storage.ids import new_id
from storage.models.base import Base, Moment


class AlertState(StrEnum):
    """Where an alert stands with its committee."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    PASSED_ON = "passed_on"
    CLOSED = "closed"


# What is awaited of the committee; what comes first in its list sorts last.
FINISHED, NOTHING, OUTCOME, ANSWER = -1, 0, 1, 2
TURNS = {
    AlertState.OPEN: ANSWER,
    AlertState.ACKNOWLEDGED: OUTCOME,
    AlertState.PASSED_ON: NOTHING,
    AlertState.CLOSED: FINISHED,
}


class Alert(Base):
    """A report that a committee must know of: why, since when, and when it will be asked again.

    `due_at` is until when the committee has time: to answer while it is open, to say what was
    done once it is acknowledged. It stays when it has passed: that is how late things show.
    """

    __tablename__ = "alerts"
    __table_args__ = (
        UniqueConstraint("report_id", "committee_id"),
        Index("ix_alerts_inbox", "committee_id", "turn", "rank", "opened_at", "id"),
        Index("ix_alerts_ask", "turn", "ask_at"),
        Index("ix_alerts_answered", "acknowledged_at"),
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
    assigned_to: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("members.id"))
    turn: Mapped[int] = mapped_column(SmallInteger, default=ANSWER, server_default="0")
    rank: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    ask_at: Mapped[datetime | None] = mapped_column(Moment)  # when the outcome is asked for next
    asked: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    unreached: Mapped[bool] = mapped_column(default=False, server_default=false())
    told_in: Mapped[uuid.UUID | None] = mapped_column(Uuid)  # the SMS that told of several at once
    pushed_at: Mapped[datetime | None] = mapped_column(Moment)  # its reporter said "nobody came"

    @validates("state")
    def _keep_turn(self, _name: str, state: str) -> str:
        self.turn = TURNS[AlertState(state)]
        return state
