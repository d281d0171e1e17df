"""The weeks before a campaign beside those after it, in both kinds of place; no small count."""

from collections.abc import Mapping
from dataclasses import dataclass

from gateway.console.small_cells import SMALL, hidden_in_table

PERIODS = ("before", "after")
AREAS = ("reached", "others")
Count = int | None  # None is not shown


@dataclass(frozen=True)
class Compared:
    """One kind of place: how many reports came before, and after."""

    area: str
    before: Count
    after: Count


def reports(counted: Mapping[str, Mapping[str, int]]) -> list[Compared]:
    """Reports, so that no count under five can be read or worked out from the others."""
    table = [[counted.get(period, {}).get(area, 0) for period in PERIODS] for area in AREAS]
    hidden = hidden_in_table([table])
    if 0 < sum(map(sum, table)) < SMALL:
        hidden = frozenset((row, column) for row in range(2) for column in range(2))
    shown: list[list[Count]] = [
        [None if (row, column) in hidden else count for column, count in enumerate(counts)]
        for row, counts in enumerate(table)
    ]
    return [Compared(area, *counts) for area, counts in zip(AREAS, shown, strict=True)]
