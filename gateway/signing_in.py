"""Signing in on the web: a phone and a secret, then a code; the same answers for unknown numbers.

Members give their PIN and get a code by SMS; staff give their password and a code of their
application. Whether a number is known, a secret right or a door locked shows only at the end.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from gateway import passwords
from gateway.enrolment import LOCKED_FOR, MOST_TRIES
from notifications import oversight
from notifications.rules import Rules
from storage import attempts, doings, members, outbox, web
from storage.database import keys_of
from storage.ids import new_id, random_digits
from storage.models import Member, SignIn
from storage.phone import NotAPhone, PhoneNumber

STAFF = ("coordinator", "analyst", "operator")  # they sign in with a password and an application
CODE_TRIES = 5
CODES_AN_HOUR = 5  # to one phone
FROM_ONE_PLACE = 60  # tries an hour from one address
INVITED_FOR = timedelta(days=3)
SMS_LIVES = web.SIGN_IN_LIVES


class TooOften(Exception):
    """So many tries came from one address that nobody there is listened to for a while."""


@dataclass(frozen=True, repr=False)
class Knock:
    """Somebody at the door: what they typed, and from where."""

    session: Session
    rules: Rules
    now: datetime
    address: str  # of the network, only ever kept as a fingerprint
    country: str = "CI"


def begin(knock: Knock, phone: str, secret: str) -> str:
    """Take the phone and the secret; the token of what follows, whether they were right or not.
    Raises TooOften."""
    session = knock.session
    _slow_down(knock)
    index = _index(knock, phone)
    member = members.by_phone(session, index) if index else None
    is_right = _is_secret(knock, member, secret)
    token = secrets.token_urlsafe(32)
    door = "totp" if member and member.role in STAFF else "sms"
    let_in = member if is_right else None
    code = _write_code(knock, let_in) if let_in and door == "sms" else ""
    web.begin(session, token, let_in, door, code, knock.now)
    return token


def finish(knock: Knock, token: str, code: str, device: str) -> tuple[str, Member] | None:
    """Take the code; the token of the session and who is in, or None."""
    session, digits = knock.session, code.replace(" ", "")
    _slow_down(knock)
    sign_in = web.under_way(session, token, knock.now)
    if sign_in is None or sign_in.tries >= CODE_TRIES:
        return None
    sign_in.tries += 1
    member = members.get(session, sign_in.member_id) if sign_in.member_id else None
    if member is None or not _is_code(knock, sign_in, member, token, digits):
        attempts.note(session, "web", _from(knock), str(new_id()), knock.now)
        return None
    sign_in.ends_at = knock.now  # a code opens one door, once
    opened = secrets.token_urlsafe(32)
    web.open_session(session, opened, member.id, device, knock.now)
    doings.add(session, member.id, "signed_in", {}, knock.now)
    return opened, member


def is_them(knock: Knock, member: Member, secret: str) -> bool:
    """Whether somebody who is signed in knows their secret still: asked before what cannot be
    taken back."""
    return _is_secret(knock, member, secret)


def invite(session: Session, member: Member, now: datetime) -> str:
    """Invite a member of staff to choose a password; the token of the link."""
    token = secrets.token_urlsafe(24)
    members.invite(session, member, token, now + INVITED_FOR)
    return token


def accept(knock: Knock, member: Member, password: str, code: str) -> list[str]:
    """Keep the password of who was invited, once a code of their application was right; their
    recovery codes. Raises WeakPassword, or ValueError for a wrong code."""
    passwords.check_strength(password)
    if not passwords.is_totp(knock.session, member, code.replace(" ", ""), knock.now):
        raise ValueError("code")
    member.password_hash = passwords.hashed(knock.session, member, "password", password)
    member.invite_hash = member.invite_until = None
    web.end_all(knock.session, member.id, knock.now)
    doings.add(knock.session, member.id, "chose_password", {}, knock.now)
    return passwords.new_recovery_codes(knock.session, member)


def _is_secret(knock: Knock, member: Member | None, secret: str) -> bool:
    session, now = knock.session, knock.now
    is_staff = member is not None and member.role in STAFF
    check = passwords.is_password if is_staff else passwords.is_pin
    is_right = check(session, member, secret)
    if member is None or (member.locked_until and member.locked_until > now):
        is_right = False
    if is_right and member is not None:
        attempts.forget(session, "pin", str(member.id))
        member.pin_used_at = now if not is_staff else member.pin_used_at
        return True
    attempts.note(session, "web", _from(knock), str(new_id()), now)
    if member is not None:
        _wrong(knock, member)
    return False


def _wrong(knock: Knock, member: Member) -> None:
    """Five wrong secrets in half an hour, by phone or here, close the door for as long."""
    session, now = knock.session, knock.now
    attempts.note(session, "pin", str(member.id), str(new_id()), now)
    if attempts.since(session, "pin", now - LOCKED_FOR, str(member.id)) < MOST_TRIES:
        return
    if member.locked_until is None or member.locked_until <= now:
        member.locked_until = now + LOCKED_FOR
        oversight.tell_coordination(session, knock.rules, member, "locked_out", now)
        doings.add(session, member.id, "locked_out", {}, now)


def _write_code(knock: Knock, member: Member) -> str:
    session, now = knock.session, knock.now
    if outbox.sent_to(session, member.phone_index, "web_code", now - timedelta(hours=1)) >= (
        CODES_AN_HOUR
    ):
        return random_digits(6)  # nobody's phone is flooded; this code is known to nobody
    code = random_digits(6)
    body = knock.rules.texts.web_code(member.language, code)
    phone = members.phone_of(session, member)
    outbox.add(session, outbox.ALERTS, "web_code", phone, body, now, SMS_LIVES)
    return code


def _is_code(knock: Knock, sign_in: SignIn, member: Member, token: str, code: str) -> bool:
    if sign_in.door == "sms":
        return web.is_code(knock.session, sign_in, token, code)
    if passwords.is_totp(knock.session, member, code, knock.now):
        return True
    return passwords.use_recovery_code(knock.session, member, code)


def _index(knock: Knock, phone: str) -> str:
    try:
        return keys_of(knock.session).phone(PhoneNumber.parse(phone, knock.country).e164)
    except NotAPhone:
        return ""


def _slow_down(knock: Knock) -> None:
    since = knock.now - timedelta(hours=1)
    if attempts.since(knock.session, "web", since, _from(knock)) >= FROM_ONE_PLACE:
        raise TooOften


def _from(knock: Knock) -> str:
    return keys_of(knock.session).index("address", knock.address)
