"""CSV text -> rows of named cells, whatever spreadsheet wrote it."""

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gateway.imports.files import read_text
from gateway.imports.refusal import ImportRefused, quoted

DELIMITERS = (",", ";", "\t")
MOST_ROWS = 200_000
LONGEST_CELL = 10_000
_NAMES_SHOWN = 12


@dataclass(frozen=True)
class Columns:
    """The columns a sheet must have, those it may have, and other names they go by."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    also_called: tuple[tuple[str, str], ...] = ()

    def known(self, name: str) -> str:
        """Our name of a column; empty for one we do not read."""
        name = dict(self.also_called).get(name, name)
        return name if name in (*self.required, *self.optional) else ""


@dataclass(frozen=True)
class Row:
    """One row: the line it begins on, its cells by column, and what is wrong with its shape."""

    line: int
    cells: Mapping[str, str]
    misshapen: str = ""


def read_sheet(path: Path, columns: Columns) -> list[Row]:
    """The rows of a CSV file under their column names."""
    text = read_text(path)
    delimiter = max(DELIMITERS, key=lambda sign: _promise(_header(text, sign), columns))
    records = _records(text, delimiter)
    _, written = next(records, (1, []))
    header = [_tidy(name).casefold() for name in written]
    names = _named(header, columns)
    rows: list[Row] = []
    for line, record in records:
        if len(rows) == MOST_ROWS:
            raise ImportRefused(f"{path.name} has more than {MOST_ROWS:,} rows: split it")
        rows.append(_row(line, record, header, names))
    if not rows:
        raise ImportRefused(f"{path.name} has a header and no rows")
    return rows


def _promise(header: Sequence[str], columns: Columns) -> tuple[int, int]:
    # Most of our columns first; else most columns, so that the complaint names what is there.
    return sum(bool(columns.known(_tidy(name).casefold())) for name in header), len(header)


def _header(text: str, delimiter: str) -> list[str]:
    try:
        return next(filter(any, csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)), [])
    except csv.Error:
        return []


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each record that holds something, with the line it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise ImportRefused(_broken(line, error)) from None
        if any(len(cell) > LONGEST_CELL for cell in record):
            raise ImportRefused(_too_long(line))
        if any(map(str.strip, record)):
            yield line, record


def _broken(line: int, error: csv.Error) -> str:
    if "field limit" in str(error):
        return _too_long(line)
    if "unexpected end" in str(error):
        return f"a quotation mark opened on line {line} is never closed"
    return f"a quotation mark is missing, or one too many, in the row that begins on line {line}"


def _too_long(line: int) -> str:
    return (
        f"line {line} has a cell of more than {LONGEST_CELL:,} signs: shorten it, "
        "or close its quotation mark"
    )


def _named(header: Sequence[str], columns: Columns) -> list[str]:
    """Our names of the columns in their order, empty for those we do not read."""
    names = [columns.known(name) for name in header]
    for name in filter(None, names):
        if names.count(name) > 1:
            raise ImportRefused(f"two columns are called {name}: keep one")
    missing = [name for name in columns.required if name not in names]
    if missing and len(header) < 2:
        raise ImportRefused(
            f"only one column was found, {quoted(''.join(header))}: separate the columns "
            f"{', '.join(columns.required)} by commas, semicolons or tabs"
        )
    if missing:
        raise ImportRefused(_missing(missing, header))
    return names


def _missing(missing: Sequence[str], header: Sequence[str]) -> str:
    found = [quoted(name) for name in header if name]
    more = f" and {len(found) - _NAMES_SHOWN} more" if len(found) > _NAMES_SHOWN else ""
    word = "the column" if len(missing) == 1 else "the columns"
    return (
        f"{word} {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing; "
        f"the first line names {', '.join(found[:_NAMES_SHOWN])}{more}"
    )


def _row(line: int, record: Sequence[str], header: Sequence[str], names: Sequence[str]) -> Row:
    cells = {name: _tidy(cell) for name, cell in zip(names, record, strict=False) if name}
    misshapen = ""
    if len(record) < len(header) or any(map(str.strip, record[len(header) :])):
        misshapen = (
            f"{len(record)} cells, where the header has {len(header)}: "
            "is a separator missing, or one too many?"
        )
    return Row(line, cells, misshapen)


def _tidy(cell: str) -> str:
    """A cell with its accents composed and its spaces single, which no one sees by eye."""
    return " ".join(unicodedata.normalize("NFC", cell).split())
