"""The gazetteer in memory: a place by its code, its name, its level, by what it belongs to."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from menus.finder import MOST, Finder
from menus.gsm7 import fold, septets
from menus.spelling import written

LONGEST_LABEL = 45  # septets; so that a page holds more than one
_APART = 0.08  # how much farther the next name has to be for the nearest to stand alone
LEVELS = ("country", "district", "region", "department", "sub_prefecture", "village")


@dataclass(frozen=True)
class Place:
    """One unit of the gazetteer; `poster_code` is what villagers read on the poster."""

    id: str
    level: str
    name: str
    parent_id: str | None = None
    poster_code: str = ""
    aliases: tuple[str, ...] = ()  # other names it goes by, old ones too


@dataclass(frozen=True)
class Found:
    """The villages that a typed name may mean; `is_exact` when it is written as they are."""

    places: tuple[Place, ...]
    is_exact: bool


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

    def named(self, typed: str, near: str | None = None) -> Found:
        """The villages that a typed name may mean, the likeliest first.

        Homonyms all stay; among equals those in the department of `near` come first.
        """
        found = self._finder.find(typed)
        around = self._department(near)
        ranked = sorted(
            found, key=lambda match: (match.distance, self._department(match.thing.id) != around)
        )
        places = tuple(dict.fromkeys(match.thing for match in ranked))
        is_exact = bool(found) and found[0].distance == 0
        return Found(places if is_exact else places[:MOST], is_exact)

    def written(self, name: str) -> list[Place]:
        """The villages whose name, or another name of theirs, is written so."""
        return self._finder.written(name)

    def nearest(self, typed: str, within: float) -> Place | None:
        """The one village whose name is near what was typed; None when two could be meant."""
        found = self._finder.find(typed, most=2)
        if not found or found[0].distance > within:
            return None
        rivals = [match for match in found[1:] if match.distance < found[0].distance + _APART]
        return None if rivals else found[0].thing

    def label(self, place: Place) -> str:
        """What a place is called in a list; where others share its name, with what it lies in."""
        above = self.get(place.parent_id)
        if above is None or self._homonyms[written(place.name)] < 2:
            return place.name
        room = LONGEST_LABEL - septets(fold(place.name)) - len(" ()")
        inside = fold(above.name)
        return f"{place.name} ({inside if len(inside) <= room else inside[: room - 1] + '.'})"

    @cached_property
    def _finder(self) -> Finder[Place]:
        """Built when a name is typed for the first time."""
        villages = self.at_level("village")
        return Finder((name, place) for place in villages for name in (place.name, *place.aliases))

    @cached_property
    def _homonyms(self) -> Counter[str]:
        return Counter(written(place.name) for place in self.at_level("village"))

    def _department(self, place_id: str | None) -> str:
        above = (place.id for place in self.path(place_id) if place.level == "department")
        return next(above, "")
