"""How a committee member proves to be one: a code sent to the phone once, then a PIN."""

from datetime import datetime, timedelta

from gateway import passwords
from gateway.errands import Errand, Told
from notifications import oversight
from storage import attempts, doings, members, outbox
from storage.ids import random_digits
from storage.models import Member

CODE_LIVES = timedelta(minutes=15)
MOST_TRIES = 5
LOCKED_FOR = timedelta(minutes=30)
UNUSED = timedelta(days=90)
A_DAY, CODES_A_DAY = timedelta(days=1), 5  # nobody's phone is flooded with codes


def recognise_member(errand: Errand) -> Told:
    """Who calls from this phone: nobody, a member with a PIN, or one to be sent a code."""
    member = members.by_phone(errand.session, errand.asked.phone_index)
    if member is None:
        return Told("stranger")
    if member.locked_until and member.locked_until > errand.now:
        return Told("locked")
    is_waiting = member.code_expires_at and member.code_expires_at > errand.now
    if is_waiting or member.pin_set_in == errand.asked.session_key:
        return Told("code_waiting")
    if member.pin_hash and not _is_stale(member, errand.now):
        return Told("enrolled")
    return _send_code(errand, member)


def forgot_pin(errand: Errand) -> Told:
    """A member who forgot their PIN proves again that the phone is theirs; the coordination is
    told, because whoever holds the phone could do so."""
    member = members.by_phone(errand.session, errand.asked.phone_index)
    if member is None or (member.locked_until and member.locked_until > errand.now):
        return Told("locked")
    if member.code_expires_at and member.code_expires_at > errand.now:
        return Told("code_sent")
    told = _send_code(errand, member)
    if told.result == "code_sent":
        oversight.tell_coordination(errand.session, errand.rules, member, "pin_reset", errand.now)
    return told


def check_code(errand: Errand) -> Told:
    """Whether the code typed is the one that was sent."""
    member = members.by_phone(errand.session, errand.asked.phone_index)
    if member is None:
        return Told("spent")
    if member.pin_set_in == errand.asked.session_key:
        return Told("right")  # it was, in this very call
    if _is_worn_out(errand, member, "code"):
        return Told("spent")
    if members.is_code(errand.session, member, errand.asked.answers["code"], errand.now):
        return Told("right")
    attempts.note(errand.session, "code", str(member.id), errand.try_mark, errand.now)
    if _is_worn_out(errand, member, "code"):
        member.code_hash = member.code_expires_at = None
        return Told("spent")
    return Told("wrong")


def set_pin(errand: Errand) -> Told:
    """Keep the PIN of a member whose code was right; the code is spent."""
    member = members.by_phone(errand.session, errand.asked.phone_index)
    if member is None:
        return Told("refused")
    if member.pin_set_in != errand.asked.session_key:
        code = errand.asked.answers.get("code", "")
        if not members.is_code(errand.session, member, code, errand.now):
            return Told("refused")
        _keep_pin(errand, member, errand.asked.answers["new_pin"])
        member.code_hash = member.code_expires_at = None
    attempts.forget(errand.session, "code", str(member.id))
    return Told("set", {"member_id": str(member.id), "language": member.language})


def check_present_pin(errand: Errand) -> Told:
    """Whether who wants another PIN knows the present one."""
    member = members.by_phone(errand.session, errand.asked.phone_index)
    if member is not None and member.pin_set_in == errand.asked.session_key:
        return Told("right")  # it was, and has been changed in this very call
    told = _check(errand, member, "change_pin")
    return Told(told.result, {"left": told.facts["left"]} if told.result == "wrong" else {})


def change_pin_to(errand: Errand) -> Told:
    """Keep another PIN for a member who knew the present one."""
    member = members.by_phone(errand.session, errand.asked.phone_index)
    if member is None:
        return Told("refused")
    if member.pin_set_in != errand.asked.session_key:
        _keep_pin(errand, member, errand.asked.answers["fresh_pin"])
    return Told("changed")


def check_pin(errand: Errand) -> Told:
    """Whether the PIN is right; five wrong ones in half an hour lock the door for as long."""
    return _check(errand, members.by_phone(errand.session, errand.asked.phone_index), "pin")


def _check(errand: Errand, member: Member | None, screen: str) -> Told:
    if member is None or member.pin_hash is None or _is_worn_out(errand, member, "pin"):
        return Told("locked")
    if not passwords.is_pin(errand.session, member, errand.asked.answers[screen]):
        return _wrong_pin(errand, member)
    attempts.forget(errand.session, "pin", str(member.id))
    member.pin_used_at = errand.now
    return Told("right", {"member_id": str(member.id), "language": member.language})


def _wrong_pin(errand: Errand, member: Member) -> Told:
    session, now = errand.session, errand.now
    if attempts.note(session, "pin", str(member.id), errand.try_mark, now):
        doings.add(session, member.id, "wrong_pin", {}, now)
    left = MOST_TRIES - _tries(errand, member, "pin")
    if left > 0:
        return Told("wrong", {"left": left})
    if member.locked_until is None or member.locked_until <= now:
        member.locked_until = now + LOCKED_FOR
        oversight.tell_coordination(session, errand.rules, member, "locked_out", now)
        doings.add(session, member.id, "locked_out", {}, now)
    return Told("locked", wakes=(outbox.ALERTS,))


def _keep_pin(errand: Errand, member: Member, pin: str) -> None:
    member.pin_hash = passwords.hashed(errand.session, member, "pin", pin)
    member.pin_set_in, member.pin_used_at = errand.asked.session_key, errand.now


def _is_stale(member: Member, now: datetime) -> bool:
    """After three months without it, the number may belong to somebody else."""
    return member.pin_used_at is not None and member.pin_used_at < now - UNUSED


def _send_code(errand: Errand, member: Member) -> Told:
    session, code = errand.session, random_digits(6)
    if attempts.since(session, "code_sent", errand.now - A_DAY, str(member.id)) >= CODES_A_DAY:
        return Told("locked")
    attempts.note(session, "code_sent", str(member.id), errand.try_mark, errand.now)
    members.await_code(session, member, code, errand.now + CODE_LIVES)
    attempts.forget(session, "code", str(member.id))
    body = errand.rules.texts.code(member.language, code)
    phone = members.phone_of(session, member)
    outbox.add(session, outbox.ALERTS, "code", phone, body, errand.now, CODE_LIVES)
    return Told("code_sent", wakes=(outbox.ALERTS,))


def _is_worn_out(errand: Errand, member: Member, kind: str) -> bool:
    return _tries(errand, member, kind) >= MOST_TRIES


def _tries(errand: Errand, member: Member, kind: str) -> int:
    return attempts.since(errand.session, kind, errand.now - LOCKED_FOR, str(member.id))
