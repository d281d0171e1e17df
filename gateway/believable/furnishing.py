"""Completes a country: where a department has no committee, it is given those that SOSTECI has.

Each department has a committee and a social centre, some sub-prefectures and few villages have one,
and the national coordination stands above all. What is there already stays as it is.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from random import Random

from sqlalchemy.orm import Session

from gateway.believable import people
from gateway.believable.chance import rng_of
from storage import committees, importing, members, places, services
from storage.database import keys_of
from storage.models import Committee, Place
from storage.models.committee import LOOK_ONLY

SUB_PREFECTURES, VILLAGES = 0.12, 0.04  # the shares that have a committee of their own
ROLES = {
    "national": ("coordinator", "coordinator"),
    "department": ("focal_point", "secretary", "focal_point"),
    "social_centre": ("social_worker", "social_worker"),
    "sub_prefecture": ("president", "focal_point"),
    "village": ("president", "secretary", "focal_point"),
}
CALLED = {
    "department": "Comité départemental {of}",
    "social_centre": "Centre social {of}",
    "sub_prefecture": "Comité sous-préfectoral {of}",
    "village": "Comité villageois {of}",
}
SIGNS = {"department": "D", "social_centre": "S", "sub_prefecture": "P", "village": "V"}
OF_DEPARTMENT = (
    ("CS", "Centre social {of}", "social_centre"),
    ("GN", "Gendarmerie {of}", "police"),
    ("HG", "Hôpital général {of}", "health"),
)
OF_SUB_PREFECTURE = (
    ("SU", "Centre de santé {of}", "health"),
    ("EC", "État civil {of}", "civil_registry"),
)
LONGEST_NAME = 60


@dataclass
class _Making:
    """A country that is being completed."""

    session: Session
    rng: Random
    below: dict[uuid.UUID, list[Place]]
    known: dict[str, Committee]
    phones: Iterator[str]
    manned: set[uuid.UUID]
    made: list[Committee] = field(default_factory=list)

    def committee(self, place: Place, level: str) -> None:
        """A committee at a place, with its members."""
        code = f"{place.code}-{SIGNS[level]}"
        if code in self.known:
            return
        made = importing.new_committee(self.session, code)
        made.level, made.place_id = level, place.id
        made.name = CALLED[level].format(of=of(place.name))
        self.man(made)

    def man(self, committee: Committee) -> None:
        """Members for a committee that has none."""
        self.session.flush()
        roles = ROLES[committee.level]
        for role in roles[: self.rng.randint(1, len(roles))]:
            name, phone = people.name(self.rng), next(self.phones)
            members.add(self.session, committee.id, name, phone, role, "fr")
        self.made.append(committee)


def complete(session: Session, seed: int) -> int:
    """Give a country what it lacks; how many committees were made or manned."""
    importing.take_turn(session)
    making = _begin(session, seed)
    _coordination(making)
    has_one = {c.place_id for c in making.known.values() if c.level == "department"}
    for place in _at(making, "department"):
        if place.id not in has_one:
            _department(making, place)
    for committee in sorted(making.known.values(), key=lambda c: c.code):
        if committee.active and committee.id not in making.manned:
            making.man(committee)
    _services(making)
    session.flush()
    return len(making.made)


def of(name: str) -> str:
    """« de Buyo », « d'Okrouyo »."""
    vowels = "AEIOUYÉÈHaeiouy"
    return f"d'{name}" if name[:1] in vowels and not name.startswith(("Y", "H")) else f"de {name}"


def _begin(session: Session, seed: int) -> _Making:
    below: dict[uuid.UUID, list[Place]] = defaultdict(list)
    for place in places.by_code(session).values():
        below[place.parent_id or _NOWHERE].append(place)
    keys, known = keys_of(session), members.by_phone_index(session)
    phones = (phone for phone in map(people.member, count()) if keys.phone(phone) not in known)
    able = (each for each in known.values() if each.active and each.role not in LOOK_ONLY)
    manned = {member.committee_id for member in able}
    rng = rng_of(seed, "furnishing")
    return _Making(session, rng, below, committees.by_code(session), phones, manned)


def _coordination(making: _Making) -> None:
    if any(committee.level == "national" for committee in making.known.values()):
        return
    for country in making.below[_NOWHERE]:
        made = importing.new_committee(making.session, f"{country.code}-N")
        made.level, made.place_id, made.name = "national", country.id, "Coordination nationale"
        making.man(made)


def _department(making: _Making, place: Place) -> None:
    making.committee(place, "department")
    making.committee(place, "social_centre")
    for below in sorted(making.below[place.id], key=lambda each: each.code):
        if making.rng.random() < SUB_PREFECTURES:
            making.committee(below, "sub_prefecture")
        for village in sorted(making.below[below.id], key=lambda each: each.code):
            if making.rng.random() < VILLAGES:
                making.committee(village, "village")


def _services(making: _Making) -> None:
    """The services that every seat has, where the directory knows none of its department."""
    known = {service.place_id for service in services.by_code(making.session).values()}
    for place in _at(making, "department"):
        around = making.below[place.id]
        if known & {place.id, *(each.id for each in around)}:
            continue
        _put(making, place, OF_DEPARTMENT)
        for each in around:
            _put(making, each, OF_SUB_PREFECTURE)


def _put(making: _Making, place: Place, kinds: tuple[tuple[str, str, str], ...]) -> None:
    for sign, called, kind in kinds:
        name = called.format(of=of(place.name))[:LONGEST_NAME]
        services.add(making.session, f"{place.code}-{sign}", name, kind, place.id)


def _at(making: _Making, level: str) -> list[Place]:
    found = [each for below in making.below.values() for each in below if each.level == level]
    return sorted(found, key=lambda place: place.code)


_NOWHERE = uuid.UUID(int=0)
