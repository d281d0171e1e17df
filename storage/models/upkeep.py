"""What the house keeps about itself: duties done, versions of what is held in memory."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Moment


class Duty(Base):
    """When a periodic duty was last done; taken by one clock a period."""

    __tablename__ = "duties"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    period: Mapped[int] = mapped_column()
    at: Mapped[datetime] = mapped_column(Moment)


class Version(Base):
    """A number that grows when something held in memory everywhere has changed here."""

    __tablename__ = "versions"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[int] = mapped_column()
