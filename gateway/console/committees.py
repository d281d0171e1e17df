"""The committees of the reader's area: who can be reached, who is on call, who is missing."""

import uuid
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from gateway.console import bp
from gateway.console.answers import Answer, Screen
from gateway.console.doors import Visit, page
from gateway.console.filters import places_to_choose
from gateway.console.standing import Standing, by_committee, standing
from gateway.console.whereabouts import chosen_place, found_places
from gateway.keeping import area_of
from menus.places import Gazetteer
from storage import area as areas
from storage import places, roster, uncovered
from storage.area import Area
from storage.models import Committee

LEVELS = ("national", "department", "social_centre", "sub_prefecture", "village")


@dataclass(frozen=True)
class Chosen:
    """What of the list is shown."""

    level: str
    place: str
    closed: bool

    def args(self, **more: object) -> dict[str, Any]:
        """The choices as parts of an address."""
        given = {
            "level": self.level,
            "place": self.place,
            "closed": "1" if self.closed else "",
            **more,
        }
        return {name: value for name, value in given.items() if value}


@page(bp, "/committees", allows="see_committees")
def committees(visit: Visit) -> Answer:
    """One page of one level."""
    area, place = chosen_area(visit)
    is_closed = request.args.get("closed") == "1"
    counts = roster.counts(visit.session, area, active=not is_closed)
    chosen = Chosen(_level(visit, counts), place, is_closed)
    after = an_id(request.args.get("after", ""))
    found = roster.page(visit.session, area, chosen.level, after, active=not is_closed)
    more = str(found[roster.PAGE - 1][0].id) if len(found) > roster.PAGE else ""
    return Screen(
        "committees.html",
        rows=standings(visit, found[: roster.PAGE], active=not is_closed),
        chosen=chosen,
        counts=[(level, counts.get(level, 0)) for level in LEVELS if counts.get(level)],
        total=sum(counts.values()),
        closed=sum(roster.counts(visit.session, area, active=False).values()),
        without=uncovered.count(visit.session, area),
        places=[(p.id, p.name) for p in places_to_choose(visit.viewer, gazetteer(visit))],
        next_page=more and url_for("console.committees_committees", **chosen.args(after=more)),
        is_first=after is None,
        may_keep=bool(visit.viewer.may("keep_committees")),
        now=visit.now,
        notice=request.args.get("done", ""),
    )


@page(bp, "/committees/find", allows="see_committees")
def find(visit: Visit) -> Answer:
    """Committees by the name of where they stand."""
    typed = " ".join(request.args.get("q", "").split())[:60]
    found = found_committees(visit, typed)
    names = {each.id: places.name(visit.session, each.place_id) for each in found}
    return Screen(
        "committees_found.html",
        typed=typed,
        rows=standings(visit, [(each, names[each.id]) for each in found]),
        now=visit.now,
    )


@page(bp, "/committees/without", allows="see_committees")
def without(visit: Visit) -> Answer:
    """Where villages have no committee, by sub-prefecture."""
    area, place = chosen_area(visit)
    after = an_id(request.args.get("after", ""))
    rows = uncovered.by_sub_prefecture(visit.session, area, after)
    more = str(rows[roster.PAGE - 1].place_id) if len(rows) > roster.PAGE else ""
    return Screen(
        "committees_without.html",
        rows=rows[: roster.PAGE],
        total=uncovered.count(visit.session, area),
        place=place,
        places=[(p.id, p.name) for p in places_to_choose(visit.viewer, gazetteer(visit))],
        next_page=more and url_for("console.committees_without", place=place or None, after=more),
    )


@page(bp, "/committees/without/<uuid:place_id>", allows="see_committees")
def villages(visit: Visit, place_id: uuid.UUID) -> Answer:
    """The villages of a sub-prefecture that have no committee."""
    area = area_of(visit.viewer)
    here = gazetteer(visit).get(str(place_id))
    if here is None or here.level != "sub_prefecture":
        return None
    after = an_id(request.args.get("after", ""))
    rows = uncovered.villages(visit.session, area, place_id, after)
    if not rows and not areas.holds(visit.session, area, place_id):
        return None
    more = str(rows[roster.PAGE - 1].id) if len(rows) > roster.PAGE else ""
    return Screen(
        "committees_villages.html",
        rows=rows[: roster.PAGE],
        sub_prefecture=here.name,
        next_page=more and url_for("console.committees_villages", place_id=place_id, after=more),
        may_keep=bool(visit.viewer.may("keep_committees")),
    )


def found_committees(visit: Visit, typed: str) -> list[Committee]:
    """The committees that stand where a name is said to be, in the reader's area."""
    ids = [uuid.UUID(place.id) for place in found_places(gazetteer(visit), typed)]
    return list(roster.at_places(visit.session, area_of(visit.viewer), ids)) if ids else []


def standings(
    visit: Visit, found: list[tuple[Committee, str]], *, active: bool = True
) -> list[Standing]:
    """How some committees stand."""
    ids = [committee.id for committee, _ in found]
    members = by_committee(roster.signs(visit.session, ids, visit.now)) if active else {}
    return [
        standing(committee, place, members.get(committee.id, ()), visit.now)
        for committee, place in found
    ]


def chosen_area(visit: Visit) -> tuple[Area, str]:
    """The reader's area, or a place in it that they chose, and that place."""
    own = area_of(visit.viewer)
    place = chosen_place(visit, own)
    return (Area(place_id=uuid.UUID(place)), place) if place else (own, "")


def gazetteer(visit: Visit) -> Gazetteer:
    """Every place there is."""
    return visit.parts.conversation.shelf.menu.places


def an_id(text: str) -> uuid.UUID | None:
    """An id of an address; None for what is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _level(visit: Visit, counts: dict[str, int]) -> str:
    """The level that was asked for, else the first below the reader's that has committees."""
    asked = request.args.get("level", "")
    if asked in LEVELS:
        return asked
    own = LEVELS.index(visit.viewer.committee.level)
    below = [level for level in LEVELS[own + 1 :] if counts.get(level)]
    return next(iter(below), visit.viewer.committee.level)
