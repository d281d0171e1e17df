"""Awareness campaigns: what is said, to whom, who agreed to it, and what became of each message."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from storage.ids import new_id
from storage.models.base import Base, Moment


class CampaignStatus(StrEnum):
    """draft → submitted → approved → preparing → running ⇄ paused → ended; cancelled from any."""

    DRAFT = "draft"  # being written
    SUBMITTED = "submitted"  # a second person has to agree
    APPROVED = "approved"  # goes out when its time comes
    PREPARING = "preparing"  # a row is written for each of its recipients
    RUNNING = "running"
    PAUSED = "paused"  # by hand, or because the money is spent: `paused_for` says
    ENDED = "ended"  # sent to everybody, or out of date
    CANCELLED = "cancelled"


class Campaign(Base):
    """One text, in each language, for many phones. Money is in ten-thousandths of `currency`.

    `audience` and `texts` are as `storage.audiences` and `notifications.campaign_texts` read them.
    A course or a campaign that comes again is a campaign whose `plan` says so; each time it goes
    out, a campaign of its own is made, which names it as `parent_id`.
    """

    __tablename__ = "campaigns"
    __table_args__ = (
        Index("ix_campaigns_status", "status", "starts_at"),
        UniqueConstraint("parent_id", "step"),  # two clocks make each time once
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    number: Mapped[int] = mapped_column(unique=True)  # as people call it
    name: Mapped[str] = mapped_column(String(80))
    status: Mapped[str] = mapped_column(String(12), default=CampaignStatus.DRAFT)
    message: Mapped[str] = mapped_column(String(8), default="")  # the message it was made from
    texts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    audience: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    plan: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    parent_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("campaigns.id"))
    step: Mapped[int] = mapped_column(SmallInteger, default=0)  # which time of its parent's plan
    starts_at: Mapped[datetime | None] = mapped_column(Moment)  # not before; None = at once
    expires_at: Mapped[datetime | None] = mapped_column(Moment)  # what is left then is not sent
    spread: Mapped[bool] = mapped_column(default=False)  # a little each hour of its first day
    ceiling: Mapped[int | None] = mapped_column(BigInteger)  # the money it may cost
    # The higher one that somebody asks for and nobody else has allowed yet.
    asked_ceiling: Mapped[int | None] = mapped_column(BigInteger)
    asked_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("members.id"))
    written_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("members.id"))
    written_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)  # grows with each change of what was written
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    approved_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("members.id"))
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    trial_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("outbound_messages.id"))
    # How far its rows are written: the last phone of the list, in the order of their ids.
    prepared_to: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    recipients: Mapped[int] = mapped_column(default=0)
    estimate: Mapped[int] = mapped_column(BigInteger, default=0)
    currency: Mapped[str] = mapped_column(String(3), default="")
    spent: Mapped[int] = mapped_column(BigInteger, default=0)
    month: Mapped[date | None] = mapped_column(Date)  # the last one it was paid in
    spent_in_month: Mapped[int] = mapped_column(BigInteger, default=0)
    parts: Mapped[int] = mapped_column(default=0)
    taken: Mapped[int] = mapped_column(default=0)  # how many messages the provider took
    handled: Mapped[int] = mapped_column(default=0)  # how many were taken from the queue
    # How far each company's messages were taken in this pass: the key of the last one.
    cursors: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    served_at: Mapped[datetime | None] = mapped_column(Moment)  # when it last had its turn
    held_until: Mapped[datetime | None] = mapped_column(Moment)  # the provider takes nothing
    trouble: Mapped[str | None] = mapped_column(String(40))  # why, in the provider's words
    troubles: Mapped[int] = mapped_column(SmallInteger, default=0)  # how often in a row
    paused_for: Mapped[str | None] = mapped_column(String(12))  # hand, ceiling, month, balance
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_for: Mapped[str | None] = mapped_column(String(12))  # done, expired, hand, nobody
    figures: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # counted by the clock
    figured_at: Mapped[datetime | None] = mapped_column(Moment)


class RecipientStatus(StrEnum):
    """queued → sent → delivered or undelivered; the others are explained beside."""

    QUEUED = "queued"  # waits, or is in a call that nobody has answered yet
    SENT = "sent"  # the provider took it
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    UNCERTAIN = "uncertain"  # nobody knows whether the provider took it; it is not sent again
    STOPPED = "stopped"  # they said STOP before it went
    LATER = "later"  # the provider had trouble with this phone: tried again in a while


NOWHERE = uuid.UUID(int=0)


class Recipient(Base):
    """One phone of one campaign: a person is there once, whatever happens."""

    __tablename__ = "campaign_recipients"
    __table_args__ = (
        Index(
            "ix_campaign_recipients_queued",
            "campaign_id", "operator", "language", "wording", "place_id", "person_id",
            sqlite_where=text("status = 'queued'"),
            postgresql_where=text("status = 'queued'"),
        ),
        Index("ix_campaign_recipients_status", "campaign_id", "status"),
        Index(
            "ix_campaign_recipients_provider",
            "provider_id",
            sqlite_where=text("provider_id IS NOT NULL"),
            postgresql_where=text("provider_id IS NOT NULL"),
        ),
        # Whose message may have gone without an id: a delivery report finds them by their number.
        Index(
            "ix_campaign_recipients_unknown",
            "phone_index",
            sqlite_where=text("status = 'uncertain' OR (status = 'sent' AND provider_id IS NULL)"),
            postgresql_where=text(
                "status = 'uncertain' OR (status = 'sent' AND provider_id IS NULL)"
            ),
        ),
    )  # fmt: skip

    person_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)  # a contact or a member
    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    is_member: Mapped[bool] = mapped_column()
    phone_index: Mapped[str] = mapped_column(String(64))
    operator: Mapped[str] = mapped_column(String(8))
    language: Mapped[str] = mapped_column(String(8))
    wording: Mapped[str] = mapped_column(String(1))  # a or b
    is_first: Mapped[bool] = mapped_column()  # the provider adds its own words to the first SMS
    place_id: Mapped[uuid.UUID] = mapped_column(Uuid)  # NOWHERE when it is not known
    status: Mapped[str] = mapped_column(String(12))
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    carrier: Mapped[str | None] = mapped_column(String(16))
    provider_id: Mapped[str | None] = mapped_column(String(80))
    segments: Mapped[int | None] = mapped_column(SmallInteger)
    price: Mapped[int | None] = mapped_column(BigInteger)  # ten-thousandths of `currency`
    currency: Mapped[str | None] = mapped_column(String(3))
    reason: Mapped[str | None] = mapped_column(String(40))
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)


class ProviderCall(Base):
    """One call to the provider for a campaign, noted before it is made: whoever made it may die in
    the middle, and then the delivery reports say whether it went through."""

    __tablename__ = "campaign_calls"
    __table_args__ = (
        Index(
            "ix_campaign_calls_open",
            "lease_until",
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
        Index("ix_campaign_calls_campaign", "campaign_id", "called_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("campaigns.id"))
    operator: Mapped[str] = mapped_column(String(8))
    messages: Mapped[int] = mapped_column(SmallInteger)
    price: Mapped[int] = mapped_column(BigInteger)  # what it is expected to cost
    called_at: Mapped[datetime] = mapped_column(Moment)
    lease_until: Mapped[datetime] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    # answered, failed (nobody of it was taken), not_made, found, lost
    outcome: Mapped[str | None] = mapped_column(String(12))
    # Whom, while it is not answered; then the first few, by whom the channel is judged.
    people: Mapped[bytes | None] = mapped_column(LargeBinary)
    carrier: Mapped[str | None] = mapped_column(String(16))  # the channel, when it was one for all


class Spending(Base):
    """What a campaign cost in a month that is over, in the house's own time; the month that runs
    is with the campaign."""

    __tablename__ = "campaign_spendings"

    month: Mapped[date] = mapped_column(Date, primary_key=True)
    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    spent: Mapped[int] = mapped_column(BigInteger)


class CampaignEvent(Base):
    """One line of a campaign's history: who did what, when; nobody who received it."""

    __tablename__ = "campaign_events"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("campaigns.id"), index=True)
    what: Mapped[str] = mapped_column(String(16))
    by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("members.id"))  # None: the house
    details: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment)


class SavedAudience(Base):
    """Who should be written to, under a name."""

    __tablename__ = "saved_audiences"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    audience: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("members.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)


class ContactList(Base):
    """A list of phones that came in one file, with how their owners agreed to be written to."""

    __tablename__ = "contact_lists"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(80))
    proof: Mapped[str] = mapped_column(String(200))  # how and when they agreed, as the sender says
    agreed_on: Mapped[date] = mapped_column(Date)
    rows: Mapped[int] = mapped_column(default=0)
    imported_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("members.id"))
    imported_at: Mapped[datetime] = mapped_column(Moment)
