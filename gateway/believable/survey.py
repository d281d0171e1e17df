"""Reads a country from the database, once, for a year to take place in."""

import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import Row
from sqlalchemy.orm import Session

from gateway.believable.chance import rng_of
from gateway.believable.country import Country, Helper, Person, Spot, Team
from gateway.believable.tempers import Temper, temper_of
from storage import committees, members, places, services
from storage.models import Committee, Member
from storage.models.committee import LOOK_ONLY
from storage.phone import PhoneNumber

KNOWN_VILLAGE = 5.0  # how much more is reported where a village has a committee of its own
# How likely an SMS to a phone does not arrive: given up, often off, as most are.
NEVER_ON, OFTEN_OFF, SELDOM_OFF = 0.95, 0.3, 0.025
_Place = Row[uuid.UUID, str, str, uuid.UUID | None, str | None, str | None]


class NobodyHome(Exception):
    """There is no place to report from, or nobody to be told; the message says what to do."""


def load(session: Session, seed: int) -> Country:
    """The country as the database knows it. Raises NobodyHome."""
    homes = _homes(session, seed)
    if not any(team.level == "national" for home in homes.values() for team in home):
        raise NobodyHome("no national coordination: import committees and members first")
    spots = _spots(session, homes, seed)
    if not spots:
        raise NobodyHome("no village to report from: import places first")
    return Country(spots, homes, _helpers(session))


def _homes(session: Session, seed: int) -> dict[uuid.UUID, list[Team]]:
    people: dict[uuid.UUID, list[Member]] = {}
    for member in members.by_phone_index(session).values():
        if member.active and member.role not in LOOK_ONLY:
            people.setdefault(member.committee_id, []).append(member)
    homes: dict[uuid.UUID, list[Team]] = {}
    for code, committee in sorted(committees.by_code(session).items()):
        if committee.active and committee.id in people:
            temper = temper_of(seed, code, committee.level)
            found = (_person(session, member, temper, seed) for member in people[committee.id])
            team = tuple(sorted(found, key=lambda person: person.phone))
            homes.setdefault(committee.place_id, []).append(_team(committee, team, temper))
    return homes


def _team(committee: Committee, people: tuple[Person, ...], temper: Temper) -> Team:
    phones = frozenset(person.phone_index for person in people)
    return Team(committee.id, str(committee.id), committee.level, people, temper, phones)


def _person(session: Session, member: Member, temper: Temper, seed: int) -> Person:
    phone = members.phone_of(session, member)
    luck = rng_of(seed, "phone", phone).random()
    off = NEVER_ON if luck < temper.off else OFTEN_OFF if luck < 0.1 else SELDOM_OFF
    return Person(
        member.id, str(member.id), phone, member.phone_index, member.role, member.language, off
    )


def _spots(
    session: Session, homes: Mapping[uuid.UUID, Sequence[Team]], seed: int
) -> dict[Spot, float]:
    known = {row.id: row for row in places.everything(session)}
    lowest = "village" if any(row.level == "village" for row in known.values()) else None
    spots = {}
    for row in sorted(known.values(), key=lambda row: (row.name, row.poster_code or "")):
        if row.level == (lowest or "sub_prefecture"):
            spot = _spot(row, known)
            weight = rng_of(seed, "village", row.name, row.poster_code).lognormvariate(0, 0.9)
            spots[spot] = weight * (KNOWN_VILLAGE if row.id in homes else 1.0)
    return spots


def _spot(row: _Place, known: Mapping[uuid.UUID, _Place]) -> Spot:
    path, levels = [], {}
    above: _Place | None = row
    while above is not None:
        path.append(above.id)
        levels[above.level] = above.id
        above = known.get(above.parent_id) if above.parent_id else None
    sub_prefecture, department = levels.get("sub_prefecture"), levels.get("department")
    return Spot(row.name, row.poster_code or "", tuple(path), sub_prefecture, department)


def _helpers(session: Session) -> dict[uuid.UUID, list[Helper]]:
    found: dict[uuid.UUID, list[Helper]] = {}
    for code, service in sorted(services.by_code(session).items()):
        if service.active:
            phone = PhoneNumber.from_network(service.phone)
            helper = Helper(service.id, code, service.kind, phone.e164 if phone else "")
            found.setdefault(service.place_id, []).append(helper)
    return found
