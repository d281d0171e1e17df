"""Counts made ahead, so that an overview costs the same whatever the number of reports."""

import uuid
from datetime import date

from sqlalchemy import Date, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class Tally(Base):
    """How many of a kind in one week or month, at one place or committee.

    `kind` and `key`: received "" · in_time "" (a week, a place) · concern <code> (a month, a
    place) · answer and outcome <minutes, rounded> (a month, a committee).
    """

    __tablename__ = "tallies"

    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    period: Mapped[date] = mapped_column(Date, primary_key=True)  # its first day
    subject_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    sensitive: Mapped[bool] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column()
