"""Why a file was not imported, told so that its author can mend it."""

from collections.abc import Sequence
from dataclasses import dataclass

SHOWN = 20  # a terminal's height; the rest stands in `faults`


@dataclass(frozen=True)
class RowFault:
    """What is wrong with one row, and the line of the file it begins on."""

    line: int
    reason: str


class ImportRefused(Exception):
    """A file cannot be imported, and nothing of it was."""

    def __init__(self, trouble: str, faults: Sequence[RowFault] = ()) -> None:
        self.faults = list(faults)
        super().__init__(trouble)


def refuse_if_any(faults: Sequence[RowFault]) -> None:
    """Stop the import when a row is wrong, naming each of them."""
    if faults:
        ordered = sorted(faults, key=lambda fault: fault.line)
        raise ImportRefused(_summary(ordered), ordered)


def _summary(faults: Sequence[RowFault]) -> str:
    by_line: dict[int, list[str]] = {}
    for fault in faults:
        by_line.setdefault(fault.line, []).append(fault.reason)
    wrong = "1 row is wrong" if len(by_line) == 1 else f"{len(by_line)} rows are wrong"
    told = [f"  line {line}: {'; '.join(reasons)}" for line, reasons in by_line.items()]
    more = [f"  and {len(told) - SHOWN} more"] if len(told) > SHOWN else []
    return "\n".join([f"{wrong}, so nothing was imported:", *told[:SHOWN], *more])


def quoted(cell: str) -> str:
    """A cell as it is shown in a reason: short, and harmless to a terminal."""
    return repr(cell if len(cell) <= 40 else cell[:39] + "…")
