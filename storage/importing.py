"""What importing needs of the database: its turn, new rows, and whether an old one differs."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.database import insert_if_absent
from storage.ids import new_id
from storage.models import Base, Committee, Place, Version

_TURN = "imports"


def take_turn(session: Session) -> None:
    """Wait until no other import is under way; the turn ends with the transaction."""
    # SQLite has one writer at a time anyway, and leaves FOR UPDATE out.
    insert_if_absent(session, Version, {"name": _TURN, "number": 0}, "name")
    session.execute(select(Version.number).where(Version.name == _TURN).with_for_update()).all()


def new_place(session: Session, code: str, level: str) -> Place:
    """A place that is not kept yet; the caller fills in the rest."""
    place = Place(id=new_id(), code=code, level=level)
    session.add(place)
    return place


def new_committee(session: Session, code: str) -> Committee:
    """A committee that is not kept yet; the caller fills in the rest."""
    committee = Committee(id=new_id(), code=code)
    session.add(committee)
    return committee


def differs(session: Session, row: Base) -> bool:
    """Whether a kept row no longer says what it said."""
    return session.is_modified(row)
