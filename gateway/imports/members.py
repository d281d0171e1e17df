"""A list of members -> whom alerts reach; one phone is one member."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from gateway.imports.cells import BadRow, choice, text
from gateway.imports.files import read_text
from gateway.imports.lists import Listing, Terms, languages, load, read
from gateway.imports.phones import read_phone
from gateway.imports.place_rows import LONGEST_CODE, LONGEST_NAME
from gateway.imports.refusal import quoted
from gateway.imports.sheets import Columns, Row
from gateway.imports.writing import Imported, Progress, in_silence
from storage import committees, members, web
from storage.database import Database, keys_of
from storage.models import Committee, Member

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


@dataclass(frozen=True)
class Ground:
    """The members and committees that are kept."""

    homes: Mapping[str, Committee]
    codes: Mapping[uuid.UUID, str]  # of committees
    known: Mapping[str, Member]  # by their phone's index


def import_members(
    database: Database, path: Path, progress: Progress = in_silence, country: str = "CI"
) -> Imported:
    """Keep every member of a file, or refuse it whole; phones are read as in `country`."""
    wanted, faults = read(MEMBERS, path.name, read_text(path), Terms(country))
    with database.transaction() as session:
        return load(session, MEMBERS, wanted, faults, datetime.now(UTC), progress)


def _read(row: Row, terms: Terms) -> MemberRow:
    return MemberRow(
        row.line,
        text(row, "committee_code", LONGEST_CODE),
        text(row, "name", LONGEST_NAME),
        read_phone(row, terms.country),
        choice(row, "role", ROLES),
        choice(row, "language", languages(), default="fr"),
    )


def _ground(session: Session) -> Ground:
    homes = committees.by_code(session)
    codes = {committee.id: code for code, committee in homes.items()}
    return Ground(homes, codes, members.by_phone_index(session))


def _check(row: MemberRow, ground: Ground) -> None:
    if row.committee_code not in ground.homes:
        raise BadRow("unknown_committee", cell=quoted(row.committee_code))


def _said(row: MemberRow) -> Mapping[str, str]:
    return {
        "name": row.name,
        "committee_code": row.committee_code,
        "role": row.role,
        "language": row.language,
    }


def _kept(session: Session, row: MemberRow, ground: Ground) -> Mapping[str, str] | None:
    member = _known(session, row, ground)
    if member is None:
        return None
    return {
        "name": members.name_of(session, member),
        "committee_code": ground.codes[member.committee_id],
        "role": member.role,
        "language": member.language,
    }


def _put(session: Session, row: MemberRow, ground: Ground, now: datetime) -> None:
    member, home = _known(session, row, ground), ground.homes[row.committee_code]
    if member is None:
        members.add(session, home.id, row.name, row.phone, row.role, row.language)
        return
    if (member.committee_id, member.role) != (home.id, row.role):
        web.end_all(session, member.id, now)  # what they may do has changed
    member.committee_id, member.role, member.language = home.id, row.role, row.language
    if members.name_of(session, member) != row.name:
        members.rename(session, member, row.name)


def _known(session: Session, row: MemberRow, ground: Ground) -> Member | None:
    return ground.known.get(keys_of(session).phone(row.phone))


MEMBERS = Listing(
    columns=Columns(required=("committee_code", "name", "phone", "role"), optional=("language",)),
    read=_read,
    key=lambda row: row.phone,
    repeated="same_phone",
    name=lambda row: row.name,
    said=_said,
    ground=_ground,
    check=_check,
    kept=_kept,
    put=_put,
)
