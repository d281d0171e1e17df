"""Who is a member of which committee, and as what: kept by the coordination."""

from collections.abc import Mapping

from gateway import own_access
from gateway.imports.phones import repaired
from gateway.keeping import Keeper, Refused
from gateway.leaving import member_leaves
from gateway.signing_in import STAFF
from storage import attempts, handing_over, importing, members, outbox, web
from storage.models import Committee, Member
from storage.models.committee import LOOK_ONLY

_LOCAL = ("focal_point", "president", "secretary")
# Which roles there are at a level; a coordinator or an analyst sees the country.
ROLES_AT: Mapping[str, tuple[str, ...]] = {
    "village": _LOCAL,
    "sub_prefecture": (*_LOCAL, "social_worker"),
    "department": (*_LOCAL, "social_worker"),
    "social_centre": ("social_worker", "president", "secretary"),
    "national": STAFF,
}


def add(
    keeper: Keeper, committee: Committee, name: str, phone: str, role: str, language: str
) -> Member:
    """A new member, who is told by SMS how to choose a PIN. Raises Refused, or BadRow for a
    number."""
    _fits(committee, role)
    member = members.add(keeper.session, committee.id, name, phone, role, language)
    keeper.session.flush()
    _done(keeper, member, "member_added", role=role)
    _welcome(keeper, member)
    return member


def free_phone(keeper: Keeper, typed: str, country: str) -> str:
    """A number in E.164 that nobody here has. Raises BadRow for what is no number, and Refused for
    one that is a member's already: "phone_taken", or "phone_former" of a former one."""
    importing.take_turn(keeper.session)  # two people who add the same number at once
    phone = repaired(typed, country)
    known = members.of_phone(keeper.session, phone)
    if known is not None:
        raise Refused("phone_taken" if known.active else "phone_former", "phone")
    return phone


def rename(keeper: Keeper, member: Member, name: str) -> None:
    """Another name."""
    if members.name_of(keeper.session, member) != name:
        members.rename(keeper.session, member, name)
        keeper.note("member_renamed", member=str(member.id))


def change_phone(keeper: Keeper, member: Member, phone: str) -> None:
    """Another number: whoever holds it proves it by a code, and chooses a PIN. Raises Refused."""
    _not_oneself(keeper, member)
    members.renumber(keeper.session, member, phone)
    _forget_pin(keeper, member)
    _done(keeper, member, "member_phone")
    _write(keeper, member, "enrol_again")


def change_role(keeper: Keeper, member: Member, committee: Committee, role: str) -> None:
    """Another role, or the same in another committee; the sessions end. Raises Refused."""
    _not_oneself(keeper, member)
    _fits(committee, role)
    if (member.role, member.committee_id) == (role, committee.id):
        return
    home, has_moved = member.committee_id, member.committee_id != committee.id
    _forget_password(member, role)
    member.role, member.committee_id = role, committee.id
    member.on_call = member.on_call and not has_moved
    _somebody_coordinates(keeper)
    if has_moved:
        member_leaves(keeper, member.id, home)
    kind = "member_moved" if has_moved else "member_role"
    _done(keeper, member, kind, role=role, committee=str(committee.id))


def speak(keeper: Keeper, member: Member, language: str) -> None:
    """Another language, on the phone and by SMS."""
    if member.language != language:
        member.language = language
        keeper.note("member_language", member=str(member.id), language=language)


def set_on_call(keeper: Keeper, member: Member, *, on_call: bool) -> None:
    """Whether a critical alert rings this member first."""
    if member.on_call != on_call:
        member.on_call = on_call
        keeper.note("member_on_call", member=str(member.id), on="yes" if on_call else "no")


def deactivate(keeper: Keeper, member: Member) -> int:
    """They are no longer a member, from the next touch on; others go on with what they had: how
    many reports. Raises Refused."""
    _not_oneself(keeper, member)
    member.active, member.on_call = False, False
    _forget_password(member)
    _somebody_coordinates(keeper)
    left = member_leaves(keeper, member.id, member.committee_id)
    _done(keeper, member, "member_off")
    return left


def reactivate(keeper: Keeper, member: Member) -> None:
    """They are a member again, and prove anew that the phone is theirs. Raises Refused."""
    _fits(keeper.session.get_one(Committee, member.committee_id), member.role)
    member.active = True
    _forget_pin(keeper, member)
    _done(keeper, member, "member_on")
    _welcome(keeper, member)


def enrol_again(keeper: Keeper, member: Member) -> None:
    """Forget a PIN: at the next call a code comes, and another PIN is chosen. Raises Refused."""
    _not_oneself(keeper, member)
    _forget_pin(keeper, member)
    _done(keeper, member, "pin_forgotten")
    _write(keeper, member, "enrol_again")


def unlock(keeper: Keeper, member: Member) -> None:
    """Open the doors that wrong secrets closed. Raises Refused."""
    _not_oneself(keeper, member)
    member.locked_until = member.web_locked_until = None
    for kind, subject in (
        ("pin", str(member.id)), ("code", str(member.id)), ("code_sent", str(member.id)),
        ("web_secret", member.phone_index), ("web_code", member.phone_index),
    ):  # fmt: skip
        attempts.forget(keeper.session, kind, subject)
    keeper.note("unlocked", member=str(member.id))


def _forget_pin(keeper: Keeper, member: Member) -> None:
    member.pin_hash = member.pin_set_in = member.pin_used_at = None
    member.code_hash = member.code_expires_at = None
    member.locked_until = None
    for kind in ("pin", "code", "code_sent"):
        attempts.forget(keeper.session, kind, str(member.id))


def _forget_password(member: Member, role: str = "") -> None:
    """Who no longer signs in by password has none: whoever is let in again is invited again."""
    if role not in STAFF:
        member.password_hash = member.totp_sealed = member.totp_step = member.recovery = None
        member.invite_hash = member.invite_until = None


def _done(keeper: Keeper, member: Member, kind: str, **detail: str) -> None:
    """What the member may do has changed: sessions end, the journal and the others hear of it."""
    web.end_all(keeper.session, member.id, keeper.now)
    detail.setdefault("committee", str(member.committee_id))
    keeper.note(kind, member=str(member.id), **detail)
    keeper.tell_of_changes(member.committee_id)


def _fits(committee: Committee, role: str) -> None:
    if not committee.active:
        raise Refused("closed")
    if role not in ROLES_AT[committee.level]:
        raise Refused("role_elsewhere", "role")


def _not_oneself(keeper: Keeper, member: Member) -> None:
    if member.id == keeper.viewer.member.id:
        raise Refused("oneself")


def _somebody_coordinates(keeper: Keeper) -> None:
    """Somebody has to be left who can let others in. One change is looked at after another: two
    who remove each other at once do not both succeed."""
    keeper.session.flush()
    importing.take_turn(keeper.session)
    if not handing_over.coordinators(keeper.session):
        raise Refused("last_coordinator")


def _welcome(keeper: Keeper, member: Member) -> None:
    if member.role not in LOOK_ONLY:
        _write(keeper, member, "welcome")


def _write(keeper: Keeper, member: Member, kind: str) -> None:
    body = keeper.rules.texts.to_member(kind, member.language)
    phone = members.phone_of(keeper.session, member)
    outbox.add(keeper.session, outbox.ALERTS, kind, phone, body, keeper.now, own_access.TOLD_FOR)
