"""A small map: one village among its neighbours, drawn as SVG; never a house."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, EDGE = 320.0, 230.0, 34.0
KM_A_DEGREE = 111.32
NAMED = 6  # neighbours whose name is written; the others are dots
BARS = (1, 2, 5, 10, 20, 50)  # km, of the bar that gives the scale
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
    dots = [_dot(here, point, scale, place < NAMED) for place, point in enumerate(near)]
    seat = next((point for point in others if point.is_seat), None)
    bar_km = max((km for km in BARS if km * scale <= WIDTH / 3), default=1)
    return VillageMap(
        _dot(here, here, scale, True),
        tuple(dot for dot in dots if 8 < dot.x < WIDTH - 8 and 8 < dot.y < HEIGHT - 24),
        bar_km * scale,
        bar_km,
        seat.name if seat else "",
        round(_km(here, seat)) if seat else 0,
        _direction(seat, here) if seat else "",
    )


def _dot(here: Point, point: Point, scale: float, is_named: bool) -> Dot:
    east, north = _offset(here, point)
    x, y = WIDTH / 2 + east * scale, HEIGHT / 2 - north * scale
    return Dot(point.name, round(x, 1), round(y, 1), point.is_seat, x > WIDTH / 2 + 30, is_named)


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
