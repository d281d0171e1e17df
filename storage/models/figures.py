"""Counts made ahead, so that an overview costs the same whatever the number of reports."""

import uuid
from datetime import date, datetime

from sqlalchemy import Date, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Moment


class Tally(Base):
    """How many of a kind in one week or month, at one place or committee, or in the country.

    A week begins on the 1st, 8th, 15th or 22nd, so that weeks add up to their month. `kind` and
    `key`: received "" · in_time "" (a week) · concern <code> · answer <bin of time> (the month in
    which it came) · outcome <bin of time> · finished <month in which it came> (the month in which
    it ended).
    """

    __tablename__ = "tallies"

    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    period: Mapped[date] = mapped_column(Date, primary_key=True)  # its first day
    subject_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    sensitive: Mapped[bool] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column()


class Counting(Base):
    """A month was counted, as things stood at a moment."""

    __tablename__ = "countings"

    month: Mapped[date] = mapped_column(Date, primary_key=True)  # its first day
    until: Mapped[datetime] = mapped_column(Moment)
