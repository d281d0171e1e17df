"""What the house keeps about itself: duties done, versions of what is held in memory."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, SmallInteger, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from storage.ids import new_id
from storage.models.base import Base, Moment


class Duty(Base):
    """When a periodic duty was last done; taken by one clock a period."""

    __tablename__ = "duties"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    period: Mapped[int] = mapped_column()
    at: Mapped[datetime] = mapped_column(Moment)


class Gauge(Base):
    """What the clock read off last: how much, of what, and when; by name."""

    __tablename__ = "gauges"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[float] = mapped_column(Float)
    unit: Mapped[str] = mapped_column(String(8), default="")  # a currency, or nothing
    at: Mapped[datetime] = mapped_column(Moment)


class Route(Base):
    """How much of what goes to a telephone company goes by the second channel, and why."""

    __tablename__ = "routes"

    operator: Mapped[str] = mapped_column(String(8), primary_key=True)
    share: Mapped[int] = mapped_column(SmallInteger)  # of a hundred messages
    moved_at: Mapped[datetime | None] = mapped_column(Moment)  # it never has, when empty
    # What the channel that was left had carried of late, and how much of it badly.
    counted: Mapped[int] = mapped_column(default=0)
    bad: Mapped[int] = mapped_column(default=0)
    # When each channel was last heard to report what became of a message to this company.
    first_heard_at: Mapped[datetime | None] = mapped_column(Moment)
    second_heard_at: Mapped[datetime | None] = mapped_column(Moment)


class Version(Base):
    """A number that grows when something held in memory everywhere has changed here."""

    __tablename__ = "versions"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[int] = mapped_column()


class Digest(Base):
    """A committee was told its counts of a week or a month: once a period."""

    __tablename__ = "digests"

    committee_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("committees.id"), primary_key=True)
    period: Mapped[str] = mapped_column(String(12), primary_key=True)  # 2026-W47, 2026-11
    at: Mapped[datetime] = mapped_column(Moment)


class HouseRules(Base):
    """Settings that a coordinator may change without a new start; the last number holds."""

    __tablename__ = "house_rules"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_by: Mapped[str] = mapped_column(String(48))
    made_at: Mapped[datetime] = mapped_column(Moment)


class Doing(Base):
    """Something that a member did to the house itself: who, what, about whom; never a report."""

    __tablename__ = "doings"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    member_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("members.id"), index=True)
    kind: Mapped[str] = mapped_column(String(24))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
