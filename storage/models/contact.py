"""A phone of which we remember something: a language, a village, a wish not to be written to."""

import uuid
from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, LargeBinary, String, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.ids import new_id
from storage.models.base import Base, Moment

LISTENS = "agreed_at IS NOT NULL AND opted_out_at IS NULL"  # they may be written to


class Contact(Base):
    """What a phone chose. The number itself is kept only where its owner agreed to be written to.

    `topics` holds the codes of what they are written to about between spaces, " school work ";
    where they live is held at each level, so that an area is counted from one index.
    """

    __tablename__ = "contacts"
    __table_args__ = (
        Index(
            "ix_contacts_audience",
            "department_id", "sub_prefecture_id", "place_id", "role", "language", "operator",
            "topics", "seen_on", "written_at", "phone_index",
            sqlite_where=text(LISTENS),
            postgresql_where=text(LISTENS),
        ),
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    phone_index: Mapped[str] = mapped_column(String(64), unique=True)
    language: Mapped[str | None] = mapped_column(String(8))
    last_place_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("places.id"))
    opted_out_at: Mapped[datetime | None] = mapped_column(Moment)
    opted_out_by: Mapped[str | None] = mapped_column(String(20))
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    agreed_at: Mapped[datetime | None] = mapped_column(Moment)
    agreed_by: Mapped[str | None] = mapped_column(String(20))  # ussd, sms, list
    list_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contact_lists.id"), index=True)
    role: Mapped[str] = mapped_column(String(8), default="public", server_default="public")
    operator: Mapped[str] = mapped_column(String(8), default="", server_default="")
    topics: Mapped[str] = mapped_column(String(120), default=" ", server_default=" ")
    place_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("places.id"))
    sub_prefecture_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    department_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    seen_on: Mapped[date | None] = mapped_column(Date)  # when this phone last dialled or texted
    written_at: Mapped[datetime | None] = mapped_column(Moment)  # when a campaign first reached it


class Attempt(Base):
    """One try at a secret (a PIN, a code, a receipt). The same try told twice counts once."""

    __tablename__ = "attempts"

    mark: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), index=True)
    subject: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
