"""A month's counts of one subject and of what it stands among, in rows that add up."""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gateway.access import SENSITIVE
from gateway.console.overview_book import Book
from gateway.console.overview_scope import Figured
from menus.triage import CONCERNS
from storage.figures import Key
from storage.tallies import (
    CONCERN,
    EVERYWHERE,
    FINISHED,
    IN_TIME,
    RECEIVED,
    month_after,
    month_before,
    weeks_of,
)

Row = tuple[int, ...]


@dataclass(frozen=True)
class Counts:
    """What is counted of one subject in a month."""

    received: Row  # by week
    in_time: Row
    concerns: Row  # in the order of `codes`
    finished: int

    @property
    def total(self) -> int:
        """How many reports in all."""
        return sum(self.received)

    @property
    def late(self) -> Row:
        """How many were not answered in time, by week."""
        return tuple(r - i for r, i in zip(self.received, self.in_time, strict=True))


@dataclass(frozen=True)
class Table:
    """The counts of a month: of the subject, and of the rows that make up the whole it is shown
    with; the last row is what lies in none of them. `place` is the subject's own row, if it is
    one. `is_country`: the rows are departments, which the same reader sees one by one."""

    month: date
    own: Counts
    whole: Counts
    rows: Sequence[Counts]
    place: int | None
    is_country: bool


def codes(*, sensitive: bool) -> tuple[str, ...]:
    """The concerns that are counted for a reader."""
    return tuple(code for code in CONCERNS if sensitive or code not in SENSITIVE)


def tables(book: Book, about: Figured, month: date) -> tuple[Table, Table]:
    """The month before, and the month: with the departments of the country for those who see
    them all, else with the places that the subject is made of."""
    whole = EVERYWHERE if about.sees_country else about.subject
    parts = [uuid.UUID(p.id) for p in (about.siblings or about.parts)]
    subjects = list(dict.fromkeys((about.subject, whole, *parts)))
    before, after = month_before(month), month_after(month)
    found = book.read((RECEIVED, IN_TIME), subjects, before, after)
    found += book.read((CONCERN,), subjects, month, after)
    for (_, _, subject, _), n in book.read((FINISHED,), subjects, month, key=_name(month)).items():
        found[FINISHED, month, subject, ""] += n  # in whichever month they ended
    return (
        _table(found, about, before, whole, parts),
        _table(found, about, month, whole, parts),
    )


def _table(
    found: Counter[Key],
    about: Figured,
    month: date,
    whole: uuid.UUID,
    parts: Sequence[uuid.UUID],
) -> Table:
    of = {each: _counts(found, about, month, each) for each in (about.subject, whole, *parts)}
    rows = [of[part] for part in parts]
    place = parts.index(about.subject) if about.subject in parts else None
    rest = _rest(of[whole], rows)
    return Table(month, of[about.subject], of[whole], [*rows, rest], place, about.sees_country)


def _counts(found: Counter[Key], about: Figured, month: date, subject: uuid.UUID) -> Counts:
    weeks, concerns = weeks_of(month), codes(sensitive=about.sensitive)
    return Counts(
        tuple(found[RECEIVED, week, subject, ""] for week in weeks),
        tuple(found[IN_TIME, week, subject, ""] for week in weeks),
        tuple(found[CONCERN, month, subject, code] for code in concerns),
        found[FINISHED, month, subject, ""],
    )


def _rest(whole: Counts, rows: Sequence[Counts]) -> Counts:
    """What is in the whole and in no row."""

    def less(of: Row, others: Sequence[Row]) -> Row:
        return tuple(every - sum(each) for every, *each in zip(of, *others, strict=True))

    return Counts(
        less(whole.received, [row.received for row in rows]),
        less(whole.in_time, [row.in_time for row in rows]),
        less(whole.concerns, [row.concerns for row in rows]),
        whole.finished - sum(row.finished for row in rows),
    )


def _name(month: date) -> str:
    return f"{month:%Y-%m}"
