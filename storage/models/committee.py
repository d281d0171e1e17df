"""Who acts: committees at their places, members with their phones."""

import uuid
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Uuid, false
from sqlalchemy.orm import Mapped, mapped_column

from storage.ids import new_id
from storage.models.base import Base, Moment

LOOK_ONLY = ("analyst", "operator")  # roles that work on no report, and hear of none


class Committee(Base):
    """A committee of a village, sub-prefecture or department, a social centre, or the national
    coordination."""

    __tablename__ = "committees"
    __table_args__ = (Index("ix_committees_level", "level", "name", "id"),)

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    level: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(120))
    place_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("places.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True)


class Member(Base):
    """A person of a committee. Their phone is found by its index, and sealed for sending."""

    __tablename__ = "members"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    committee_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("committees.id"), index=True)
    name_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    phone_index: Mapped[str] = mapped_column(String(64), unique=True)
    phone_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    role: Mapped[str] = mapped_column(String(20), default="focal_point")
    language: Mapped[str] = mapped_column(String(8), default="fr")
    active: Mapped[bool] = mapped_column(default=True)
    pin_hash: Mapped[str | None] = mapped_column(String(120))
    pin_set_in: Mapped[str | None] = mapped_column(String(64))  # the call in which it was set
    pin_used_at: Mapped[datetime | None] = mapped_column(Moment)  # the last time it was right
    locked_until: Mapped[datetime | None] = mapped_column(Moment)
    web_locked_until: Mapped[datetime | None] = mapped_column(Moment)  # the phone stays open
    code_hash: Mapped[str | None] = mapped_column(String(64))
    code_expires_at: Mapped[datetime | None] = mapped_column(Moment)
    on_call: Mapped[bool] = mapped_column(default=False, server_default=false())
    password_hash: Mapped[str | None] = mapped_column(String(160))  # of staff, who sign in on a PC
    totp_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # the secret of their codes
    totp_step: Mapped[int | None] = mapped_column()  # the last code used; none is used twice
    recovery: Mapped[list[str] | None] = mapped_column(JSON)  # hashes of codes for a lost phone
    invite_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    invite_until: Mapped[datetime | None] = mapped_column(Moment)
