"""A list of members -> whom alerts reach; one phone is one member."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from gateway.imports.cells import BadRow, choice, faults_of, repeats, sift, text
from gateway.imports.phones import read_phone
from gateway.imports.place_rows import LONGEST_CODE, LONGEST_NAME
from gateway.imports.refusal import quoted, refuse_if_any
from gateway.imports.sheets import Columns, Row, read_sheet
from gateway.imports.writing import Imported, Outcome, Progress, batches, in_silence, write
from menus.words import Words
from storage import committees, importing, members
from storage.database import Database, keys_of
from storage.models import Committee, Member

COLUMNS = Columns(required=("committee_code", "name", "phone", "role"), optional=("language",))
ROLES = ("focal_point", "president", "secretary", "social_worker", "coordinator")


@dataclass(frozen=True)
class MemberRow:
    """A member as a file describes them."""

    line: int
    committee_code: str
    name: str
    phone: str
    role: str
    language: str


def import_members(
    database: Database, path: Path, progress: Progress = in_silence, country: str = "CI"
) -> Imported:
    """Keep every member of a file, or refuse it whole; phones are read as in `country`."""
    languages = Words.load().languages
    wanted, faults = sift(read_sheet(path, COLUMNS), lambda row: _read(row, country, languages))
    with database.transaction() as session:
        importing.take_turn(session)
        homes = committees.by_code(session)
        faults += repeats(wanted, lambda row: row.phone, "the same phone")
        faults += faults_of(wanted, lambda row: _check(row, homes))
        refuse_if_any(faults)
        known = members.by_phone_index(session)
        return write(
            session,
            batches(wanted),
            lambda row: _put(session, row, homes[row.committee_code], known),
            progress,
        )


def _read(row: Row, country: str, languages: Collection[str]) -> MemberRow:
    return MemberRow(
        row.line,
        text(row, "committee_code", LONGEST_CODE),
        text(row, "name", LONGEST_NAME),
        read_phone(row, country),
        choice(row, "role", ROLES),
        choice(row, "language", languages, default="fr"),
    )


def _check(row: MemberRow, homes: Collection[str]) -> None:
    if row.committee_code not in homes:
        raise BadRow(
            f"unknown committee_code {quoted(row.committee_code)}: import the committees first, "
            "or correct the code"
        )


def _put(session: Session, row: MemberRow, home: Committee, known: Mapping[str, Member]) -> Outcome:
    member = known.get(keys_of(session).phone(row.phone))
    if member is None:
        members.add(session, home.id, row.name, row.phone, row.role, row.language)
        return Outcome.NEW
    member.committee_id, member.role, member.language = home.id, row.role, row.language
    if members.name_of(session, member) != row.name:
        members.rename(session, member, row.name)
    return Outcome.CHANGED if importing.differs(session, member) else Outcome.UNCHANGED
