"""A map of an area: its villages as dots, its seats with circles as large as their counts."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from gateway.console.village_map import BARS, KM_A_DEGREE

WIDE, TALLEST, LOWEST = 340.0, 420.0, 200.0
EDGE = 46.0
LARGEST = 44.0  # the radius of the largest circle
LETTER, LINE = 8.6, 18.0  # about how wide a letter of a label is, and how high


@dataclass(frozen=True)
class Spot:
    """A place on the earth; a seat has a name and perhaps a count, a village has neither."""

    latitude: float
    longitude: float
    name: str = ""
    count: int | None = None
    has_committee: bool = False


@dataclass(frozen=True)
class Circle:
    """A seat's count."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class Label:
    """Words on the map: `anchor` is start, middle or end."""

    x: float
    y: float
    anchor: str
    name: str
    count: int | None


@dataclass(frozen=True)
class AreaMap:
    """A drawing: paths of dots, circles, labels, and a bar of so many km."""

    height: float
    covered: str  # villages with a committee
    bare: str  # villages without one
    circles: tuple[Circle, ...]
    labels: tuple[Label, ...]
    bar: float
    bar_km: int


def area_map(seats: Sequence[Spot], villages: Sequence[Spot]) -> AreaMap | None:
    """Draw an area; None when it is not known where anything is."""
    spots = [*seats, *villages]
    if not spots:
        return None
    paper = _paper(spots)
    most = max((seat.count or 0 for seat in seats), default=0)
    circles = tuple(
        Circle(*paper(seat), round(LARGEST * math.sqrt(seat.count / most), 1))
        for seat in seats
        if seat.count
    )
    bar_km = max((km for km in (*BARS, 100, 200) if km * paper.scale <= WIDE / 3), default=1)
    return AreaMap(
        paper.height,
        _dots([paper(each) for each in villages if each.has_committee]),
        _dots([paper(each) for each in villages if not each.has_committee]),
        circles,
        _labels([(*paper(seat), seat) for seat in seats], paper.height),
        round(bar_km * paper.scale, 1),
        bar_km,
    )


@dataclass(frozen=True)
class _Paper:
    """How the earth lies on the drawing: north is up, and a km is as long both ways."""

    west: float
    north: float
    shrink: float  # a degree to the east is shorter than one to the north
    scale: float  # drawing units a km
    height: float
    left: float  # where the westernmost spot stands

    def __call__(self, spot: Spot) -> tuple[float, float]:
        east = (spot.longitude - self.west) * KM_A_DEGREE * self.shrink
        south = (self.north - spot.latitude) * KM_A_DEGREE
        return round(self.left + east * self.scale, 1), round(EDGE + south * self.scale, 1)


def _paper(spots: Sequence[Spot]) -> _Paper:
    longitudes, latitudes = [s.longitude for s in spots], [s.latitude for s in spots]
    west, north = min(longitudes), max(latitudes)
    shrink = math.cos(math.radians(north))
    wide = max((max(longitudes) - west) * KM_A_DEGREE * shrink, 4.0)
    high = max((north - min(latitudes)) * KM_A_DEGREE, 4.0)
    scale = min((WIDE - 2 * EDGE) / wide, (TALLEST - 2 * EDGE) / high)
    height = max(high * scale + 2 * EDGE, LOWEST)
    return _Paper(west, north, shrink, scale, round(height), (WIDE - wide * scale) / 2)


def _dots(points: Sequence[tuple[float, float]]) -> str:
    """Many dots as one path: each is a line of no length with a round end."""
    return "".join(f"M{x:g} {y:g}h0" for x, y in points)


def _labels(seats: Sequence[tuple[float, float, Spot]], height: float) -> tuple[Label, ...]:
    """Words beside their seats, the most counted first, each where it covers none before it; left
    out where it must."""
    taken: list[tuple[float, ...]] = []
    labels = []
    for x, y, seat in sorted(seats, key=lambda each: -(each[2].count or 0)):
        for label in _sides(x, y, seat):
            box = _box(label)
            fits = box[0] >= 0 and box[2] <= WIDE and box[1] >= 0 and box[3] <= height
            if fits and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                labels.append(label)
                break
    return tuple(labels)


def _sides(x: float, y: float, seat: Spot) -> list[Label]:
    said = (seat.name, seat.count)
    return [
        Label(x, y - 10, "middle", *said),
        Label(x, y + 22, "middle", *said),
        Label(x + 10, y + 5, "start", *said),
        Label(x - 10, y + 5, "end", *said),
    ]


def _box(label: Label) -> tuple[float, ...]:
    letters = len(label.name) + (0 if label.count is None else 3 + len(str(label.count)))
    wide = letters * LETTER
    left = label.x - {"start": 0.0, "middle": wide / 2, "end": wide}[label.anchor]
    return left, label.y - LINE + 4, left + wide, label.y + 4


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    apart = one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]
    return not apart
