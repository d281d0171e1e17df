"""How a committee and its members stand: who can be reached, and what the last sign of life is."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway import signing_in
from storage.models import Committee
from storage.roster import Signs

LATELY = timedelta(days=30)  # whoever was heard of since can be reached
STAFF = signing_in.STAFF


@dataclass(frozen=True)
class Person:
    """A member as a list shows them. `state` is one of "reached", "silent", "lost", "never"."""

    signs: Signs
    name: str
    phone: str  # masked
    state: str
    is_enrolled: bool
    is_locked: bool
    is_staff: bool
    is_invited: bool


@dataclass(frozen=True)
class Standing:
    """A committee as a list shows it. `state` is "reached", "empty", "never", "lost" or
    "silent"."""

    committee: Committee
    place: str
    members: int
    enrolled: int
    on_call: int
    locked: int
    state: str
    latest: datetime | None


def state_of(signs: Signs, now: datetime) -> str:
    """Whether somebody can be reached: the last SMS tells, then any sign of life."""
    if signs.is_lost:
        return "lost"
    if signs.latest is not None and signs.latest > now - LATELY:
        return "reached"
    return "silent" if signs.member.pin_hash else "never"


def standing(
    committee: Committee, place: str, everybody: Sequence[Signs], now: datetime
) -> Standing:
    """How a committee stands with the members it has."""
    states = [state_of(each, now) for each in everybody]
    return Standing(
        committee,
        place,
        len(everybody),
        sum(each.member.pin_hash is not None for each in everybody),
        sum(each.member.on_call for each in everybody),
        sum(signing_in.is_closed(each.member, now) for each in everybody),
        _together(states),
        max((each.latest for each in everybody if each.latest), default=None),
    )


def by_committee(everybody: Sequence[Signs]) -> dict[uuid.UUID, list[Signs]]:
    """Members by their committee."""
    found: dict[uuid.UUID, list[Signs]] = {}
    for each in everybody:
        found.setdefault(each.member.committee_id, []).append(each)
    return found


def person(signs: Signs, name: str, phone: str, now: datetime) -> Person:
    """A member as they are shown."""
    member = signs.member
    is_staff = member.role in STAFF
    return Person(
        signs,
        name,
        phone,
        state_of(signs, now),
        (member.password_hash if is_staff else member.pin_hash) is not None,
        signing_in.is_closed(member, now),
        is_staff,
        member.invite_until is not None and member.invite_until > now,
    )


def _together(states: Sequence[str]) -> str:
    """One that is reached is enough; else what is wrong with most of them."""
    if not states:
        return "empty"
    return next(state for state in ("reached", "silent", "lost", "never") if state in states)
