"""A list of committees -> who stands at which place."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from gateway.imports.cells import BadRow, choice, faults_of, repeats, sift, text
from gateway.imports.place_rows import LONGEST_CODE
from gateway.imports.refusal import quoted, refuse_if_any
from gateway.imports.sheets import Columns, Row, read_sheet
from gateway.imports.writing import Imported, Outcome, Progress, batches, in_silence, write
from storage import committees, importing, places
from storage.database import Database
from storage.models import Committee, Place

COLUMNS = Columns(required=("code", "level", "place_code", "name"))
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


def import_committees(database: Database, path: Path, progress: Progress = in_silence) -> Imported:
    """Keep every committee of a file, or refuse it whole."""
    wanted, faults = sift(read_sheet(path, COLUMNS), _read)
    with database.transaction() as session:
        importing.take_turn(session)
        gazetteer = places.by_code(session)
        faults += repeats(wanted, lambda row: row.code, "the same code")
        faults += faults_of(wanted, lambda row: _check(row, gazetteer))
        refuse_if_any(faults)
        known = committees.by_code(session)
        return write(
            session,
            batches(wanted),
            lambda row: _put(session, row, gazetteer[row.place_code], known.get(row.code)),
            progress,
        )


def _read(row: Row) -> CommitteeRow:
    return CommitteeRow(
        row.line,
        text(row, "code", LONGEST_CODE),
        choice(row, "level", STANDS_AT),
        text(row, "place_code", LONGEST_CODE),
        text(row, "name", LONGEST_NAME),
    )


def _check(row: CommitteeRow, gazetteer: Mapping[str, Place]) -> None:
    place = gazetteer.get(row.place_code)
    if place is None:
        raise BadRow(
            f"unknown place_code {quoted(row.place_code)}: import the places first, "
            "or correct the code"
        )
    if place.level != STANDS_AT[row.level]:
        raise BadRow(
            f"a committee of level {row.level} stands at a {STANDS_AT[row.level]}; "
            f"{row.place_code} is a {place.level}"
        )


def _put(session: Session, row: CommitteeRow, place: Place, known: Committee | None) -> Outcome:
    committee = known or importing.new_committee(session, row.code)
    committee.level, committee.name, committee.place_id = row.level, row.name, place.id
    if known is None:
        return Outcome.NEW
    return Outcome.CHANGED if importing.differs(session, committee) else Outcome.UNCHANGED
