"""A row of a places file -> the place it describes."""

from collections.abc import Iterable
from dataclasses import dataclass

from gateway.imports.cells import BadRow, choice, degrees, optional_text, text
from gateway.imports.poster_codes import read_poster_code
from gateway.imports.sheets import Columns, Row
from menus.places import LEVELS

COLUMNS = Columns(
    required=("code", "level", "name", "parent_code"),
    optional=("poster_code", "aliases", "latitude", "longitude", "country"),
    also_called=(("lat", "latitude"), ("lon", "longitude"), ("old_names", "aliases")),
)
COUNTRIES = {"CI": "Côte d'Ivoire", "GH": "Ghana"}
# The national lists are written in French.
_ALSO_CALLED = {
    "pays": "country",
    "departement": "department",
    "département": "department",
    "sous_prefecture": "sub_prefecture",
    "sous-préfecture": "sub_prefecture",
    "localite": "village",
    "localité": "village",
}
LONGEST_CODE, LONGEST_NAME, LONGEST_ALIASES = 40, 80, 200


@dataclass(frozen=True)
class PlaceRow:
    """A place as a file describes it; what is empty or None is left as it is known."""

    line: int
    code: str
    level: str
    name: str
    parent_code: str
    poster_code: str = ""
    latitude: float | None = None
    longitude: float | None = None
    aliases: str | None = None  # by semicolon; None = the file has no such column


def read_place(row: Row) -> PlaceRow:
    """The place a row describes."""
    level = _level(row)
    latitude, longitude = degrees(row, "latitude", 90), degrees(row, "longitude", 180)
    if (latitude is None) != (longitude is None):
        raise BadRow("both_degrees")
    return PlaceRow(
        row.line,
        text(row, "code", LONGEST_CODE),
        level,
        text(row, "name", LONGEST_NAME),
        _parent_code(row, level),
        read_poster_code(row, level),
        latitude,
        longitude,
        _aliases(row),
    )


def countries_named(rows: Iterable[Row]) -> list[PlaceRow]:
    """The countries that rows stand under, for lists which leave the country itself out."""
    parents = (row.cells.get("parent_code", "") for row in rows if _stands_under_country(row))
    codes = [code for code in dict.fromkeys(parents) if code in COUNTRIES]
    return [PlaceRow(0, code, "country", COUNTRIES[code], "") for code in codes]


def _stands_under_country(row: Row) -> bool:
    return row.cells.get("country") == row.cells.get("parent_code")


def _level(row: Row) -> str:
    written = row.cells["level"].casefold()
    return _ALSO_CALLED.get(written) or choice(row, "level", LEVELS)


def _parent_code(row: Row, level: str) -> str:
    if level != "country":
        return text(row, "parent_code", LONGEST_CODE)
    if row.cells["parent_code"]:
        raise BadRow("no_parent")
    return optional_text(row, "parent_code", LONGEST_CODE)


def _aliases(row: Row) -> str | None:
    """The other names of a place, each once, without the spaces around them."""
    if "aliases" not in row.cells:
        return None
    names = (" ".join(name.split()) for name in row.cells["aliases"].split(";"))
    joined = ";".join(dict.fromkeys(name for name in names if name))
    if len(joined) > LONGEST_ALIASES:
        raise BadRow("long_aliases", most=LONGEST_ALIASES)
    return joined
