"""Where something is to be: a place found by its name, or by going down from the reader's own."""

import uuid
from dataclasses import dataclass

from flask import request

from gateway.access import Viewer
from gateway.console.doors import Visit
from menus.places import Gazetteer, Place
from menus.spelling import written
from storage import area as areas
from storage.area import Area

SKIPPED = ("district", "region")  # nobody stands there, and few people know their names
MOST_FOUND = 40


@dataclass(frozen=True)
class Where:
    """A step on the way down: the place, and what lies below it."""

    here: Place
    above: tuple[Place, ...]
    below: tuple[Place, ...]


def step(visit: Visit, place_id: str) -> Where | None:
    """The place somebody has come to; None where it is not theirs."""
    gazetteer, area = visit.parts.conversation.shelf.menu.places, root_of(visit.viewer)
    here = gazetteer.get(place_id) or gazetteer.get(area)
    if here is None:
        return None
    path = gazetteer.path(here.id)
    if area not in [place.id for place in path]:
        return None
    top = next(n for n, place in enumerate(path) if place.id == area)
    above = tuple(p for p in reversed(path[1 : top + 1]) if p.level not in SKIPPED)
    return Where(here, above, tuple(below(gazetteer, here.id)))


def below(gazetteer: Gazetteer, place_id: str) -> list[Place]:
    """What lies below a place, by name; levels that nobody stands at are passed over."""
    found = []
    for place in gazetteer.within(place_id):
        found += below(gazetteer, place.id) if place.level in SKIPPED else [place]
    return sorted(found, key=lambda place: place.name.casefold())


def found_places(gazetteer: Gazetteer, typed: str) -> list[Place]:
    """The places that a typed name may mean: of departments and sub-prefectures those that hold
    it, of villages those that sound like it."""
    bare = written(typed)
    if not bare:
        return []
    seats = [
        place
        for level in ("country", "department", "sub_prefecture")
        for place in gazetteer.at_level(level)
        if bare in written(place.name)
    ]
    return [*seats, *gazetteer.named(typed).places][:MOST_FOUND]


def chosen_place(visit: Visit, area: Area) -> str:
    """The place of an address, if it lies in the reader's area; "" for any other."""
    try:
        place_id = uuid.UUID(request.args.get("place", ""))
    except ValueError:
        return ""
    return str(place_id) if areas.holds(visit.session, area, place_id) else ""


def root_of(viewer: Viewer) -> str:
    """The place from which somebody goes down."""
    return str(viewer.committee.place_id)
