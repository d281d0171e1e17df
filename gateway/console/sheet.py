"""A table as a file for a spreadsheet, in which nothing typed by anybody can become a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

CSV = "text/csv; charset=utf-8"
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MARK = "\ufeff"  # by which a spreadsheet knows that accents are UTF-8


def csv_file(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """The file: a header, then the rows."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([harmless(name) for name in header])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return (_MARK + written.getvalue()).encode()


def harmless(cell: object) -> str:
    """A cell as text that a spreadsheet only shows; a number stays one."""
    said = "" if cell is None else str(cell)
    if isinstance(cell, int | float):
        return said
    return f"'{said}" if said.startswith(_STARTS_A_FORMULA) else said
