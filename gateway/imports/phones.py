"""Phone numbers as spreadsheets leave them."""

import re

from gateway.imports.cells import BadRow
from gateway.imports.sheets import Row
from storage.phone import NotAPhone, PhoneNumber

_REWRITTEN = re.compile(r"[0-9](?:[.,][0-9]*)?E\+?[0-9]+|[0-9]{7,}[.,]0+|#+", re.IGNORECASE)
_LOST_ZERO = re.compile(r"(?:(?:\+|00)?225)?([157][0-9]{8})")
_SIGNS = re.compile(r"[0-9+\s.\-()/]+")


def read_phone(row: Row, country: str) -> str:
    """A member's number in E.164. No reason repeats the number: terminals are read by others."""
    cell = row.cells["phone"].removeprefix("'")  # how spreadsheets mark text
    if not cell:
        raise BadRow("phone is empty: fill it in")
    if cell.startswith(("=", "@", "-")):
        raise BadRow("phone begins like a formula: write the number as text")
    if _REWRITTEN.fullmatch(cell):
        raise BadRow("Excel rewrote this phone: format the column as text, and type it again")
    if not _SIGNS.fullmatch(cell) or not cell.isascii():
        raise BadRow("phone is not a number: write one number with the digits 0 to 9")
    bare = re.sub(r"[\s.\-()/]", "", cell)
    if country == "CI" and (found := _LOST_ZERO.fullmatch(bare)):
        raise BadRow(
            f"phone lost the 0 it began with: format the column as text, and write 0{found[1][0]}…"
        )
    try:
        return PhoneNumber.parse(cell, country).e164
    except NotAPhone as fault:
        raise BadRow(f"phone: {fault}") from None
