"""Signing in on the web: a phone and a secret, then a code; the same answers for unknown numbers.

Members give their PIN and get a code by SMS; staff give their password and a code of their
application. Whether a number is known, a secret right or a door locked shows only at the end.
Who guesses here closes this door only: nobody can keep a member from their phone.
"""

import ipaddress
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
SMS_LIVES = web.SIGN_IN_LIVES
SECRET, CODE = "web_secret", "web_code"  # what is guessed, counted apart
ONE_LINE = 64  # bits of an IPv6 address that stand for one line to the network


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
    index = index_of(session, phone, knock.country)
    subject = index or keys_of(session).index("typed", phone)
    member = members.by_phone(session, index) if index else None
    is_right = _is_secret(knock, member, subject, secret)
    token = secrets.token_urlsafe(32)
    door = "totp" if member and member.role in STAFF else "sms"
    let_in = member if is_right else None
    code = _write_code(knock, let_in) if let_in and door == "sms" else ""
    web.begin(session, token, let_in, door, code, knock.now)
    return token


def finish(knock: Knock, token: str, code: str, device: str) -> tuple[str, Member] | None:
    """Take the code; the token of the session and who is in, or None. Raises TooOften."""
    session, now = knock.session, knock.now
    _slow_down(knock)
    sign_in = web.under_way(session, token, now)
    if sign_in is None or sign_in.tries >= CODE_TRIES:
        return None
    sign_in.tries += 1
    member = members.locked(session, sign_in.member_id) if sign_in.member_id else None
    is_open = member is not None and not is_closed(member, now)
    if member is None or not _is_code(knock, sign_in, member, token, code.replace(" ", "")):
        attempts.note(session, "web", _from(knock), str(new_id()), now)
        if member is not None and is_open:
            _wrong(knock, member, CODE, member.phone_index)
        return None
    if not is_open:
        return None
    sign_in.ends_at = now  # a code opens one door, once
    attempts.forget(session, CODE, member.phone_index)
    opened = secrets.token_urlsafe(32)
    web.open_session(session, opened, member.id, device, now)
    doings.add(session, member.id, "signed_in", {}, now)
    return opened, member


def is_them(knock: Knock, member: Member, secret: str) -> bool:
    """Whether somebody who is signed in knows their secret still: asked before what cannot be
    taken back."""
    return _is_secret(knock, member, member.phone_index, secret)


def is_closed(member: Member, now: datetime) -> bool:
    """Whether the web is closed to a member for a while, by guesses here or on their phone."""
    return any(until and until > now for until in (member.locked_until, member.web_locked_until))


def index_of(session: Session, phone: str, country: str) -> str:
    """The index of a number as people write it; "" for what is no number."""
    try:
        return keys_of(session).phone(PhoneNumber.parse(phone, country).e164)
    except NotAPhone:
        return ""


def _is_secret(knock: Knock, member: Member | None, subject: str, secret: str) -> bool:
    """Whether a secret is right and the door open. An unknown number is as much work."""
    session, now = knock.session, knock.now
    if member is not None:
        member = members.locked(session, member.id)  # guesses that come at once are counted in turn
    is_staff = member is not None and member.role in STAFF
    check = passwords.is_password if is_staff else passwords.is_pin
    is_right = check(session, member, secret)
    is_open = member is not None and not is_closed(member, now)
    if is_right and is_open and member is not None:
        attempts.forget(session, SECRET, subject)
        member.pin_used_at = now if not is_staff else member.pin_used_at
        return True
    attempts.note(session, "web", _from(knock), str(new_id()), now)
    if is_open or member is None:
        _wrong(knock, member, SECRET, subject)
    return False


def _wrong(knock: Knock, member: Member | None, kind: str, subject: str) -> None:
    """Five wrong ones in half an hour close the web to a member for as long; never their phone."""
    session, now = knock.session, knock.now
    attempts.note(session, kind, subject, str(new_id()), now)
    tries = attempts.since(session, kind, now - LOCKED_FOR, subject)
    if member is None:
        return
    doings.add(session, member.id, "wrong_code" if kind == CODE else "wrong_secret", {}, now)
    if tries >= MOST_TRIES:
        attempts.forget(session, kind, subject)
        member.web_locked_until = now + LOCKED_FOR
        oversight.tell_coordination(session, knock.rules, member, "locked_out", now)
        doings.add(session, member.id, "locked_out", {"where": "web"}, now)


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


def _slow_down(knock: Knock) -> None:
    since = knock.now - timedelta(hours=1)
    if attempts.since(knock.session, "web", since, _from(knock)) >= FROM_ONE_PLACE:
        raise TooOften


def _from(knock: Knock) -> str:
    return keys_of(knock.session).index("address", line_of(knock.address))


def line_of(address: str) -> str:
    """The line that an address belongs to: of IPv6 every subscriber has a whole network."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, ONE_LINE), strict=False))
