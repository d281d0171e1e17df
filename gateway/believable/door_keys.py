"""Ways in, for whoever tries the house out: a PIN that is known to all, a password, a secret.

Only ever in a demo: this page is public, and so is what it gives.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from gateway import passwords
from gateway.believable.chance import between, rng_of
from gateway.demo import desk
from storage import committees, members
from storage.models import Committee, Member
from storage.models.committee import LOOK_ONLY

PIN = "2846"
PASSWORD = "pirogue-baobab-tamtam-27"  # noqa: S105 - of a demo
ENROLLED = 0.9  # the share of members who have chosen a PIN, beside the first of each committee
LEVELS = ("village", "sub_prefecture", "department", "social_centre", "national")
RINGS = ("department", "social_centre", "national")  # where somebody is on call
A_MOMENT, LATELY = timedelta(hours=1), timedelta(days=60)
# What everybody knows need not be slow to guess, and a country has a thousand members.
_quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass(frozen=True)
class WayIn:
    """How somebody can sign in; `totp` is the secret of an application, for staff."""

    level: str
    committee: str
    phone: str
    pin: str
    password: str = ""
    totp: str = ""


def hand_out(session: Session, seed: int, now: datetime) -> list[WayIn]:
    """Give members who have none a PIN, a coordinator a password; one way in for each level."""
    homes = {committee.id: committee for committee in committees.by_code(session).values()}
    everybody = sorted(
        members.by_phone_index(session).values(),
        key=lambda each: (homes[each.committee_id].code, each.id),
    )
    at_work = (each for each in everybody if each.active and each.role not in LOOK_ONLY)
    active = [each for each in at_work if homes[each.committee_id].active]
    rung: set[object] = set()
    shown: dict[str, list[Member]] = {level: [] for level in LEVELS}
    for member in active:
        level = homes[member.committee_id].level
        phone = members.phone_of(session, member)
        member.on_call = member.on_call or (level in RINGS and member.committee_id not in rung)
        rng = rng_of(seed, "enrolled", phone)
        is_enrolled = member.committee_id not in rung or rng.random() < ENROLLED
        rung.add(member.committee_id)
        if _has_our_pin(session, member, is_enrolled, now - between(rng, A_MOMENT, LATELY)):
            is_on_the_desk = any(phone == card.number for card in desk.PHONES)
            shown[level].insert(0 if is_on_the_desk else len(shown[level]), member)
    return [
        _way_in(session, level, homes[found[0].committee_id], found, now)
        for level, found in shown.items()
        if found
    ]


def _has_our_pin(session: Session, member: Member, is_enrolled: bool, used_at: datetime) -> bool:
    """Whether a member's PIN is the one that all know; those who chose one keep it."""
    if member.pin_hash:
        return passwords.is_pin(session, member, PIN)
    if is_enrolled:
        member.pin_hash = _quick.hash(passwords.peppered(session, member, "pin", PIN))
        member.pin_used_at = used_at
    return is_enrolled


def _way_in(
    session: Session, level: str, committee: Committee, found: list[Member], now: datetime
) -> WayIn:
    """How the first of some members signs in; one of the country's by password, where one can."""
    if level == "national":
        for member in found:
            if member.role == "coordinator" and _has_our_password(session, member):
                phone, totp = members.phone_of(session, member), members.totp_of(session, member)
                return WayIn(level, committee.name, phone, PIN, PASSWORD, totp)
    found[0].pin_used_at = now
    return WayIn(level, committee.name, members.phone_of(session, found[0]), PIN)


def _has_our_password(session: Session, member: Member) -> bool:
    if member.password_hash is None:
        member.password_hash = passwords.hashed(session, member, "password", PASSWORD)
        passwords.new_totp(session, member)
        return True
    return passwords.is_password(session, member, PASSWORD)
