"""The cells of a row -> values, or the reason why not."""

import re
from collections.abc import Callable, Hashable, Iterable
from typing import Protocol, TypeVar

from gateway.imports.refusal import RowFault, quoted
from gateway.imports.sheets import Row

_FORMULA = ("=", "+", "-", "@")
_EXCEL_ERROR = re.compile(r"#(?:N/A|REF!|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|CALC!|SPILL!)")
_DEGREES = re.compile(r"[+-]?[0-9]{1,3}(?:[.,][0-9]{1,20})?")


class BadRow(ValueError):
    """A row cannot be imported; the message says why."""


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
            if row.misshapen:
                raise BadRow(row.misshapen)
            good.append(read(row))
        except BadRow as bad:
            faults.append(RowFault(row.line, str(bad)))
    return good, faults


def faults_of(items: Iterable[Item], check: Callable[[Item], None]) -> list[RowFault]:
    """What a check finds wrong with rows that could be read."""
    faults = []
    for item in items:
        try:
            check(item)
        except BadRow as bad:
            faults.append(RowFault(item.line, str(bad)))
    return faults


def repeats(items: Iterable[Item], key: Callable[[Item], Hashable], what: str) -> list[RowFault]:
    """The rows that say again what an earlier row of the file says."""
    first: dict[Hashable, int] = {}
    faults = []
    for item in items:
        line = first.setdefault(key(item), item.line)
        if key(item) and line != item.line:
            faults.append(RowFault(item.line, f"{what} as on line {line}: keep one of the two"))
    return faults


def text(row: Row, column: str, longest: int) -> str:
    """A name or a code that must be there."""
    cell = row.cells[column]
    if not cell:
        raise BadRow(f"{column} is empty: fill it in")
    return optional_text(row, column, longest)


def optional_text(row: Row, column: str, longest: int) -> str:
    """A name or a code, or nothing."""
    cell = row.cells.get(column, "")
    if cell.startswith(_FORMULA):
        raise BadRow(f"{column} {quoted(cell)} begins like a formula: write its result as text")
    if _EXCEL_ERROR.fullmatch(cell):
        raise BadRow(f"{column} is {cell}, an error of the spreadsheet: write the {column} itself")
    if not cell.isprintable():
        raise BadRow(f"{column} {quoted(cell)} holds an invisible sign: type it again")
    if len(cell) > longest:
        raise BadRow(f"{column} has {len(cell)} signs: {longest} at most")
    return cell


def choice(row: Row, column: str, among: Iterable[str], default: str = "") -> str:
    """One of a closed set of words."""
    cell = row.cells.get(column, "").casefold() or default
    if not cell:
        raise BadRow(f"{column} is empty: write {_either(among)}")
    if cell not in among:
        raise BadRow(f"unknown {column} {quoted(cell)}: write {_either(among)}")
    return cell


def degrees(row: Row, column: str, most: float) -> float | None:
    """A latitude or a longitude; a comma may stand for the point."""
    cell = row.cells.get(column, "")
    if not cell:
        return None
    if not _DEGREES.fullmatch(cell):
        raise BadRow(f"{column} {quoted(cell)} is not a number: write degrees, like -6.62")
    value = float(cell.replace(",", "."))
    if abs(value) > most:
        raise BadRow(f"{column} {quoted(cell)} is outside -{most:g} to {most:g} degrees")
    return value


def _either(among: Iterable[str]) -> str:
    *others, last = among
    return f"{', '.join(others)} or {last}" if others else last
