"""Drawings of figures, as numbers for an SVG: bars of time by committee, of reports by week."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDE = 320.0
ROW = 64  # the height that one committee takes
TALLEST = 120.0  # of the bars of weeks
FLOOR = 148.0  # where they stand
BETWEEN = 6.0
LONGEST = 38  # letters of a name in a drawing


@dataclass(frozen=True)
class Stretch:
    """One committee's bar: until where half lies within, and nine in ten; None where that part
    has not come yet."""

    name: str
    words: str
    y: int
    half: float | None
    most: float | None


@dataclass(frozen=True)
class OfWeek:
    """What a week's bar says: None is not shown. `month` is named where one begins."""

    days: int
    received: int | None
    in_time: int | None
    count: str
    first: str
    month: str


@dataclass(frozen=True)
class WeekBar:
    """One week's bar: its frame is what was received, its filling what was answered in time."""

    of: OfWeek
    x: float
    width: float
    height: float
    filled: float

    @property
    def y(self) -> float:
        """Where it ends."""
        return round(FLOOR - self.height, 1)

    @property
    def filled_y(self) -> float:
        """Where its filling ends."""
        return round(FLOOR - self.filled, 1)

    @property
    def middle(self) -> float:
        """Where its count stands."""
        return round(self.x + self.width / 2, 1)


def stretches(
    rows: Sequence[tuple[str, str, float | None, float | None]],
) -> tuple[list[Stretch], int]:
    """Bars of minutes, the longest as wide as there is room; the height of the drawing."""
    known = [minutes for _, _, *both in rows for minutes in both if minutes is not None]
    scale = (WIDE - 6) / max(known, default=1.0)

    def wide(minutes: float | None) -> float | None:
        return None if minutes is None else round(max(minutes * scale, 3.0), 1)

    drawn = [
        Stretch(_short(name), words, place * ROW + 16, wide(half), wide(most))
        for place, (name, words, half, most) in enumerate(rows)
    ]
    return drawn, len(rows) * ROW - 4


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"


def week_bars(weeks: Sequence[OfWeek]) -> list[WeekBar]:
    """Bars of weeks, as wide as the week is long, and as high as if each had seven days: so a long
    one does not look like a rise."""
    rates = [(each.received or 0) * 7 / each.days for each in weeks]
    scale = TALLEST / (max(rates, default=0.0) or 1.0)
    room = WIDE - BETWEEN * (len(weeks) - 1)
    unit = room / max(sum(each.days for each in weeks), 1)
    bars, x = [], 0.0
    for each, rate in zip(weeks, rates, strict=True):
        width, filled = unit * each.days, (each.in_time or 0) * 7 / each.days * scale
        bars.append(
            WeekBar(each, round(x, 1), round(width, 1), round(rate * scale, 1), round(filled, 1))
        )
        x += width + BETWEEN
    return bars
