"""What people wish to learn, and what they answered; answers are kept without whose they are."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from storage.ids import new_id
from storage.models.base import Base, Moment


class Subscription(Base):
    """A phone that wishes to be written to about a topic, perhaps as somebody of a place."""

    __tablename__ = "subscriptions"
    __table_args__ = (UniqueConstraint("phone_index", "topic"),)

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    phone_index: Mapped[str] = mapped_column(String(64), index=True)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # with the contact since 0020
    topic: Mapped[str] = mapped_column(String(24), index=True)
    place_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("places.id"), index=True)
    language: Mapped[str] = mapped_column(String(8))
    channel: Mapped[str] = mapped_column(String(12))  # how the wish came
    subscribed_at: Mapped[datetime] = mapped_column(Moment)


class QuizAnswer(Base):
    """One answer to the question after a message. `mark` keeps one told twice single; it is a
    keyed fingerprint of the turn, and leads to nobody."""

    __tablename__ = "quiz_answers"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    mark: Mapped[str] = mapped_column(String(64), unique=True)
    message: Mapped[str] = mapped_column(String(8), index=True)
    answer: Mapped[str] = mapped_column(String(12))
    right: Mapped[bool] = mapped_column("is_right")
    language: Mapped[str] = mapped_column(String(8))
    department_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("places.id"))
    answered_at: Mapped[datetime] = mapped_column(Moment)
    # Which of a campaign's wordings this phone had been sent, if any.
    campaign_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("campaigns.id"), index=True)
    wording: Mapped[str | None] = mapped_column(String(1))
