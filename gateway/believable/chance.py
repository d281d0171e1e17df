"""What is drawn by lot: one of several, a span of time, an id. The same seed draws the same."""

import uuid
from bisect import bisect
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Lot(Generic[T]):
    """Things to draw one of, each by its weight."""

    def __init__(self, weights: Mapping[T, float]) -> None:
        self._things = tuple(weights)
        self._upto = tuple(accumulate(weights.values()))

    def draw(self, rng: Random) -> T:
        """One of the things."""
        return self._things[bisect(self._upto, rng.random() * self._upto[-1])]


def rng_of(*seed: object) -> Random:
    """A source of chance of its own for each thing that is drawn for."""
    return Random(":".join(map(str, seed)))  # noqa: S311 - nothing secret is drawn


def about(rng: Random, median: timedelta, spread: float = 0.8) -> timedelta:
    """A span around a median, rarely much longer: as people's delays are."""
    return median * rng.lognormvariate(0, spread)


def between(rng: Random, least: timedelta, most: timedelta) -> timedelta:
    """A span between two."""
    return least + (most - least) * rng.random()


def id_at(rng: Random, moment: datetime) -> uuid.UUID:
    """A row's id as it would have been made at a moment (UUID version 7)."""
    stamp = int(moment.timestamp() * 1000)
    chance = rng.getrandbits(74)
    return uuid.UUID(int=stamp << 80 | 7 << 76 | (chance >> 62) << 64 | 2 << 62 | chance & _REST)


_REST = (1 << 62) - 1
