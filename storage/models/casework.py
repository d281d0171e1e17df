"""What is done about a report: services, referrals, visits, questions, those who step aside."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from storage.ids import new_id
from storage.models.base import Base, Moment


class Service(Base):
    """Somebody a child can be referred to: a health centre, a school, a social centre…"""

    __tablename__ = "services"
    __table_args__ = (Index("ix_services_name", "name", "id"),)

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(20))
    place_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("places.id"), index=True)
    phone: Mapped[str] = mapped_column(String(20), default="")  # of the service, not of a person
    active: Mapped[bool] = mapped_column(default=True)


class Referral(Base):
    """A report sent on to a service, and what the service said."""

    __tablename__ = "referrals"
    __table_args__ = (UniqueConstraint("report_id", "service_id"),)

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("reports.id"), index=True)
    service_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("services.id"))
    referred_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("members.id"))
    state: Mapped[str] = mapped_column(String(12), default="sent")
    reason: Mapped[str | None] = mapped_column(String(24))
    sent_at: Mapped[datetime] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    answer_hash: Mapped[str | None] = mapped_column(String(64), unique=True)  # of its link
    answer_until: Mapped[datetime | None] = mapped_column(Moment)


class FollowUp(Base):
    """A visit to the child, and how the child was found. `mark` keeps one told twice single."""

    __tablename__ = "follow_ups"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    mark: Mapped[str] = mapped_column(String(64), unique=True)
    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("reports.id"), index=True)
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("members.id"))
    situation: Mapped[str] = mapped_column(String(16))
    works: Mapped[str] = mapped_column(String(8), default="unknown", server_default="unknown")
    at_school: Mapped[str] = mapped_column(String(8), default="unknown", server_default="unknown")
    visited_at: Mapped[datetime] = mapped_column(Moment)


class Support(Base):
    """Something given to a child or a family. `mark` keeps one told twice single."""

    __tablename__ = "supports"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    mark: Mapped[str] = mapped_column(String(64), unique=True)
    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("reports.id"), index=True)
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("members.id"))
    kind: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[datetime] = mapped_column(Moment)


class Link(Base):
    """Two reports that may be about the same child: proposed by the house, decided by a person.

    Nothing is merged and nothing is deleted; the older report is `first_id`.
    """

    __tablename__ = "links"
    __table_args__ = (UniqueConstraint("first_id", "second_id"),)

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    first_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("reports.id"))
    second_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("reports.id"), index=True)
    state: Mapped[str] = mapped_column(String(12), default="proposed")  # proposed, same, other
    decided_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("members.id"))
    at: Mapped[datetime] = mapped_column(Moment)


class Question(Base):
    """Something a committee asks the reporter through us; neither learns who the other is."""

    __tablename__ = "questions"
    __table_args__ = (UniqueConstraint("report_id", "question"),)

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("reports.id"), index=True)
    asked_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("members.id"))
    question: Mapped[str] = mapped_column(String(16))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    answer_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)


class Recusal(Base):
    """A member who must not see a report, because of a tie."""

    __tablename__ = "recusals"
    __table_args__ = (UniqueConstraint("report_id", "member_id"),)

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("reports.id"))
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("members.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
