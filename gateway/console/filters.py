"""What a reader chose of a list: its tab, place, danger, urgency, age, and where a page begins.

It comes from an address, so whatever cannot be read is as if it were not there.
"""

import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from gateway.access import Viewer
from menus.places import Gazetteer, Place
from menus.triage import CONCERNS, DANGERS, URGENCIES
from storage.caseload import MINE, TABS, Wanted

AGES = ("today", "over_3", "over_30")
BELOW = {"national": "department", "department": "sub_prefecture"}  # else villages


@dataclass(frozen=True)
class Chosen:
    """The choices, as they stand in the address."""

    tab: str = MINE
    place: str = ""
    danger: str = ""
    urgency: str = ""
    age: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str], default: str = MINE) -> "Chosen":
        """The choices in an address."""

        def one_of(name: str, known: tuple[str, ...], otherwise: str = "") -> str:
            value = asked.get(name, "")
            return value if value in known else otherwise

        return cls(
            one_of("tab", TABS, default),
            _an_id(asked.get("place", "")),
            one_of("danger", DANGERS),
            one_of("urgency", URGENCIES),
            one_of("age", AGES),
        )

    @property
    def any(self) -> bool:
        """Whether something was chosen beside the tab."""
        return bool(self.place or self.danger or self.urgency or self.age)

    def args(self, **other: str) -> dict[str, str]:
        """As parts of an address; what is empty is left out."""
        every = {**self.__dict__, **other}
        return {name: value for name, value in every.items() if value}

    def wanted(self, places: Gazetteer, now: datetime, after: tuple[Any, ...] = ()) -> Wanted:
        """The page of the list that was asked for."""
        place = places.get(self.place)
        dangers = tuple(c.code for c in CONCERNS.values() if c.danger == self.danger)
        since, before = _moments(self.age, now)
        return Wanted(
            self.tab,
            (place.level, uuid.UUID(place.id)) if place and place.level in _KNOWN else None,
            dangers,
            self.urgency,
            since,
            before,
            after,
        )


_KNOWN = ("department", "sub_prefecture", "village")


def places_to_choose(viewer: Viewer, places: Gazetteer) -> list[Place]:
    """The places one level of a list can be narrowed to: what lies below the reader's own."""
    level = BELOW.get(viewer.committee.level, "village")
    if viewer.committee.level == "national":
        return places.at_level(level)
    found = [places.get(str(viewer.committee.place_id))]
    below: list[Place] = []
    while found:
        place = found.pop()
        for child in places.within(place.id) if place else ():
            (below if child.level == level else found).append(child)
    return sorted(below, key=lambda place: place.name.casefold())


def key_to_text(key: tuple[Any, ...]) -> str:
    """The key of a list's last row, as part of an address."""
    said = "|".join(v.isoformat() if isinstance(v, datetime) else str(v) for v in key)
    return urlsafe_b64encode(said.encode()).decode().rstrip("=")


def key_of(text: str) -> tuple[Any, ...]:
    """A key as it was written into an address; () for what is none."""
    try:
        said = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
        return tuple(_value(part) for part in said.split("|"))
    except (ValueError, OverflowError):
        return ()


def _value(text: str) -> Any:
    if len(text) <= 3:
        return int(text)
    if len(text) == 36:
        return uuid.UUID(text)
    return datetime.fromisoformat(text).astimezone(UTC)


def _an_id(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return ""


def _moments(age: str, now: datetime) -> tuple[datetime | None, datetime | None]:
    if age == "today":
        return now - timedelta(days=1), None
    days = {"over_3": 3, "over_30": 30}.get(age)
    return None, now - timedelta(days=days) if days else None
