"""A small map: one village among its neighbours, drawn as SVG; never a house."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

WIDTH, HEIGHT, EDGE = 320.0, 230.0, 34.0
KM_A_DEGREE = 111.32
NAMED = 6  # neighbours whose name is written; the others are dots
BARS = (1, 2, 5, 10, 20, 50)  # km, of the bar that gives the scale
LETTER = 7.6  # how wide a letter of a name is, in drawing units
COMPASS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")


@dataclass(frozen=True)
class Point:
    """A place on the earth."""

    name: str
    latitude: float
    longitude: float
    is_seat: bool = False


@dataclass(frozen=True)
class Dot:
    """A place on the map, its name on the side where there is room."""

    name: str
    x: float
    y: float
    is_seat: bool
    is_left: bool
    is_named: bool


@dataclass(frozen=True)
class VillageMap:
    """A drawing: the village, its neighbours, a bar of so many km; how far the seat is, and from
    there in which direction the village lies."""

    here: Dot
    others: tuple[Dot, ...]
    bar: float  # its length on the drawing
    bar_km: int
    seat: str
    seat_km: int
    direction: str


def village_map(here: Point, others: Sequence[Point]) -> VillageMap:
    """Draw a village so that its nearest neighbours are seen."""
    near = sorted(others, key=lambda point: _km(here, point))[:12]
    reach = max([_km(here, point) for point in near[:NAMED]] or [2.0])
    room = min(WIDTH, HEIGHT) / 2 - EDGE
    scale = room / max(reach, 1.0)  # drawing units a km
    middle = _dot(here, here, scale)
    dots = _named([_dot(here, point, scale) for point in near], middle)
    seat = next((point for point in others if point.is_seat), None)
    bar_km = max((km for km in BARS if km * scale <= WIDTH / 3), default=1)
    return VillageMap(
        middle,
        dots,
        bar_km * scale,
        bar_km,
        seat.name if seat else "",
        round(_km(here, seat)) if seat else 0,
        _direction(seat, here) if seat else "",
    )


def _dot(here: Point, point: Point, scale: float) -> Dot:
    east, north = _offset(here, point)
    x, y = WIDTH / 2 + east * scale, HEIGHT / 2 - north * scale
    return Dot(point.name, round(x, 1), round(y, 1), point.is_seat, x > WIDTH / 2 + 30, False)


def _named(dots: Sequence[Dot], middle: Dot) -> tuple[Dot, ...]:
    """Those that are on the map; the nearest with their names, where these meet nothing."""
    taken = [_Box(middle.x - 60, middle.y - 44, middle.x + 60, middle.y + 24)]
    found: list[Dot] = []
    for dot in dots:
        if not (8 < dot.x < WIDTH - 8 and 8 < dot.y < HEIGHT - 30):
            continue
        sides = (
            replace(dot, is_named=True, is_left=left) for left in (dot.is_left, not dot.is_left)
        )
        named = sum(each.is_named for each in found) < NAMED
        fits = next((d for d in sides if named and _label(d).is_free(taken)), None)
        found.append(fits or dot)
        taken.append(_label(fits) if fits else _Box(dot.x - 6, dot.y - 6, dot.x + 6, dot.y + 6))
    return tuple(found)


@dataclass(frozen=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def is_free(self, taken: Sequence["_Box"]) -> bool:
        """Whether it lies on the drawing and meets none of the others."""
        if self.left < 2 or self.right > WIDTH - 2:
            return False
        return not any(
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
            for other in taken
        )


def _label(dot: Dot) -> _Box:
    """Where a dot's name stands, with the dot."""
    long = len(dot.name) * LETTER + 10
    left, right = (dot.x - long, dot.x + 6) if dot.is_left else (dot.x - 6, dot.x + long)
    return _Box(left, dot.y - 9, right, dot.y + 9)


def _offset(origin: Point, point: Point) -> tuple[float, float]:
    """How many km a point lies to the east and to the north of another."""
    shrink = math.cos(math.radians(origin.latitude))
    return (
        (point.longitude - origin.longitude) * KM_A_DEGREE * shrink,
        (point.latitude - origin.latitude) * KM_A_DEGREE,
    )


def _km(one: Point, other: Point) -> float:
    return math.hypot(*_offset(one, other))


def _direction(origin: Point, point: Point) -> str:
    east, north = _offset(origin, point)
    turned = math.degrees(math.atan2(east, north)) % 360
    return COMPASS[round(turned / 45) % 8]
