"""CSV text -> rows of named cells, whatever spreadsheet wrote it."""

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gateway.imports.files import read_text, refused
from gateway.imports.refusal import ImportRefused, Reason, quoted

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
    """One row: the line it begins on, its cells by column, how many cells it has and should."""

    line: int
    cells: Mapping[str, str]
    width: int = 0
    wanted: int = 0


def read_sheet(path: Path, columns: Columns) -> list[Row]:
    """The rows of a CSV file under their column names."""
    return rows_of(path.name, read_text(path), columns)


def rows_of(name: str, text: str, columns: Columns) -> list[Row]:
    """The rows of a CSV text under their column names; `name` is the file's, for refusals."""
    return list(each_row(name, text, columns))


def each_row(name: str, text: str, columns: Columns) -> Iterator[Row]:
    """The same, one after the other: a long list need not be held whole. Raises ImportRefused
    where it comes to what no list holds."""
    delimiter = max(DELIMITERS, key=lambda sign: _promise(_header(text, sign), columns))
    records = _records(text, delimiter)
    _, written = next(records, (1, []))
    header = [_tidy(name).casefold() for name in written]
    names = _named(header, columns)
    count = 0
    for count, (line, record) in enumerate(records, 1):
        if count > MOST_ROWS:
            raise refused("too_many_rows", name=name, most=MOST_ROWS)
        yield _row(line, record, header, names)
    if not count:
        raise refused("no_rows", name=name)


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
            raise _broken(line, error) from None
        if any(len(cell) > LONGEST_CELL for cell in record):
            raise _too_long(line)
        if any(map(str.strip, record)):
            yield line, record


def _broken(line: int, error: csv.Error) -> ImportRefused:
    if "field limit" in str(error):
        return _too_long(line)
    return refused("not_closed" if "unexpected end" in str(error) else "quotes", line=str(line))


def _too_long(line: int) -> ImportRefused:
    return refused("long_cell", line=str(line), most=LONGEST_CELL)


def _named(header: Sequence[str], columns: Columns) -> list[str]:
    """Our names of the columns in their order, empty for those we do not read."""
    names = [columns.known(name) for name in header]
    for name in filter(None, names):
        if names.count(name) > 1:
            raise refused("twice", column=name)
    missing = [name for name in columns.required if name not in names]
    if missing and len(header) < 2:
        raise refused(
            "one_column", found=quoted("".join(header)), columns=", ".join(columns.required)
        )
    if missing:
        code = "missing" if len(missing) == 1 else "several_missing"
        raise refused(code, columns=", ".join(missing), found=_named_there(header))
    return names


def _named_there(header: Sequence[str]) -> Reason:
    """The names in a first line, as many as a sentence holds."""
    found = [quoted(name) for name in header if name]
    shown, more = ", ".join(found[:_NAMES_SHOWN]), len(found) - _NAMES_SHOWN
    return Reason("file.names_more" if more > 0 else "file.names", names=shown, n=more)


def _row(line: int, record: Sequence[str], header: Sequence[str], names: Sequence[str]) -> Row:
    cells = {name: _tidy(cell) for name, cell in zip(names, record, strict=False) if name}
    is_misshapen = len(record) < len(header) or any(map(str.strip, record[len(header) :]))
    return Row(line, cells, len(record) if is_misshapen else len(header), len(header))


def _tidy(cell: str) -> str:
    """A cell with its accents composed and its spaces single, which no one sees by eye."""
    return " ".join(unicodedata.normalize("NFC", cell).split())
