"""Rows into the database, batch by batch, in one transaction."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import TypeVar

from sqlalchemy.orm import Session

BATCH = 500


class Outcome(StrEnum):
    """What became of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Imported:
    """How many rows were new, how many said something else than before, how many the same."""

    new: int
    changed: int
    unchanged: int


Progress = Callable[[int, int], None]  # rows done, rows in all
Item = TypeVar("Item")


def in_silence(_done: int, _total: int) -> None:
    """Tell nobody how far an import is."""


def batches(items: Iterable[Item]) -> list[list[Item]]:
    """The items in handfuls that one statement can carry."""
    waiting = iter(items)
    return list(iter(lambda: list(islice(waiting, BATCH)), []))


def write(
    session: Session,
    handfuls: Sequence[Sequence[Item]],
    put: Callable[[Item], Outcome],
    progress: Progress,
) -> Imported:
    """Put every item; what was put is sent after each handful."""
    done, total = 0, sum(map(len, handfuls))
    tally: Counter[Outcome] = Counter()
    progress(done, total)
    for handful in handfuls:
        tally.update(put(item) for item in handful)
        session.flush()
        done += len(handful)
        progress(done, total)
    return Imported(tally[Outcome.NEW], tally[Outcome.CHANGED], tally[Outcome.UNCHANGED])
