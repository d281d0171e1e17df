"""Who sees the whole country, and each department, works out no small number from all of it."""

from collections import Counter
from datetime import date
from itertools import product
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.console import overview_shown as shown
from gateway.console.overview_counts import Counts, Table
from gateway.console.small_cells import SMALL
from storage.tallies import weeks_of

MONTH, NEVER = date(2026, 10, 1), date(2026, 12, 31)
PLACES, WEEKS, ANSWERED = range(3), range(4), (True, False)
ATOMS = list(product(PLACES, WEEKS, ANSWERED))
PLACE_OF = {atom: place for place, atom in enumerate(ATOMS)}
STEPS = 30000  # on a walk

countries = st.lists(
    st.one_of(st.integers(0, 3), st.integers(0, 9)), min_size=len(ATOMS), max_size=len(ATOMS)
).map(tuple)


def total(country, *, place=None, week=None, answered=None):
    """How many reports of a country fit."""
    return sum(
        n
        for n, (p, w, a) in zip(country, ATOMS, strict=True)
        if place in (None, p) and week in (None, w) and answered in (None, a)
    )


def counts(country, place=None):
    received = tuple(total(country, place=place, week=week) for week in WEEKS)
    in_time = tuple(total(country, place=place, week=week, answered=True) for week in WEEKS)
    return Counts(received, in_time, (), 0)


def published(country):
    """All that the reader sees, as sums: what is added up, and what that comes to."""
    rows = [counts(country, place) for place in PLACES]
    whole = counts(country)
    seen = {}
    for place in (None, *PLACES):
        own = whole if place is None else rows[place]
        table = Table(MONTH, own, whole, rows, place, True)
        if place is None:
            parts = shown.parts_of([row.total for row in rows])
            seen |= {(p, None, None): n for p, n in zip(PLACES, parts, strict=True)}
        seen[place, None, None] = shown.total_of(table)
        if seen[place, None, None] is None:
            continue
        seen[place, None, True] = shown.in_time_of(table).count
        weeks = shown.weeks_of_table(table, NEVER)
        assert [week.first for week in weeks] == list(weeks_of(MONTH))
        for number, week in enumerate(weeks):
            seen[place, number, None] = week.received
            seen[place, number, True] = week.in_time
    return {sum_: n for sum_, n in seen.items() if n is not None}


def holds(country, seen):
    return all(
        total(country, place=place, week=week, answered=answered) == n
        for (place, week, answered), n in seen.items()
    )


def is_in(atom, sum_):
    return all(wanted in (None, has) for wanted, has in zip(sum_, atom, strict=True))


def exchanges(seen):
    """How a country may be otherwise so that all that is seen stays: one report has another place,
    week or answer, or two exchange theirs. From which atoms to which."""
    for one, other, thing in product(ATOMS, ATOMS, range(3)):
        first, second = list(one), list(other)
        first[thing], second[thing] = second[thing], first[thing]
        is_another = one[thing] != other[thing]
        for before, after in (
            ((one,), (tuple(first),)),
            ((one, other), (tuple(first), tuple(second))),
        ):
            if is_another and all(change(sum_, before, after) == 0 for sum_ in seen):
                yield before, after


def change(sum_, before, after):
    """By how much an exchange changes a sum."""
    return sum(is_in(atom, sum_) for atom in after) - sum(is_in(atom, sum_) for atom in before)


def steps(before, after):
    """An exchange as so many more or fewer of some atoms."""
    counted = Counter({PLACE_OF[atom]: -before.count(atom) for atom in before})
    counted.update(PLACE_OF[atom] for atom in after)
    return tuple(sorted((atom, step) for atom, step in counted.items() if step))


def walk(country, moves, cells):
    """The numbers that cells may have, as far as they are met on a long walk from one country that
    looks the same to the next."""
    chance, world = Random(7), list(country)  # noqa: S311 - it guards nothing
    met = {cell: set() for cell in cells}
    of_move = {
        move: [(cell, by) for cell in cells if (by := change(cell, *move))] for move in moves
    }
    now = {cell: total(country, **named(cell)) for cell in cells}
    ways = [(steps(*move), of_move[move]) for move in moves]
    for cell in cells:
        met[cell].add(now[cell])
    for move, changes in (chance.choice(ways) for _ in range(STEPS if ways else 0)):
        if all(world[atom] + step >= 0 for atom, step in move):
            for atom, step in move:
                world[atom] += step
            for cell, by in changes:
                now[cell] += by
                met[cell].add(now[cell])
    return met


def named(cell):
    return dict(zip(("place", "week", "answered"), cell, strict=True))


@settings(max_examples=25)
@given(countries)
def test_no_small_number_follows_from_the_country_and_its_departments_together(country):
    seen = published(country)

    assert holds(country, seen)
    assert all(n == 0 or n >= SMALL for n in seen.values())
    moves = list(dict.fromkeys(exchanges(seen)))
    cells = [
        *product(PLACES, WEEKS, [None]),
        *product(PLACES, [None], ANSWERED),
        *product([None], WEEKS, ANSWERED),
    ]
    met = walk(country, moves, cells)
    for cell in cells:
        if 0 < total(country, **named(cell)) < SMALL and seen.keys() & set(cells):
            assert cell not in seen
            assert len(met[cell]) >= SMALL, (cell, met[cell], seen)
