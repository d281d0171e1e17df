"""A list of services -> the directory that a child can be referred to."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from gateway.imports.cells import BadRow, choice, faults_of, optional_text, repeats, sift, text
from gateway.imports.place_rows import LONGEST_CODE
from gateway.imports.refusal import quoted, refuse_if_any
from gateway.imports.sheets import Columns, Row, read_sheet
from gateway.imports.writing import Imported, Outcome, Progress, batches, in_silence, write
from storage import importing, places, services
from storage.database import Database
from storage.models import Place, Service

COLUMNS = Columns(required=("code", "name", "kind", "place_code"), optional=("phone",))
KINDS = (
    "social_centre", "health", "school", "police", "justice", "civil_registry", "shelter",
    "association",
)  # fmt: skip
LONGEST_NAME = 60
LONGEST_PHONE = 20


@dataclass(frozen=True)
class ServiceRow:
    """A service as a file describes it."""

    line: int
    code: str
    name: str
    kind: str
    place_code: str
    phone: str


def import_services(database: Database, path: Path, progress: Progress = in_silence) -> Imported:
    """Keep every service of a file, or refuse it whole."""
    wanted, faults = sift(read_sheet(path, COLUMNS), _read)
    with database.transaction() as session:
        importing.take_turn(session)
        gazetteer = places.by_code(session)
        faults += repeats(wanted, lambda row: row.code, "the same code")
        faults += faults_of(wanted, lambda row: _check(row, gazetteer))
        refuse_if_any(faults)
        known = services.by_code(session)
        return write(
            session,
            batches(wanted),
            lambda row: _put(session, row, gazetteer[row.place_code], known.get(row.code)),
            progress,
        )


def _read(row: Row) -> ServiceRow:
    return ServiceRow(
        row.line,
        text(row, "code", LONGEST_CODE),
        text(row, "name", LONGEST_NAME),
        choice(row, "kind", KINDS),
        text(row, "place_code", LONGEST_CODE),
        optional_text(row, "phone", LONGEST_PHONE),
    )


def _check(row: ServiceRow, gazetteer: Mapping[str, Place]) -> None:
    if row.place_code not in gazetteer:
        raise BadRow(
            f"unknown place_code {quoted(row.place_code)}: import the places first, "
            "or correct the code"
        )


def _put(session: Session, row: ServiceRow, place: Place, known: Service | None) -> Outcome:
    service = known or services.add(session, row.code, row.name, row.kind, place.id)
    service.name, service.kind, service.place_id = row.name, row.kind, place.id
    service.phone = row.phone
    if known is None:
        return Outcome.NEW
    return Outcome.CHANGED if importing.differs(session, service) else Outcome.UNCHANGED
