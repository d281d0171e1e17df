"""Nobody is recognised by a small number: what is hidden cannot be worked out from the rest."""

from hypothesis import assume, example, given
from hypothesis import strategies as st

from gateway.console.small_cells import SMALL, hidden_in_list, hidden_in_table

COUNTS = st.lists(st.integers(0, 14), min_size=1, max_size=9)
SMALL_TABLES = st.tuples(st.integers(2, 3), st.integers(2, 3)).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, 9), min_size=size[1], max_size=size[1]),
        min_size=size[0], max_size=size[0],
    )
)  # fmt: skip
LAYERS = st.lists(
    st.lists(st.lists(st.integers(0, 4), min_size=2, max_size=2), min_size=2, max_size=2),
    min_size=2, max_size=2,
)  # fmt: skip


def possible(cells, sums):
    """Every way to fill cells so that each sum (some cells, how much) is right."""

    def fill(place, left):
        if place == len(cells):
            if not any(left):
                yield {}
            return
        cell = cells[place]
        touched = [n for n, (among, _) in enumerate(sums) if cell in among]
        last = {n for n in touched if not any(c in sums[n][0] for c in cells[place + 1 :])}
        most = min((left[n] for n in touched), default=0)
        for value in range(most + 1):
            if any(left[n] != value for n in last):
                continue
            after = [each - value if n in touched else each for n, each in enumerate(left)]
            for rest in fill(place + 1, after):
                yield {cell: value, **rest}

    return fill(0, [amount for _, amount in sums])


def spread(cell, cells, sums):
    """How many numbers are possible for a cell."""
    return len({world[cell] for world in possible(cells, sums)})


@given(COUNTS)
@example([1, 5])
@example([4, 4])
@example([1, 1, 1, 1, 1])
@example([0, 0, 7])
def test_no_hidden_count_of_a_list_can_be_worked_out_from_its_sum(counts):
    assume(sum(counts) >= SMALL)  # a smaller sum is not shown, nor is anything else

    hidden = hidden_in_list(counts)

    for place, count in enumerate(counts):
        if 0 < count < SMALL:
            assert place in hidden
    together = sum(counts[place] for place in hidden)
    assert not hidden or (len(hidden) > 1 and together >= SMALL)  # so each may be 0 to all of it


@given(COUNTS)
def test_no_more_is_hidden_than_needed(counts):
    hidden = hidden_in_list(counts)
    large = sorted(counts[place] for place in hidden if counts[place] >= SMALL)

    small = [counts[place] for place in hidden if counts[place] < SMALL]
    assert len(large) <= 2
    if len(small) > 1 and sum(small) >= SMALL:
        assert large == []
    assert hidden or not any(0 < count < SMALL for count in counts)


@given(SMALL_TABLES)
@example([[4, 6], [6, 9]])
@example([[1, 5, 5], [5, 5, 5], [5, 5, 5]])
@example([[3, 7, 0], [7, 0, 7], [0, 7, 9]])
def test_no_small_count_of_a_table_can_be_worked_out_from_the_sums_of_rows_and_columns(table):
    rows, columns = range(len(table)), range(len(table[0]))
    sums_of_rows = [sum(table[r]) for r in rows]
    sums_of_columns = [sum(table[r][c] for r in rows) for c in columns]
    assume(min(sums_of_rows) >= SMALL)  # smaller ones are not shown, nor is anything of them
    assume(min(sums_of_columns) >= SMALL)

    hidden = hidden_in_table([table])

    cells = sorted(hidden)
    sums = [
        ({cell for cell in cells if cell[0] == r}, sum(table[r][c] for x, c in cells if x == r))
        for r in rows
    ] + [
        ({cell for cell in cells if cell[1] == c}, sum(table[r][c] for r, x in cells if x == c))
        for c in columns
    ]
    for r in rows:
        for c in columns:
            if 0 < table[r][c] < SMALL:
                assert (r, c) in hidden
                assert spread((r, c), cells, sums) >= SMALL
    for _, together in sums:
        assert together == 0 or together >= SMALL


@given(LAYERS)
def test_nothing_follows_from_a_third_thing_that_is_shown_with_rows_and_with_columns(layers):
    """Rows × columns are hidden where needed; layers × rows and × columns are shown whole."""
    three = [(n, r, c) for n in (0, 1) for r in (0, 1) for c in (0, 1)]
    of = {(n, r, c): layers[n][r][c] for n, r, c in three}
    flat = {(r, c): of[0, r, c] + of[1, r, c] for r in (0, 1) for c in (0, 1)}
    hidden = hidden_in_table(layers)
    all_hidden = len(hidden) == 4
    shown = [
        *[({(n, r, c) for c in (0, 1)}) for n in (0, 1) for r in (0, 1)],
        *[({(n, r, c) for r in (0, 1)}) for n in (0, 1) for c in (0, 1)],
        *[{(0, r, c), (1, r, c)} for r, c in flat if (r, c) not in hidden],
    ]
    sums = [(among, sum(of[cell] for cell in among)) for among in shown]

    worlds = list(possible(three, sums))

    for (r, c), count in flat.items():
        if 0 < count < SMALL and not all_hidden:
            assert len({world[0, r, c] + world[1, r, c] for world in worlds}) >= SMALL
