"""What of a reader's counts is shown: small ones are hidden, and what would betray them.

Who sees the whole country sees its departments too, one by one: nothing may follow from both
together. So there the tables are protected as one, departments × weeks × in time or not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gateway.console.overview_counts import Row, Table
from gateway.console.small_cells import SMALL, hidden_in_list, hidden_in_table
from storage.tallies import month_after, weeks_of

Count = int | None  # None: not shown
FEW, MOST, SOME, UNSAID = "few", "most", "some", "unsaid"


@dataclass(frozen=True)
class Part:
    """How many of a whole: "some" with the count; "few", under 5; "most", all or all but under 5;
    or "unsaid"."""

    said: str
    count: Count = None


@dataclass(frozen=True)
class Week:
    """One week: its days, how many reports, and how many of them were answered in time."""

    first: date
    last: date
    received: Count
    in_time: Count


def total_of(table: Table) -> Count:
    """How many reports in the month."""
    total = table.own.total
    return None if total < SMALL or table.place in _closed_rows(table) else total


def in_time_of(table: Table) -> Part:
    """How many were answered in time."""
    own = table.own
    if table.place is None:
        return _part(own.total, sum(own.in_time))
    layers = [
        [(row.in_time[week], row.late[week]) for row in table.rows]
        for week in range(len(own.received))
    ]
    return _part_in_country(table, layers, sum(own.in_time))


def finished_of(table: Table) -> Part:
    """How many have come to an outcome."""
    own = table.own
    if table.place is None:
        return _part(own.total, min(own.finished, own.total))
    layers = [[_two(row.total, row.finished) for row in table.rows]]
    return _part_in_country(table, layers, own.finished)


def concerns_of(table: Table) -> tuple[Count, ...]:
    """How many of each concern."""
    if table.place is None:
        hidden = hidden_in_list(table.own.concerns)
        return _without(table.own.concerns, hidden)
    layer = [row.concerns for row in table.rows]
    columns = hidden_in_list(table.whole.concerns)
    hidden_cells = hidden_in_table([layer], _closed_rows(table), columns)
    return _without(table.own.concerns, {c for r, c in hidden_cells if r == table.place})


def parts_of(counts: Sequence[int]) -> tuple[Count, ...]:
    """How many in each place that the subject is made of."""
    return _without(counts, hidden_in_list(counts))


def weeks_of_table(table: Table, today: date) -> list[Week]:
    """The weeks of the month, as far as it has gone."""
    nothing: tuple[Count, ...] = (None,) * len(table.own.received)
    received, in_time = nothing, nothing
    if total_of(table) is not None and table.place is None:
        received, in_time = _own_weeks(table)
    elif total_of(table) is not None:
        received = _weeks_in_country(table)
    firsts = weeks_of(table.month)
    lasts = [first - timedelta(days=1) for first in (*firsts[1:], month_after(table.month))]
    weeks = zip(firsts, lasts, received, in_time, strict=True)
    return [Week(first, min(last, today), *n) for first, last, *n in weeks if first <= today]


def _own_weeks(table: Table) -> tuple[tuple[Count, ...], tuple[Count, ...]]:
    own = table.own
    hidden = hidden_in_list(own.received)
    if _part(own.total, sum(own.in_time)).said == SOME:
        among = table.rows if table.is_country else [own]
        layers = [list(zip(row.in_time, row.late, strict=True)) for row in among]
        split = {week for week, _ in hidden_in_table(layers, hidden)}
    else:
        split = set(range(len(own.received)))
    return _without(own.received, hidden), _without(own.in_time, split | hidden)


def _weeks_in_country(table: Table) -> tuple[Count, ...]:
    layers = [[row.in_time for row in table.rows], [row.late for row in table.rows]]
    columns = hidden_in_list(table.whole.received)
    hidden = hidden_in_table(layers, _closed_rows(table), columns)
    return _without(table.own.received, {week for row, week in hidden if row == table.place})


def _part(whole: int, part: int) -> Part:
    rest = whole - part
    if part >= SMALL and rest >= SMALL:
        return Part(SOME, part)
    if part < SMALL and rest < SMALL:
        return Part(UNSAID)
    return Part(FEW if part < SMALL else MOST)


def _part_in_country(table: Table, layers: Sequence[Sequence[Row]], part: int) -> Part:
    """A part of a department, where the parts of all of them are shown, and of the country."""
    country = [sum(row[0] for layer in layers for row in layer), 0]
    country[1] = table.whole.total - country[0]
    if table.place in _closed_rows(table) or min(country) < SMALL:
        return Part(UNSAID)
    hidden = hidden_in_table(layers, _closed_rows(table))
    is_hidden = bool({(table.place, 0), (table.place, 1)} & hidden)
    return Part(UNSAID) if is_hidden else Part(SOME, part)


def _two(whole: int, part: int) -> Row:
    part = min(part, whole)
    return part, whole - part


def _closed_rows(table: Table) -> frozenset[int]:
    """The departments whose number of reports is not shown."""
    if table.place is None:
        return frozenset()
    return hidden_in_list([row.total for row in table.rows])


def _without(counts: Sequence[int], hidden: frozenset[int] | set[int]) -> tuple[Count, ...]:
    return tuple(None if place in hidden else count for place, count in enumerate(counts))
