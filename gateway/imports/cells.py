"""The cells of a row -> values, or the reason why not."""

import re
from collections.abc import Callable, Hashable, Iterable
from typing import Protocol, TypeVar

from gateway.imports.refusal import Reason, RowFault, quoted
from gateway.imports.sheets import Row

_FORMULA = ("=", "+", "-", "@")
_EXCEL_ERROR = re.compile(r"#(?:N/A|REF!|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|CALC!|SPILL!)")
_DEGREES = re.compile(r"[+-]?[0-9]{1,3}(?:[.,][0-9]{1,20})?")


class BadRow(ValueError):
    """A row cannot be imported; its reason says why."""

    def __init__(self, code: str, /, **blanks: object) -> None:
        self.reason = Reason(f"row.{code}", **blanks)
        super().__init__(str(self.reason))


class Lined(Protocol):
    """Whatever remembers the line it came from."""

    @property
    def line(self) -> int: ...


Read = TypeVar("Read")
Item = TypeVar("Item", bound=Lined)


def sift(rows: Iterable[Row], read: Callable[[Row], Read]) -> tuple[list[Read], list[RowFault]]:
    """What could be read, and what is wrong with the rest."""
    good, faults = [], []
    for row in rows:
        try:
            if row.width != row.wanted:
                raise BadRow("shape", n=row.width, wanted=row.wanted)
            good.append(read(row))
        except BadRow as bad:
            faults.append(RowFault(row.line, bad.reason))
    return good, faults


def faults_of(items: Iterable[Item], check: Callable[[Item], None]) -> list[RowFault]:
    """What a check finds wrong with rows that could be read."""
    faults = []
    for item in items:
        try:
            check(item)
        except BadRow as bad:
            faults.append(RowFault(item.line, bad.reason))
    return faults


def repeats(items: Iterable[Item], key: Callable[[Item], Hashable], code: str) -> list[RowFault]:
    """The rows that say again what an earlier row of the file says."""
    first: dict[Hashable, int] = {}
    faults = []
    for item in items:
        line = first.setdefault(key(item), item.line)
        if key(item) and line != item.line:
            faults.append(RowFault(item.line, Reason(f"row.{code}", line=str(line))))
    return faults


def text(row: Row, column: str, longest: int) -> str:
    """A name or a code that must be there."""
    cell = row.cells[column]
    if not cell:
        raise BadRow("empty", column=column)
    return optional_text(row, column, longest)


def optional_text(row: Row, column: str, longest: int) -> str:
    """A name or a code, or nothing."""
    return written(column, row.cells.get(column, ""), longest)


def written(column: str, cell: str, longest: int) -> str:
    """A name or a code as it was written. Raises BadRow for what only looks like one."""
    if cell.startswith(_FORMULA):
        raise BadRow("formula", column=column, cell=quoted(cell))
    if _EXCEL_ERROR.fullmatch(cell):
        raise BadRow("spreadsheet_error", column=column, cell=cell)
    if not cell.isprintable():
        raise BadRow("invisible", column=column, cell=quoted(cell))
    if len(cell) > longest:
        raise BadRow("too_long", column=column, n=len(cell), most=longest)
    return cell


def choice(row: Row, column: str, among: Iterable[str], default: str = "") -> str:
    """One of a closed set of words."""
    cell = row.cells.get(column, "").casefold() or default
    if not cell:
        raise BadRow("empty_choice", column=column, among=tuple(among))
    if cell not in among:
        raise BadRow("unknown_choice", column=column, cell=quoted(cell), among=tuple(among))
    return cell


def degrees(row: Row, column: str, most: float) -> float | None:
    """A latitude or a longitude; a comma may stand for the point."""
    cell = row.cells.get(column, "")
    if not cell:
        return None
    if not _DEGREES.fullmatch(cell):
        raise BadRow("not_degrees", column=column, cell=quoted(cell))
    value = float(cell.replace(",", "."))
    if abs(value) > most:
        raise BadRow("far_degrees", column=column, cell=quoted(cell), most=f"{most:g}")
    return value
