"""A call that broke off in the middle of a report."""

import uuid
from datetime import datetime

from sqlalchemy import Index, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from storage.ids import new_id
from storage.models.base import Base, Moment


class UnfinishedCall(Base):
    """What was answered before a call broke off, and the call in which it was taken up again."""

    __tablename__ = "unfinished_calls"
    __table_args__ = (Index("ix_unfinished_calls_phone", "phone_index", "saved_at"),)

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    session_key: Mapped[str] = mapped_column(String(64), unique=True)
    phone_index: Mapped[str] = mapped_column(String(64))
    path_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    settled: Mapped[bool] = mapped_column(default=False)  # sent, cancelled or begun again
    saved_at: Mapped[datetime] = mapped_column(Moment)
