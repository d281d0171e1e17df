"""Versions of what every process holds in memory."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.database import insert_if_absent
from storage.models import Version

PLACES, WORDS = "places", "words"


def current(session: Session, name: str) -> int:
    """The version now; 0 when nothing was ever changed."""
    return session.scalar(select(Version.number).where(Version.name == name)) or 0


def changed(session: Session, name: str) -> None:
    """Say that something held in memory has changed."""
    insert_if_absent(session, Version, {"name": name, "number": 0}, "name")
    session.execute(update(Version).where(Version.name == name).values(number=Version.number + 1))


def edition(session: Session) -> str:
    """The versions of all that a menu is made of, as one name."""
    found = select(Version.name, Version.number).where(Version.name.in_((PLACES, WORDS)))
    numbers = {row[0]: row[1] for row in session.execute(found)}
    return f"{numbers.get(PLACES, 0)}.{numbers.get(WORDS, 0)}"


def set_to(session: Session, name: str, number: int) -> None:
    """Say which version of something held in memory is the one to hold."""
    insert_if_absent(session, Version, {"name": name, "number": 0}, "name")
    session.execute(update(Version).where(Version.name == name).values(number=number))
