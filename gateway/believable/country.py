"""The country in which a year takes place: its villages, committees, members and services.

Read once and held, because a year asks for each of them thousands of times.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from gateway.believable.chance import Lot
from gateway.believable.tempers import Temper
from notifications.ringing import MAY_RING
from notifications.routing import SENSITIVE_LADDER, Desk

SPOTS_HELD = 20_000  # villages whose way up is remembered


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """A member of a committee; `off` is how likely an SMS does not reach them."""

    id: uuid.UUID
    key: str
    phone: str
    phone_index: str
    role: str
    language: str
    off: float


@dataclass(frozen=True, slots=True, eq=False)
class Team:
    """A committee and how it behaves."""

    id: uuid.UUID
    key: str
    level: str
    people: tuple[Person, ...]
    temper: Temper
    phones: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Helper:
    """A service; `phone` is empty where it cannot have an SMS."""

    id: uuid.UUID
    code: str
    kind: str
    phone: str


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """A village, with the places above it, nearest first and itself at the start."""

    name: str
    poster_code: str
    path: tuple[uuid.UUID, ...]
    sub_prefecture_id: uuid.UUID | None
    department_id: uuid.UUID | None


class Country:
    """Where reports come from, who is told of them there, who can help."""

    def __init__(
        self, spots: Mapping[Spot, float], homes: Mapping[uuid.UUID, Sequence[Team]],
        helpers: Mapping[uuid.UUID, Sequence[Helper]],
    ) -> None:  # fmt: skip
        self.spots = Lot(spots)
        self._homes, self._helpers = homes, helpers
        self.teams = {team.key: team for home in homes.values() for team in home}
        self._desk = lru_cache(SPOTS_HELD)(_desk)
        self.desks = lru_cache(SPOTS_HELD)(self._desks)
        self.services = lru_cache(SPOTS_HELD)(self._services)
        self.around = lru_cache(SPOTS_HELD)(_around)

    def ringers(self, spot: Spot) -> Team:
        """Who rings somebody of a village who wishes it: the nearest who may."""
        found = [
            (SENSITIVE_LADDER.index(team.level), steps, team)
            for steps, place in enumerate(spot.path)
            for team in self._homes.get(place, ())
            if team.level in SENSITIVE_LADDER and any(p.role in MAY_RING for p in team.people)
        ]
        return min(found, key=lambda each: each[:2])[2] if found else self.coordination

    @property
    def coordination(self) -> Team:
        """The national coordination."""
        return next(team for team in self.teams.values() if team.level == "national")

    def _desks(self, spot: Spot) -> tuple[Desk, ...]:
        """The committees from a village up to the country, as routing knows them."""
        return tuple(
            self._desk(team, steps)
            for steps, place in enumerate(spot.path)
            for team in self._homes.get(place, ())
        )

    def _services(self, spot: Spot) -> tuple[Helper, ...]:
        """The services around a village, the nearest first."""
        return tuple(h for place in spot.path for h in self._helpers.get(place, ()))


def _desk(team: Team, steps: int) -> Desk:
    return Desk(team.key, team.level, steps, team.phones)


def _around(spot: Spot) -> Spot:
    """The sub-prefecture of a village, for places that are in no list."""
    path = spot.path
    if spot.sub_prefecture_id not in path[1:]:
        return spot
    outer = path[path.index(spot.sub_prefecture_id) :]
    return replace(spot, name="", poster_code="", path=outer)
