"""How long committees take: until somebody answers, until there is an outcome."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gateway.console.overview_book import Book
from gateway.console.small_cells import SMALL
from storage.bins import within
from storage.tallies import month_after

HALF, MOST = 0.5, 0.9


@dataclass(frozen=True)
class Pace:
    """Within how many minutes half of a committee's reports, and nine in ten of them, came so
    far; None when so many have not."""

    name: str
    half: float | None
    most: float | None


@dataclass(frozen=True)
class Paces:
    """The committees whose time can be told, the slowest first, and those with too few reports."""

    told: Sequence[Pace]
    few: Sequence[str]


def paces(book: Book, kind: str, month: date, names: Mapping[uuid.UUID, str]) -> Paces:
    """How long each of some committees took in a month, or each department."""
    bins: dict[uuid.UUID, Counter[str]] = defaultdict(Counter)
    for (_, _, subject, key), n in book.read((kind,), names, month, month_after(month)).items():
        bins[subject][key] += n
    told = [
        Pace(name, within(bins[subject], HALF), within(bins[subject], MOST))
        for subject, name in names.items()
        if bins[subject].total() >= SMALL
    ]
    few = [name for subject, name in names.items() if bins[subject].total() < SMALL]
    return Paces(sorted(told, key=_slowness, reverse=True), few)


def span_of(minutes: float) -> timedelta:
    """A time as exact as it is worth saying."""
    for longest, step in ((60, 1), (6 * 60, 5), (36 * 60, 60)):
        if minutes < longest:
            return timedelta(minutes=max(round(minutes / step), 1) * step)
    return timedelta(days=round(minutes / (24 * 60)))


def _slowness(pace: Pace) -> tuple[float, float]:
    never = float("inf")
    return (
        never if pace.half is None else pace.half,
        never if pace.most is None else pace.most,
    )
