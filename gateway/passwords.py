"""Secrets of people who sign in on the web: PINs, passwords, codes of an application.

A PIN has few digits, so it is peppered with a key that is not in the database before it is hashed;
the cost is OWASP's least for argon2id, because a turn of USSD has to be quick.
"""

import base64
import secrets
import unicodedata
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
GUESSES = 10**9  # fewer than these, by lists of leaked passwords and patterns, and it is refused
WEIGHED = 40  # signs; weighing more takes seconds and changes nothing
# What people here choose, and the lists of leaked passwords know little of.
COMMON_HERE = (
    "veille", "cacao", "sosteci", "motdepasse", "azerty", "azertyuiop", "bonjour", "bienvenue",
    "soleil", "amour", "jetaime", "chocolat", "doudou", "loulou", "princesse", "secret", "merci",
    "dieu", "jesus", "abidjan", "cotedivoire", "yamoussoukro", "soubre", "drogba", "elephants",
)  # fmt: skip
STEP_SECONDS = 30
RECOVERY_CODES = 8
ISSUER = "Veille"
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_NOBODY = _hasher.hash("nobody's")  # verified for unknown numbers, so that they take as long


class WeakPassword(Exception):
    """A password that would be guessed; the message is "short", "long", "yours" or "common"."""


def is_pin(session: Session, member: Member | None, pin: str) -> bool:
    """Whether this is a member's PIN; nobody's takes as long to refuse."""
    kept = member.pin_hash if member else None
    return _is(kept, peppered(session, member, "pin", pin) if member else pin)


def is_password(session: Session, member: Member | None, password: str) -> bool:
    """Whether this is a member's password; nobody's takes as long to refuse."""
    kept, typed = (member.password_hash if member else None), _composed(password)
    return _is(kept, peppered(session, member, "password", typed) if member else typed)


def hashed(session: Session, member: Member, kind: str, secret: str) -> str:
    """A secret as it is kept."""
    typed = _composed(secret) if kind == "password" else secret
    return _hasher.hash(peppered(session, member, kind, typed))


def check_strength(password: str, *about: str) -> None:
    """Raise WeakPassword for what is short, or known from leaks, or says who the person is."""
    if len(password) < LEAST_SIGNS:
        raise WeakPassword("short")
    if len(password) > MOST_SIGNS:
        raise WeakPassword("long")
    own = {word.casefold() for text in about for word in text.split()}
    if len(_without(password.casefold(), own)) < LEAST_SIGNS // 2:
        raise WeakPassword("yours")
    found = zxcvbn(password[:WEIGHED], user_inputs=[*COMMON_HERE, *own])
    if found["guesses"] >= GUESSES:
        return
    words = {match.get("matched_word") for match in found["sequence"]}
    raise WeakPassword("yours" if words & own else "common")


def new_totp(session: Session, member: Member) -> str:
    """A new secret for a member's application, kept at once: for a house that is being set up."""
    secret = pyotp.random_base32()
    members.keep_totp(session, member, secret)
    return secret


def totp_of(session: Session, purpose: str) -> str:
    """The secret for an application that is being set up: the same each time its page is opened,
    and kept nowhere until a code of it was right."""
    digest = bytes.fromhex(keys_of(session).index("totp", purpose))
    return base64.b32encode(digest[:20]).decode()


def totp_address(secret: str, name: str) -> str:
    """What the QR code says to the application."""
    return pyotp.TOTP(secret, name=name, issuer=ISSUER).provisioning_uri()


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The half minute whose code this is: now's, or one beside it; None for any other code."""
    if not (code.isascii() and code.isdigit()):
        return None
    totp, step = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    found = None
    for candidate in (step - 1, step, step + 1):
        if secrets.compare_digest(totp.at(candidate * STEP_SECONDS), code):
            found = candidate
    return found


def is_totp(session: Session, member: Member, code: str, now: datetime) -> bool:
    """Whether this is a code of the member's application that was not used yet; it is used now."""
    secret = members.totp_of(session, member)
    step = step_of(secret, code, now) if secret else None
    if step is None or (member.totp_step is not None and step <= member.totp_step):
        return False
    member.totp_step = step
    return True


def new_recovery_codes(session: Session, member: Member) -> list[str]:
    """Codes for when the application is lost; each works once."""
    codes = [f"{secrets.token_hex(2)}-{secrets.token_hex(2)}" for _ in range(RECOVERY_CODES)]
    member.recovery = [_fingerprint(session, member, code) for code in codes]
    return codes


def use_recovery_code(session: Session, member: Member, code: str) -> bool:
    """Whether this is one of a member's recovery codes; it is spent."""
    bare = code.strip().lower().replace("-", "")
    given = _fingerprint(session, member, f"{bare[:4]}-{bare[4:]}")
    left = [kept for kept in member.recovery or [] if kept != given]
    was_one = len(left) < len(member.recovery or [])
    member.recovery = left
    return was_one


def peppered(session: Session, member: Member, kind: str, secret: str) -> str:
    """A secret mixed with whose it is and with a key that is not in the database."""
    return keys_of(session).index(kind, f"{member.id}:{secret}")


def _without(password: str, words: set[str]) -> str:
    for word in words:
        password = password.replace(word, "") if len(word) > 1 else password
    return "".join(password.split())


def _composed(password: str) -> str:
    """A password in one spelling: keyboards write é as one sign or as two."""
    return unicodedata.normalize("NFKC", password)


def _is(kept: str | None, secret: str) -> bool:
    try:
        _hasher.verify(kept or _NOBODY, secret)
    except Argon2Error:
        return False
    return kept is not None


def _fingerprint(session: Session, member: Member, code: str) -> str:
    return keys_of(session).index("recovery", f"{member.id}:{code}")
