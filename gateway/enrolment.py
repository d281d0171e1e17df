"""How a committee member proves to be one: a code sent to the phone once, then a PIN."""

from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error

from gateway.errands import Errand, Told
from storage import attempts, members, outbox
from storage.database import keys_of
from storage.ids import random_digits
from storage.models import Member

CODE_LIVES = timedelta(minutes=15)
MOST_TRIES = 5
LOCKED_FOR = timedelta(minutes=30)
# A PIN has few digits, so it is peppered with a key that is not in the database before it is
# hashed; the cost is OWASP's least for argon2id, because a turn has to be quick.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def recognise_member(errand: Errand) -> Told:
    """Who calls from this phone: nobody, a member with a PIN, or one to be sent a code."""
    member = members.by_phone(errand.session, errand.asked.phone_index)
    if member is None:
        return Told("stranger")
    if member.locked_until and member.locked_until > errand.now:
        return Told("locked")
    if member.pin_hash and member.pin_set_in != errand.asked.session_key:
        return Told("enrolled")
    if member.code_expires_at and member.code_expires_at > errand.now:
        return Told("code_waiting")
    return _send_code(errand, member)


def check_code(errand: Errand) -> Told:
    """Whether the code typed is the one that was sent."""
    member = members.by_phone(errand.session, errand.asked.phone_index)
    if member is None or _is_worn_out(errand, member, "code"):
        return Told("spent")
    if members.is_code(errand.session, member, errand.asked.answers["code"], errand.now):
        return Told("right")
    attempts.note(errand.session, "code", str(member.id), errand.try_mark, errand.now)
    if _is_worn_out(errand, member, "code"):
        member.code_hash = member.code_expires_at = None
        return Told("spent")
    return Told("wrong")


def set_pin(errand: Errand) -> Told:
    """Keep the PIN of a member whose code was right."""
    member = members.by_phone(errand.session, errand.asked.phone_index)
    if member is None:
        return Told("refused")
    code = errand.asked.answers.get("code", "")
    if not members.is_code(errand.session, member, code, errand.now):
        return Told("refused")
    if member.pin_set_in != errand.asked.session_key:
        member.pin_hash = _hasher.hash(_peppered(errand, member, errand.asked.answers["new_pin"]))
        member.pin_set_in = errand.asked.session_key
    attempts.forget(errand.session, "code", str(member.id))
    return Told("set", {"member_id": str(member.id), "language": member.language})


def check_pin(errand: Errand) -> Told:
    """Whether the PIN is right; five wrong ones in half an hour lock the door for as long."""
    member = members.by_phone(errand.session, errand.asked.phone_index)
    if member is None or member.pin_hash is None:
        return Told("locked")
    if _is_worn_out(errand, member, "pin"):
        return Told("locked")
    try:
        _hasher.verify(member.pin_hash, _peppered(errand, member, errand.asked.answers["pin"]))
    except Argon2Error:
        return _wrong_pin(errand, member)
    attempts.forget(errand.session, "pin", str(member.id))
    return Told("right", {"member_id": str(member.id), "language": member.language})


def _wrong_pin(errand: Errand, member: Member) -> Told:
    attempts.note(errand.session, "pin", str(member.id), errand.try_mark, errand.now)
    left = MOST_TRIES - _tries(errand, member, "pin")
    if left > 0:
        return Told("wrong", {"left": left})
    member.locked_until = errand.now + LOCKED_FOR
    return Told("locked")


def _send_code(errand: Errand, member: Member) -> Told:
    session, code = errand.session, random_digits(6)
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


def _peppered(errand: Errand, member: Member, pin: str) -> str:
    return keys_of(errand.session).index("pin", f"{member.id}:{pin}")
