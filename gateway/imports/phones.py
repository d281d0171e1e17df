"""Phone numbers as spreadsheets leave them."""

import re

from gateway.imports.cells import BadRow
from gateway.imports.sheets import Row
from storage.phone import NotAPhone, PhoneNumber

_REWRITTEN = re.compile(r"[0-9](?:[.,][0-9]*)?E\+?[0-9]+|[0-9]{7,}[.,]0+|#+", re.IGNORECASE)
_LOST_ZERO = re.compile(r"(?:(?:\+|00)?225)?([157][0-9]{8})")
_OLD = re.compile(r"(?:\+?225|00225)?[0-9]{8}")
_SIGNS = re.compile(r"[0-9+\s.\-()/]+")


def read_phone(row: Row, country: str) -> str:
    """A member's number in E.164. Raises BadRow."""
    return repaired(row.cells["phone"], country)


def repaired(cell: str, country: str) -> str:
    """A number in E.164, however it was written. Raises BadRow; no reason repeats the number:
    screens are read by others."""
    cell = " ".join(cell.split()).removeprefix("'")  # how spreadsheets mark text
    if not cell:
        raise BadRow("phone_empty")
    if cell.startswith(("=", "@", "-")):
        raise BadRow("phone_formula")
    if _REWRITTEN.fullmatch(cell):
        raise BadRow("phone_rewritten")
    if not _SIGNS.fullmatch(cell) or not cell.isascii():
        raise BadRow("phone_signs")
    bare = re.sub(r"[\s.\-()/]", "", cell)
    if country == "CI" and (found := _LOST_ZERO.fullmatch(bare)):
        raise BadRow("phone_lost_zero", digit=found[1][0])
    try:
        return PhoneNumber.parse(cell, country).e164
    except NotAPhone:
        is_old = country == "CI" and _OLD.fullmatch(bare)
        raise BadRow("phone_old" if is_old else "phone_wrong") from None
