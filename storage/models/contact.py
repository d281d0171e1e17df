"""A phone of which we remember something: a language, a village, a wish not to be written to."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from storage.ids import new_id
from storage.models.base import Base, Moment


class Contact(Base):
    """What a phone chose; the number itself is not here."""

    __tablename__ = "contacts"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    phone_index: Mapped[str] = mapped_column(String(64), unique=True)
    language: Mapped[str | None] = mapped_column(String(8))
    last_place_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("places.id"))
    opted_out_at: Mapped[datetime | None] = mapped_column(Moment)
    opted_out_by: Mapped[str | None] = mapped_column(String(20))


class Attempt(Base):
    """One try at a secret (a PIN, a code, a receipt). The same try told twice counts once."""

    __tablename__ = "attempts"

    mark: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), index=True)
    subject: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
