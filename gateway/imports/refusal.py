"""Why a file was not imported, told so that its author can mend it, in their language."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SHOWN = 20  # a terminal's height; the rest stands in `faults`
WORDS = Path(__file__).parent / "words"
TERMINAL = "en"  # the language of commands


class Reason:
    """A reason by its code, "row.empty", and what fills its blanks. As a text it is in the
    language of commands."""

    def __init__(self, code: str, /, **blanks: object) -> None:
        self.code = code
        self.blanks = blanks

    def said(self, language: str) -> str:
        """The reason in a sentence."""
        words = words_of(language)
        filled = {name: _filled(value, language) for name, value in self.blanks.items()}
        return words[self.code].format(save_as=words["file.save_as"], **filled)

    def __str__(self) -> str:
        return self.said(TERMINAL)


@dataclass(frozen=True)
class RowFault:
    """What is wrong with one row, and the line of the file it begins on."""

    line: int
    reason: Reason


class ImportRefused(Exception):
    """A file cannot be imported, and nothing of it was: because of its `faults`, row by row, or
    for the one `reason` that is about all of it."""

    def __init__(self, reason: Reason | None, faults: Sequence[RowFault] = ()) -> None:
        self.reason = reason
        self.faults = list(faults)
        super().__init__(str(reason) if reason else _summary(self.faults))


def refuse_if_any(faults: Sequence[RowFault]) -> None:
    """Stop the import when a row is wrong, naming each of them."""
    if faults:
        raise ImportRefused(None, sorted(faults, key=lambda fault: fault.line))


def by_line(faults: Sequence[RowFault], language: str) -> dict[int, list[str]]:
    """What is wrong with each line, in sentences."""
    found: dict[int, list[str]] = {}
    for fault in faults:
        found.setdefault(fault.line, []).append(fault.reason.said(language))
    return found


class Quoted(str):
    """A cell as a reason shows it."""

    __slots__ = ()


def quoted(cell: str) -> Quoted:
    """A cell as it is shown in a reason: short, and harmless to a terminal."""
    return Quoted(repr(cell if len(cell) <= 40 else cell[:39] + "…"))


@cache
def words_of(language: str) -> Mapping[str, str]:
    """Every reason of a language by its code."""
    with (WORDS / f"{language}.toml").open("rb") as file:
        return dict(_leaves("", tomllib.load(file)))


def _summary(faults: Sequence[RowFault]) -> str:
    wrong_lines = by_line(faults, TERMINAL)
    wrong = "1 row is wrong" if len(wrong_lines) == 1 else f"{len(wrong_lines)} rows are wrong"
    told = [f"  line {line}: {'; '.join(reasons)}" for line, reasons in wrong_lines.items()]
    more = [f"  and {len(told) - SHOWN} more"] if len(told) > SHOWN else []
    return "\n".join([f"{wrong}, so nothing was imported:", *told[:SHOWN], *more])


def _filled(value: object, language: str) -> object:
    """A blank as it is said: the several of a set as "a, b or c", a reason in its own words."""
    if isinstance(value, Reason):
        return value.said(language)
    if isinstance(value, Quoted) and language == "fr":
        return f"« {value[1:-1]} »"
    if isinstance(value, int):
        return f"{value:,}" if language == "en" else f"{value:,}".replace(",", "\u202f")
    if isinstance(value, tuple):
        *others, last = value
        between = f" {words_of(language)['or']} "
        return f"{', '.join(others)}{between}{last}" if others else last
    return value


def _leaves(where: str, node: Mapping[str, object]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in node.items():
        key = f"{where}.{name}" if where else name
        if isinstance(value, Mapping):
            found += _leaves(key, value)
        else:
            found.append((key, str(value)))
    return found
