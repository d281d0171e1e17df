"""The gazetteer in memory: a place by its code, by its level, by what it belongs to."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

LEVELS = ("country", "district", "region", "department", "sub_prefecture", "village")


@dataclass(frozen=True)
class Place:
    """One unit of the gazetteer; `poster_code` is what villagers read on the poster."""

    id: str
    level: str
    name: str
    parent_id: str | None = None
    poster_code: str = ""


class Gazetteer:
    """Every place there is, found in a dictionary's time."""

    def __init__(self, places: Iterable[Place] = ()) -> None:
        ordered = sorted(places, key=lambda place: place.name.casefold())
        self._by_id = {place.id: place for place in ordered}
        self._by_poster_code = {place.poster_code: place for place in ordered if place.poster_code}
        self._by_level: dict[str, list[Place]] = defaultdict(list)
        self._children: dict[str, list[Place]] = defaultdict(list)
        for place in ordered:
            self._by_level[place.level].append(place)
            if place.parent_id:
                self._children[place.parent_id].append(place)

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, place_id: str | None) -> Place | None:
        """The place with this id."""
        return self._by_id.get(place_id or "")

    def by_poster_code(self, code: str) -> Place | None:
        """The place whose poster bears this code."""
        return self._by_poster_code.get(code)

    def at_level(self, level: str) -> list[Place]:
        """Every place of a level, by name."""
        return self._by_level.get(level, [])

    def within(self, place_id: str) -> list[Place]:
        """The places directly below one, by name."""
        return self._children.get(place_id, [])

    def path(self, place_id: str | None) -> list[Place]:
        """The place and all above it, from the smallest up."""
        found: list[Place] = []
        place = self.get(place_id)
        while place and place not in found:
            found.append(place)
            place = self.get(place.parent_id)
        return found
