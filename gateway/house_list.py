"""Committees and services as the coordination keeps them: added, changed, closed, opened again."""

import uuid
from dataclasses import dataclass

from gateway.imports.committees import STANDS_AT
from gateway.keeping import Keeper, Refused
from gateway.leaving import committee_closes
from storage import area, importing, roster
from storage import services as directory
from storage.models import Committee, Place, Service

SHORT = {
    "village": "V",
    "sub_prefecture": "SP",
    "department": "D",
    "social_centre": "CS",
    "national": "NAT",
}
ONLY_ONE = frozenset(("village", "sub_prefecture", "department", "national"))  # at a place


@dataclass(frozen=True)
class Entry:
    """A service as somebody describes it."""

    name: str
    kind: str
    place: Place
    phone: str


def add_committee(keeper: Keeper, level: str, place: Place, name: str) -> Committee:
    """A new committee at a place. Raises Refused: "elsewhere", or "there_is_one"."""
    session = keeper.session
    if place.level != STANDS_AT.get(level) or not area.holds(session, keeper.area, place.id):
        raise Refused("elsewhere")
    _only_one(keeper, level, place.id)
    code = roster.free_code(session, f"{place.code}-{SHORT[level]}")
    committee = importing.new_committee(session, code)
    committee.level, committee.name, committee.place_id = level, name, place.id
    committee.active = True
    session.flush()
    keeper.note("committee_added", committee=str(committee.id))
    return committee


def rename_committee(keeper: Keeper, committee: Committee, name: str) -> None:
    """Another name."""
    if committee.name != name:
        committee.name = name
        keeper.note("committee_renamed", committee=str(committee.id))


def close_committee(keeper: Keeper, committee: Committee) -> int:
    """It receives nothing any more, and its members are signed out; the next level goes on with
    what waited for it: how many reports. Raises Refused for one's own, and for the country's."""
    if committee.id == keeper.viewer.committee.id or committee.level == "national":
        raise Refused("own_committee")
    if not committee.active:
        return 0
    committee.active = False
    handed = committee_closes(keeper, committee.id)
    keeper.note("committee_closed", committee=str(committee.id))
    keeper.tell_of_changes(committee.id)
    return handed


def open_committee(keeper: Keeper, committee: Committee) -> None:
    """It receives reports again, and its members can come in. Raises Refused."""
    if not committee.active:
        _only_one(keeper, committee.level, committee.place_id)
        committee.active = True
        keeper.note("committee_opened", committee=str(committee.id))
        keeper.tell_of_changes(committee.id)


def add_service(keeper: Keeper, entry: Entry) -> Service:
    """A new service of the directory."""
    session = keeper.session
    importing.take_turn(session)
    code = directory.free_code(session, f"{entry.place.code}-S")
    service = directory.add(session, code, entry.name, entry.kind, entry.place.id)
    service.phone = entry.phone
    session.flush()
    keeper.note("service_added", service=str(service.id))
    return service


def change_service(keeper: Keeper, service: Service, entry: Entry) -> None:
    """What a service is called, what it is, where, and its number."""
    said = (entry.name, entry.kind, entry.place.id, entry.phone)
    if (service.name, service.kind, service.place_id, service.phone) != said:
        service.name, service.kind, service.place_id, service.phone = said
        keeper.note("service_changed", service=str(service.id))


def offer_service(keeper: Keeper, service: Service, *, offered: bool) -> None:
    """Whether children can be referred to a service; what it was asked before stays."""
    if service.active != offered:
        service.active = offered
        kind = "service_opened" if offered else "service_closed"
        keeper.note(kind, service=str(service.id))


def _only_one(keeper: Keeper, level: str, place_id: uuid.UUID) -> None:
    """Two committees of one place would wait for each other. Raises Refused."""
    importing.take_turn(keeper.session)
    here = [each.level for each in roster.at_places(keeper.session, keeper.area, [place_id])]
    if level in ONLY_ONE and level in here:
        raise Refused("there_is_one")
