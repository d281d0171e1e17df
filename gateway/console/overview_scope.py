"""Whose figures a reader sees: their committee's, their area's or the country's; of which month."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from gateway.access import AREAS, Scope, Seat, Viewer
from menus.places import Gazetteer, Place
from storage.tallies import EVERYWHERE

COUNTRY, COMMITTEE = "country", "committee"
BELOW = {COUNTRY: "department", "department": "sub_prefecture"}


@dataclass(frozen=True)
class Figured:
    """What is counted for a reader: `subject` is a place, a committee or everywhere.

    `whole` is what else the same reader may see counted: the country, when they chose a
    department of it. `parts` are the places that the subject is made of.
    """

    level: str  # country, department, sub_prefecture or committee
    subject: uuid.UUID
    name: str
    place: Place | None
    parts: Sequence[Place]
    siblings: Sequence[Place]  # the departments of the country, for those who see them all
    sensitive: bool
    chosen: str = ""

    @property
    def sees_country(self) -> bool:
        """Whether the reader sees the country, and each of its departments."""
        return bool(self.siblings)

    @property
    def within(self) -> tuple[str, uuid.UUID] | None:
        """What a list is narrowed to."""
        return ("department", self.subject) if self.chosen else None


def figured(viewer: Viewer, places: Gazetteer, chosen: str) -> Figured:
    """What is counted for a reader; a department is chosen by those who see the country."""
    level = AREAS.get(viewer.committee.level, "")
    sensitive = bool(viewer.may("count_sensitive"))
    if viewer.may("see_overview") != Scope.AREA or not level:
        own = viewer.committee
        return Figured(COMMITTEE, own.id, own.name, None, (), (), sensitive)
    if level != COUNTRY:
        place = places.get(str(viewer.committee.place_id))
        return _area(level, place, places, sensitive)
    departments = places.at_level("department")
    one = next((place for place in departments if place.id == chosen), None)
    if one is not None:
        return _area("department", one, places, sensitive, departments, chosen)
    country = places.get(str(viewer.committee.place_id))
    name = country.name if country else viewer.committee.name
    return Figured(COUNTRY, EVERYWHERE, name, None, departments, departments, sensitive)


def month_chosen(text: str, months: Sequence[date]) -> date | None:
    """The month that an address asks for, if it was counted."""
    return next((month for month in months if f"{month:%Y-%m}" == text), None)


def months_for(viewer: Viewer, counted: Mapping[date, datetime], this: date) -> list[date]:
    """The months that a reader may see, the latest first. Who cannot open reports sees none that
    goes on: from one look to the next its counts would tell of single reports."""
    goes_on = viewer.seat != Seat.ANALYST
    return [month for month in counted if month < this or (goes_on and month == this)]


def _area(
    level: str,
    place: Place | None,
    places: Gazetteer,
    sensitive: bool,
    siblings: Sequence[Place] = (),
    chosen: str = "",
) -> Figured:
    if place is None:  # it has left the list of places
        return Figured(level, uuid.UUID(int=1), "", None, (), siblings, sensitive, chosen)
    below = BELOW.get(level, "")
    parts = [each for each in places.within(place.id) if each.level == below]
    return Figured(
        level, uuid.UUID(place.id), place.name, place, parts, siblings, sensitive, chosen
    )
