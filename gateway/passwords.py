"""Secrets of people who sign in on the web: PINs, passwords, codes of an application.

A PIN has few digits, so it is peppered with a key that is not in the database before it is hashed;
the cost is OWASP's least for argon2id, because a turn of USSD has to be quick.
"""

import secrets
from datetime import datetime

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from sqlalchemy.orm import Session
from zxcvbn import zxcvbn

from storage import members
from storage.database import keys_of
from storage.models import Member

LEAST_SIGNS, MOST_SIGNS = 12, 128
GUESSES = 10**8  # fewer than these, by lists of leaked passwords and patterns, and it is refused
STEP_SECONDS = 30
RECOVERY_CODES = 8
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_NOBODY = _hasher.hash("nobody's")  # verified for unknown numbers, so that they take as long


class WeakPassword(Exception):
    """A password that would be guessed; the message is "short", "long" or "common"."""


def is_pin(session: Session, member: Member | None, pin: str) -> bool:
    """Whether this is a member's PIN; nobody's takes as long to refuse."""
    kept = member.pin_hash if member else None
    return _is(kept, peppered(session, member, "pin", pin) if member else pin)


def is_password(session: Session, member: Member | None, password: str) -> bool:
    """Whether this is a member's password; nobody's takes as long to refuse."""
    kept = member.password_hash if member else None
    return _is(kept, peppered(session, member, "password", password) if member else password)


def hashed(session: Session, member: Member, kind: str, secret: str) -> str:
    """A secret as it is kept."""
    return _hasher.hash(peppered(session, member, kind, secret))


def check_strength(password: str, *about: str) -> None:
    """Raise WeakPassword for what is short, or known from leaks, or says who the person is."""
    if len(password) < LEAST_SIGNS:
        raise WeakPassword("short")
    if len(password) > MOST_SIGNS:
        raise WeakPassword("long")
    known = ["veille", "cacao", "sosteci", *about]
    if zxcvbn(password[:72], user_inputs=known)["guesses"] < GUESSES:
        raise WeakPassword("common")


def new_totp(session: Session, member: Member) -> str:
    """A new secret for a member's application, kept sealed; it is theirs once a code was right."""
    secret = pyotp.random_base32()
    members.keep_totp(session, member, secret)
    return secret


def totp_address(session: Session, member: Member) -> str:
    """What the QR code says to the application."""
    totp = pyotp.TOTP(
        members.totp_of(session, member), name=members.name_of(session, member), issuer="Veille"
    )
    return totp.provisioning_uri()


def is_totp(session: Session, member: Member, code: str, now: datetime) -> bool:
    """Whether this is a code of now, or of the half minutes beside it, that was not used yet."""
    secret = members.totp_of(session, member)
    if not secret or not code.isdigit():
        return False
    totp, step = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    for candidate in (step - 1, step, step + 1):
        is_fresh = member.totp_step is None or candidate > member.totp_step
        if is_fresh and secrets.compare_digest(totp.at(candidate * STEP_SECONDS), code):
            member.totp_step = candidate
            return True
    return False


def new_recovery_codes(session: Session, member: Member) -> list[str]:
    """Codes for when the application is lost; each works once."""
    codes = [f"{secrets.token_hex(2)}-{secrets.token_hex(2)}" for _ in range(RECOVERY_CODES)]
    member.recovery = [_fingerprint(session, member, code) for code in codes]
    return codes


def use_recovery_code(session: Session, member: Member, code: str) -> bool:
    """Whether this is one of a member's recovery codes; it is spent."""
    given = _fingerprint(session, member, code.strip().lower())
    left = [kept for kept in member.recovery or [] if kept != given]
    was_one = len(left) < len(member.recovery or [])
    member.recovery = left
    return was_one


def peppered(session: Session, member: Member, kind: str, secret: str) -> str:
    """A secret mixed with whose it is and with a key that is not in the database."""
    return keys_of(session).index(kind, f"{member.id}:{secret}")


def _is(kept: str | None, secret: str) -> bool:
    try:
        _hasher.verify(kept or _NOBODY, secret)
    except Argon2Error:
        return False
    return kept is not None


def _fingerprint(session: Session, member: Member, code: str) -> str:
    return keys_of(session).index("recovery", f"{member.id}:{code}")
