"""A list as a kind of file describes it: read, checked, compared with what is kept, then kept."""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Generic

from sqlalchemy.orm import Session

from gateway.imports.cells import Item, faults_of, repeats, sift
from gateway.imports.refusal import RowFault, refuse_if_any
from gateway.imports.sheets import Columns, Row, rows_of
from gateway.imports.writing import Imported, Outcome, Progress, batches, in_silence, write
from menus.words import Words
from storage import importing


@cache
def languages() -> tuple[str, ...]:
    """The languages that a member may be spoken to in."""
    return Words.load().languages


@dataclass(frozen=True)
class Terms:
    """How a file is to be read: whose phone numbers it holds."""

    country: str = "CI"


@dataclass(frozen=True)
class Listing(Generic[Item]):
    """One kind of list. `ground` is what its rows stand on, as it is kept before the file: given to
    the functions after it."""

    columns: Columns
    read: Callable[[Row, Terms], Item]
    key: Callable[[Item], Hashable]  # told twice in a file, it is wrong
    repeated: str  # the code of that fault
    name: Callable[[Item], str]
    said: Callable[[Item], Mapping[str, str]]
    ground: Callable[[Session], Any]
    check: Callable[[Item, Any], None]
    kept: Callable[[Session, Item, Any], Mapping[str, str] | None]  # None: it is new
    put: Callable[[Session, Item, Any, datetime], None]


@dataclass(frozen=True)
class Change:
    """What a row would make of what is kept: `before` and `after` hold only what differs."""

    line: int
    outcome: Outcome
    name: str
    before: Mapping[str, str]
    after: Mapping[str, str]


@dataclass(frozen=True)
class Preview:
    """What a file would change, row by row; rows that change nothing are only counted."""

    counts: Imported
    changes: list[Change] = field(default_factory=list)


def nothing_more(_row: Any) -> None:
    """Ask no more of a row than its list does."""


def read(
    listing: Listing[Item], name: str, text: str, terms: Terms
) -> tuple[list[Item], list[RowFault]]:
    """The rows of a text, and what is wrong with those that cannot be read. Raises ImportRefused
    for a text that is no such list at all."""
    rows = rows_of(name, text, listing.columns)
    wanted, faults = sift(rows, lambda row: listing.read(row, terms))
    return wanted, faults + repeats(wanted, listing.key, listing.repeated)


def preview(
    session: Session,
    listing: Listing[Item],
    wanted: Sequence[Item],
    faults: Sequence[RowFault],
    also: Callable[[Item], None] = nothing_more,
) -> Preview:
    """What rows would change; nothing is written. `also` is asked of each row beside what its list
    asks. Raises ImportRefused."""
    ground = _checked(session, listing, wanted, faults, also)
    changes = [_change(session, listing, row, ground) for row in wanted]
    tally = Counter(change.outcome for change in changes)
    counts = Imported(tally[Outcome.NEW], tally[Outcome.CHANGED], tally[Outcome.UNCHANGED])
    return Preview(counts, [each for each in changes if each.outcome != Outcome.UNCHANGED])


def load(
    session: Session,
    listing: Listing[Item],
    wanted: Sequence[Item],
    faults: Sequence[RowFault],
    now: datetime,
    progress: Progress = in_silence,
    also: Callable[[Item], None] = nothing_more,
) -> Imported:
    """Keep every row, or none; one list after another. Raises ImportRefused."""
    importing.take_turn(session)
    ground = _checked(session, listing, wanted, faults, also)

    def put(row: Item) -> Outcome:
        outcome = _change(session, listing, row, ground).outcome
        if outcome != Outcome.UNCHANGED:
            listing.put(session, row, ground, now)
        return outcome

    return write(session, batches(wanted), put, progress)


def _checked(
    session: Session,
    listing: Listing[Item],
    wanted: Sequence[Item],
    faults: Sequence[RowFault],
    also: Callable[[Item], None],
) -> Any:
    ground = listing.ground(session)
    unfit = faults_of(wanted, lambda row: listing.check(row, ground))
    refuse_if_any([*faults, *unfit, *faults_of(wanted, also)])
    return ground


def _change(session: Session, listing: Listing[Item], row: Item, ground: Any) -> Change:
    kept, said = listing.kept(session, row, ground), listing.said(row)
    if kept is None:
        return Change(row.line, Outcome.NEW, listing.name(row), {}, said)
    differs = [name for name, value in said.items() if kept[name] != value]
    outcome = Outcome.CHANGED if differs else Outcome.UNCHANGED
    before, after = ({name: each[name] for name in differs} for each in (kept, said))
    return Change(row.line, outcome, listing.name(row), before, after)
