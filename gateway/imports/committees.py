"""A list of committees -> who stands at which place."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from gateway.imports.cells import BadRow, choice, text
from gateway.imports.files import read_text
from gateway.imports.lists import Listing, Terms, load, read
from gateway.imports.place_rows import LONGEST_CODE
from gateway.imports.refusal import quoted
from gateway.imports.sheets import Columns, Row
from gateway.imports.writing import Imported, Progress, in_silence
from storage import committees, importing, places
from storage.database import Database
from storage.models import Committee, Place

STANDS_AT = {
    "village": "village",
    "sub_prefecture": "sub_prefecture",
    "department": "department",
    "national": "country",
    "social_centre": "department",
}
LONGEST_NAME = 120


@dataclass(frozen=True)
class CommitteeRow:
    """A committee as a file describes it."""

    line: int
    code: str
    level: str
    place_code: str
    name: str


@dataclass(frozen=True)
class Ground:
    """The committees and places that are kept."""

    places: Mapping[str, Place]
    codes: Mapping[uuid.UUID, str]  # of places
    known: Mapping[str, Committee]


def import_committees(database: Database, path: Path, progress: Progress = in_silence) -> Imported:
    """Keep every committee of a file, or refuse it whole."""
    wanted, faults = read(COMMITTEES, path.name, read_text(path), Terms())
    with database.transaction() as session:
        return load(session, COMMITTEES, wanted, faults, datetime.now(UTC), progress)


def _read(row: Row, _terms: Terms) -> CommitteeRow:
    return CommitteeRow(
        row.line,
        text(row, "code", LONGEST_CODE),
        choice(row, "level", STANDS_AT),
        text(row, "place_code", LONGEST_CODE),
        text(row, "name", LONGEST_NAME),
    )


def _ground(session: Session) -> Ground:
    gazetteer = places.by_code(session)
    codes = {place.id: code for code, place in gazetteer.items()}
    return Ground(gazetteer, codes, committees.by_code(session))


def _check(row: CommitteeRow, ground: Ground) -> None:
    place = ground.places.get(row.place_code)
    if place is None:
        raise BadRow("unknown_place", cell=quoted(row.place_code))
    wanted = STANDS_AT[row.level]
    if place.level != wanted:
        raise BadRow(
            "wrong_level", level=row.level, wanted=wanted, code=row.place_code, found=place.level
        )


def _said(row: CommitteeRow) -> Mapping[str, str]:
    return {"name": row.name, "level": row.level, "place_code": row.place_code}


def _kept(_session: Session, row: CommitteeRow, ground: Ground) -> Mapping[str, str] | None:
    known = ground.known.get(row.code)
    if known is None:
        return None
    return {"name": known.name, "level": known.level, "place_code": ground.codes[known.place_id]}


def _put(session: Session, row: CommitteeRow, ground: Ground, _now: datetime) -> None:
    committee = ground.known.get(row.code) or importing.new_committee(session, row.code)
    committee.level, committee.name = row.level, row.name
    committee.place_id = ground.places[row.place_code].id


COMMITTEES = Listing(
    columns=Columns(required=("code", "level", "place_code", "name")),
    read=_read,
    key=lambda row: row.code,
    repeated="same_code",
    name=lambda row: row.code,
    said=_said,
    ground=_ground,
    check=_check,
    kept=_kept,
    put=_put,
)
