"""Which counts of a table must not be shown, so that nobody is recognised by a small one.

A count under 5 is hidden, and with it as many others as it takes that nobody can work it out from
the totals: whoever reads all that is shown must still find at least five numbers possible for each
small count. Zeros are shown where nothing else is small, and hidden like the rest where something
is.
"""

from collections.abc import Collection, Iterable, Sequence

SMALL = 5  # counts under it are not shown
TRIED = 5  # the cheapest rows and columns that are tried first
Cell = tuple[int, int]  # row, column
Layer = Sequence[Sequence[int]]  # the counts of a table, by row and column


def hidden_in_list(counts: Sequence[int]) -> frozenset[int]:
    """The places in a list that must not be shown, when the sum of the list is.

    Where even hiding them all does not help, the sum is small: that must not be shown either.
    """
    if not any(0 < count < SMALL for count in counts):
        return frozenset()
    hidden = {place for place, count in enumerate(counts) if count < SMALL}
    largest_last = sorted(range(len(counts)), key=lambda place: counts[place])
    for place in largest_last:
        if len(hidden) > 1 and sum(counts[each] for each in hidden) >= SMALL:
            break
        hidden.add(place)
    return frozenset(hidden)


def hidden_in_table(
    layers: Sequence[Layer],
    closed_rows: Collection[int] = (),
    closed_columns: Collection[int] = (),
) -> frozenset[Cell]:
    """The cells of a table that must not be shown, when the sums of its rows and columns are.

    Of the closed rows and columns not even the sums are shown: they are looked at as one row and
    one column. The table may be given in layers, one for each value of a third thing that is shown
    with rows and with columns elsewhere: nothing may follow from those either.
    """
    rows = _merged(range(len(layers[0])), closed_rows)
    columns = _merged(range(len(layers[0][0])), closed_columns)
    table = Table(
        [[[sum(layer[r][c] for r in some for c in others) for others in columns] for some in rows]
         for layer in layers]
    )  # fmt: skip
    for row, some in enumerate(rows):
        for column, others in enumerate(columns):
            if set(some) & set(closed_rows) or set(others) & set(closed_columns):
                table.hide([(row, column)])
    for cell in table.small():
        while not table.is_safe(cell) and table.hide_one_more_for(cell):
            pass
    return frozenset(
        (r, c) for row, column in table.hidden for r in rows[row] for c in columns[column]
    )


def _merged(lines: Sequence[int], closed: Collection[int]) -> list[list[int]]:
    """Each line by itself, and all the closed ones as the last."""
    together = [line for line in lines if line in closed]
    return [[line] for line in lines if line not in closed] + ([together] if together else [])


class Table:
    """A table on its way to being safe.

    A count is safe where other tables give all the same sums: as it goes up, one beside it and one
    above it go down, and the one across goes up; all four of them hidden.
    """

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.layers = layers
        self.rows, self.columns = range(len(layers[0])), range(len(layers[0][0]))
        self.counts = [
            [sum(layer[r][c] for layer in layers) for c in self.columns] for r in self.rows
        ]
        self.hidden: set[Cell] = set()
        self._beside: dict[int, list[int]] = {r: [] for r in self.rows}  # columns, by row
        self._above: dict[int, list[int]] = {c: [] for c in self.columns}  # rows, by column
        if self.small():
            self.hide(cell for cell in self._all() if self._count(cell) < SMALL)

    def small(self) -> list[Cell]:
        """The cells that could tell of somebody."""
        return [cell for cell in self._all() if 0 < self._count(cell) < SMALL]

    def is_safe(self, cell: Cell) -> bool:
        """Whether at least five numbers are possible for a cell, and what is hidden of its row and
        of its column is together no small number."""
        row, column = cell
        beside = sum(self.counts[row][c] for c in self._beside[row])
        above = sum(self.counts[r][column] for r in self._above[column])
        if min(beside, above) < SMALL:
            return False
        room = 0
        for layer in self.layers:
            room += self._upwards(layer, cell) + self._downwards(layer, cell)
            if room >= SMALL - 1:
                return True
        return False

    def hide_one_more_for(self, cell: Cell) -> bool:
        """Hide what makes a cell safer at little cost; False when nothing is left to hide."""
        row, column = cell
        beside = sorted(self.columns, key=lambda c: self._cost((row, c)))
        above = sorted(self.rows, key=lambda r: self._cost((r, column)))
        wanted = (
            self._cheapest(cell, above[:TRIED], beside[:TRIED])
            or self._cheapest(cell, above, beside)
            or set(self._all()) - self.hidden  # nothing of the table can be shown
        )
        self.hide(wanted)
        return bool(wanted)

    def hide(self, cells: Iterable[Cell]) -> None:
        """Show these no more."""
        for cell in cells:
            if cell not in self.hidden:
                self.hidden.add(cell)
                self._beside[cell[0]].append(cell[1])
                self._above[cell[1]].append(cell[0])

    def _cheapest(self, cell: Cell, above: Sequence[int], beside: Sequence[int]) -> set[Cell]:
        """The three corners that give a cell room and of which the least is shown now."""
        row, column = cell
        corners = (
            ((row, c), (r, column), (r, c))
            for r in above
            for c in beside
            if r != row and c != column and self._gives_room(cell, (r, c))
        )
        costs = ((sum(map(self._cost, three)), three) for three in corners)
        _, three = min((each for each in costs if each[0]), default=(0, ()))
        return set(three) - self.hidden

    def _all(self) -> list[Cell]:
        return [(row, column) for row in self.rows for column in self.columns]

    def _count(self, cell: Cell) -> int:
        return self.counts[cell[0]][cell[1]]

    def _cost(self, cell: Cell) -> int:
        return 0 if cell in self.hidden else self._count(cell) + 1

    def _gives_room(self, cell: Cell, across: Cell) -> bool:
        (row, column), (r, c) = cell, across
        return any(
            min(layer[row][c], layer[r][column]) or min(layer[row][column], layer[r][c])
            for layer in self.layers
        )

    def _upwards(self, layer: Layer, cell: Cell) -> int:
        """By how much a count could be larger: others of its row and of its column go down."""
        row, column = cell
        above = {r: layer[r][column] for r in self._above[column] if r != row and layer[r][column]}
        room = 0
        for c in self._beside[row]:
            left = layer[row][c] if c != column else 0
            for r, there in above.items() if left else ():
                if there and (r, c) in self.hidden:
                    moved = min(left, there)
                    left, above[r], room = left - moved, there - moved, room + moved
                if not left or room >= SMALL:
                    break
        return room

    def _downwards(self, layer: Layer, cell: Cell) -> int:
        """By how much a count could be smaller: what stands across goes down with it."""
        row, column = cell
        room, most = 0, layer[row][column]
        for r in self._above[column] if most else ():
            if r != row:
                room += sum(
                    layer[r][c] for c in self._beside[row] if c != column and (r, c) in self.hidden
                )
            if room >= most:
                return most
        return room
