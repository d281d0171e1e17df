"""A list of places -> the gazetteer, each village with a code for its poster."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from gateway.imports.cells import BadRow, faults_of, repeats, sift
from gateway.imports.place_rows import COLUMNS, PlaceRow, countries_named, read_place
from gateway.imports.poster_codes import free_codes
from gateway.imports.refusal import RowFault, quoted, refuse_if_any
from gateway.imports.sheets import Row, read_sheet
from gateway.imports.writing import Imported, Outcome, Progress, batches, in_silence, write
from menus.places import LEVELS
from storage import importing, places, versions
from storage.database import Database
from storage.models import Place

PARENTS = {
    "district": ("country",),
    "region": ("district", "country"),  # the pilot's list leaves the districts out
    "department": ("region",),
    "sub_prefecture": ("department",),
    "village": ("sub_prefecture",),
}


def import_places(database: Database, path: Path, progress: Progress = in_silence) -> Imported:
    """Keep every place of a file, or refuse it whole."""
    rows = read_sheet(path, COLUMNS)
    wanted, faults = sift(rows, read_place)
    with database.transaction() as session:
        importing.take_turn(session)
        known = places.by_code(session)
        wanted = _with_countries(rows, wanted, known)
        refuse_if_any([*faults, *_faults(rows, wanted, known)])
        imported = _write(session, wanted, known, progress)
        if imported.new or imported.changed:
            versions.changed(session, versions.PLACES)
    return imported


def _with_countries(
    rows: Iterable[Row], wanted: Sequence[PlaceRow], known: Collection[str]
) -> list[PlaceRow]:
    there = {*known, *(row.cells.get("code", "") for row in rows)}
    return [*(row for row in countries_named(rows) if row.code not in there), *wanted]


@dataclass(frozen=True)
class _Surroundings:
    """What a row is checked against: the gazetteer as it is, and the rest of the file."""

    known: Mapping[str, Place]
    levels: Mapping[str, str]
    mentioned: Collection[str]  # also by rows that are wrong themselves: one complaint is enough
    bearers: Mapping[str, str]  # poster code -> the code of the place that bears it

    def check(self, row: PlaceRow) -> None:
        """Raise BadRow when a place does not fit in."""
        if row.code in self.known and self.known[row.code].level != row.level:
            raise BadRow("other_level", code=row.code, found=self.known[row.code].level)
        self._check_parent(row)
        self._check_poster(row)

    def _check_parent(self, row: PlaceRow) -> None:
        level = self.levels.get(row.parent_code)
        if row.level == "country" or (level is None and row.parent_code in self.mentioned):
            return
        if level is None:
            raise BadRow("unknown_parent", cell=quoted(row.parent_code))
        wanted = PARENTS[row.level]
        if level not in wanted:
            code = row.parent_code
            raise BadRow("wrong_parent", level=row.level, wanted=wanted, code=code, found=level)

    def _check_poster(self, row: PlaceRow) -> None:
        if not row.poster_code:
            return
        bearer = self.bearers.get(row.poster_code, row.code)
        if bearer != row.code:
            raise BadRow("poster_borne", cell=row.poster_code, code=bearer)
        given = self.known[row.code].poster_code if row.code in self.known else None
        if given and given != row.poster_code:
            raise BadRow("poster_kept", cell=row.poster_code, given=given)


def _faults(
    rows: Iterable[Row], wanted: Sequence[PlaceRow], known: Mapping[str, Place]
) -> list[RowFault]:
    surroundings = _Surroundings(
        known,
        {code: place.level for code, place in known.items()}
        | {row.code: row.level for row in wanted},
        {row.cells.get("code", "") for row in rows},
        {place.poster_code: code for code, place in known.items() if place.poster_code},
    )
    return [
        *repeats(wanted, lambda row: row.code, "same_code"),
        *repeats(wanted, lambda row: row.poster_code, "same_poster_code"),
        *faults_of(wanted, surroundings.check),
    ]


def _write(
    session: Session, wanted: Sequence[PlaceRow], known: dict[str, Place], progress: Progress
) -> Imported:
    borne = {place.poster_code or "" for place in known.values()}
    codes = free_codes(borne | {row.poster_code for row in wanted})

    def put(row: PlaceRow) -> Outcome:
        place = known.get(row.code)
        is_new = place is None
        place = place or importing.new_place(session, row.code, row.level)
        known[row.code] = place
        _fill(place, row, known)
        if row.level == "village" and not place.poster_code:
            place.poster_code = row.poster_code or next(codes)
        if is_new:
            return Outcome.NEW
        return Outcome.CHANGED if importing.differs(session, place) else Outcome.UNCHANGED

    # Level by level: a place can only be sent once what it stands under has been.
    levels = ([row for row in wanted if row.level == level] for level in LEVELS)
    return write(session, [part for level in levels for part in batches(level)], put, progress)


def _fill(place: Place, row: PlaceRow, known: Mapping[str, Place]) -> None:
    place.name = row.name
    place.parent_id = known[row.parent_code].id if row.parent_code else None
    if row.aliases is not None:
        place.aliases = row.aliases or None
    if row.latitude is not None:  # a file without coordinates takes none away
        place.latitude, place.longitude = row.latitude, row.longitude
