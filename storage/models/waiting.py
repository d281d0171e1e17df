"""A list that a coordinator has brought and not yet confirmed."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from storage.ids import new_id
from storage.models.base import Base, Moment


class WaitingImport(Base):
    """The text of a CSV file, sealed, for an hour; one for each member."""

    __tablename__ = "waiting_imports"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("members.id"), unique=True)
    kind: Mapped[str] = mapped_column(String(12))  # committees, members, services
    name_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # of the file
    text_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    ends_at: Mapped[datetime] = mapped_column(Moment, index=True)
