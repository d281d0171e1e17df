"""A list of services -> the directory that a child can be referred to."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from gateway.imports.cells import BadRow, choice, text
from gateway.imports.files import read_text
from gateway.imports.lists import Listing, Terms, load, read
from gateway.imports.phones import repaired
from gateway.imports.place_rows import LONGEST_CODE
from gateway.imports.refusal import quoted
from gateway.imports.sheets import Columns, Row
from gateway.imports.writing import Imported, Progress, in_silence
from storage import places, services
from storage.database import Database
from storage.models import Place, Service

KINDS = (
    "social_centre", "health", "school", "police", "justice", "civil_registry", "shelter",
    "association",
)  # fmt: skip
LONGEST_NAME = 60
SHORTEST_PHONE = 6  # digits of a number that is dialled as it stands


@dataclass(frozen=True)
class ServiceRow:
    """A service as a file describes it."""

    line: int
    code: str
    name: str
    kind: str
    place_code: str
    phone: str


@dataclass(frozen=True)
class Ground:
    """The services and places that are kept."""

    places: Mapping[str, Place]
    codes: Mapping[uuid.UUID, str]  # of places
    known: Mapping[str, Service]


def import_services(
    database: Database, path: Path, progress: Progress = in_silence, country: str = "CI"
) -> Imported:
    """Keep every service of a file, or refuse it whole; phones are read as in `country`."""
    wanted, faults = read(SERVICES, path.name, read_text(path), Terms(country))
    with database.transaction() as session:
        return load(session, SERVICES, wanted, faults, datetime.now(UTC), progress)


def service_phone(cell: str, country: str) -> str:
    """The number of a service: short, like 116, or in E.164; "" where there is none. Raises
    BadRow."""
    bare = cell.replace(" ", "")
    is_short = bare.isascii() and bare.isdigit() and len(bare) <= SHORTEST_PHONE
    return bare if not bare or is_short else repaired(cell, country)


def _read(row: Row, terms: Terms) -> ServiceRow:
    return ServiceRow(
        row.line,
        text(row, "code", LONGEST_CODE),
        text(row, "name", LONGEST_NAME),
        choice(row, "kind", KINDS),
        text(row, "place_code", LONGEST_CODE),
        service_phone(row.cells.get("phone", ""), terms.country),
    )


def _ground(session: Session) -> Ground:
    gazetteer = places.by_code(session)
    codes = {place.id: code for code, place in gazetteer.items()}
    return Ground(gazetteer, codes, services.by_code(session))


def _check(row: ServiceRow, ground: Ground) -> None:
    if row.place_code not in ground.places:
        raise BadRow("unknown_place", cell=quoted(row.place_code))


def _said(row: ServiceRow) -> Mapping[str, str]:
    return {
        "name": row.name,
        "kind": row.kind,
        "place_code": row.place_code,
        "phone": row.phone,
    }


def _kept(_session: Session, row: ServiceRow, ground: Ground) -> Mapping[str, str] | None:
    known = ground.known.get(row.code)
    if known is None:
        return None
    return {
        "name": known.name,
        "kind": known.kind,
        "place_code": ground.codes[known.place_id],
        "phone": known.phone,
    }


def _put(session: Session, row: ServiceRow, ground: Ground, _now: datetime) -> None:
    place_id = ground.places[row.place_code].id
    service = ground.known.get(row.code) or services.add(
        session, row.code, row.name, row.kind, place_id
    )
    service.name, service.kind, service.place_id = row.name, row.kind, place_id
    service.phone = row.phone


SERVICES = Listing(
    columns=Columns(required=("code", "name", "kind", "place_code"), optional=("phone",)),
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
