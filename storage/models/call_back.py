"""Somebody who asked to be rung."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from storage.ids import new_id
from storage.models.base import Base, Moment


class CallBack(Base):
    """A wish to be rung: a committee's task. Only its social worker or coordinator may open the
    number, and each opening is recorded."""

    __tablename__ = "call_backs"
    __table_args__ = (
        Index("ix_call_backs_waiting", "committee_id", "state", "requested_at"),
        Index("ix_call_backs_oldest", "state", "requested_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    phone_index: Mapped[str] = mapped_column(String(64), index=True)
    phone_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    place_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("places.id"))
    committee_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("committees.id"))
    language: Mapped[str] = mapped_column(String(8))
    channel: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12), default="open")  # open, taken, later, done
    safe_when: Mapped[str] = mapped_column(String(12), default="anytime")
    requested_at: Mapped[datetime] = mapped_column(Moment)
    reminded_at: Mapped[datetime | None] = mapped_column(Moment)
    taken_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("members.id"))
    taken_at: Mapped[datetime | None] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    outcome: Mapped[str | None] = mapped_column(String(12))  # reached, not_reached, unwanted
    tries: Mapped[int] = mapped_column(default=0, server_default="0")  # rung in vain
    try_at: Mapped[datetime | None] = mapped_column(Moment)  # since when it is to be tried again


class Unsealing(Base):
    """Who opened whose number, and why; written in the transaction that opened it."""

    __tablename__ = "unsealings"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("members.id"), index=True)
    call_back_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("call_backs.id"))
    report_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("reports.id"))
    reason: Mapped[str] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(Moment, index=True)
