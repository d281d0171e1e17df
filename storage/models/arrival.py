"""The mark that whatever is told to us leaves, whatever becomes of it."""

import uuid
from datetime import datetime

from sqlalchemy import String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Moment


class Arrival(Base):
    """Something was told to us: one call, or one SMS.

    The database lays these itself, with the first row of what was told (migration 0013), so that
    no hand that writes a row can forget it, and nothing that later goes missing takes its mark
    along. No code of ours writes here.
    """

    __tablename__ = "arrivals"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)  # of the row it came with
    session_key: Mapped[str | None] = mapped_column(String(64), unique=True)  # of a call
    channel: Mapped[str] = mapped_column(String(12))
    reference: Mapped[str | None] = mapped_column(String(12))  # of the report of a call
    at: Mapped[datetime] = mapped_column(Moment)
