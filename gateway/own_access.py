"""What staff set up for themselves: a password, an application, codes for when it is lost.

Each change asks for the present password first, ends the sessions in other browsers, and is told by
SMS to the phone of whose access it is: somebody else may have made it.
"""

import secrets
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from gateway import passwords
from gateway.signing_in import Knock, is_them
from notifications import oversight
from notifications.rules import Rules
from storage import committees, doings, members, outbox, web
from storage.models import Member, WebSession

INVITED_FOR = timedelta(days=3)
PROVED_FOR = timedelta(minutes=15)  # after that a new application is begun anew
TOLD_FOR = timedelta(hours=12)


class WrongCode(Exception):
    """A code that the application being set up does not show now."""


class NotThem(Exception):
    """The present password is not what was typed."""


def invite(session: Session, member: Member, now: datetime) -> str:
    """Invite a member of staff to choose a password; the token of the link. An earlier one is
    dead."""
    token = secrets.token_urlsafe(24)
    members.invite(session, member, token, now + INVITED_FOR)
    return token


def application_of_invited(session: Session, token: str) -> str:
    """The secret that an invitation's page shows, the same each time it is opened."""
    return passwords.totp_of(session, f"invitation:{token}")


def accept(knock: Knock, token: str, password: str, code: str) -> list[str] | None:
    """Keep the password and the application of who was invited; their recovery codes. None when
    the invitation is no longer good. Raises WeakPassword and WrongCode."""
    session, now = knock.session, knock.now
    found = members.invited(session, token, now)
    member = members.locked(session, found.id) if found else None
    if member is None or members.invited(session, token, now) is None:
        return None
    check(session, member, password)
    _keep_application(knock, member, application_of_invited(session, token), code)
    members.accept(member, passwords.hashed(session, member, "password", password))
    member.web_locked_until = None
    web.end_all(session, member.id, now)
    doings.add(session, member.id, "chose_password", {}, now)
    _tell(session, knock.rules, member, now)
    oversight.tell_coordination(session, knock.rules, member, "staff_in", now)
    return passwords.new_recovery_codes(session, member)


def check(session: Session, member: Member, password: str) -> None:
    """Raise WeakPassword for a password that would be guessed, by who knows the person too."""
    phone = members.phone_of(session, member)
    passwords.check_strength(
        password,
        members.name_of(session, member),
        f"{phone} {phone[1:]} {phone[4:]}",
        committees.get(session, member.committee_id).name,
    )


def change_password(knock: Knock, here: WebSession, member: Member, present: str, new: str) -> None:
    """Keep another password. Raises NotThem and WeakPassword."""
    _prove(knock, member, present)
    check(knock.session, member, new)
    member.password_hash = passwords.hashed(knock.session, member, "password", new)
    _changed(knock, here, member, "chose_password")


def new_recovery_codes(knock: Knock, here: WebSession, member: Member, password: str) -> list[str]:
    """Other recovery codes; those of before are spent. Raises NotThem."""
    _prove(knock, member, password)
    _changed(knock, here, member, "new_recovery")
    return passwords.new_recovery_codes(knock.session, member)


def begin_application(knock: Knock, here: WebSession, member: Member, password: str) -> str:
    """The secret of another application; nothing holds until a code of it was right.
    Raises NotThem."""
    _prove(knock, member, password)
    here.proved_at = knock.now
    return _application_of(knock.session, here)


def application_begun(knock: Knock, here: WebSession) -> str:
    """The secret of the application that was begun in this browser; "" when that was long ago.
    Where none was, nobody has seen it and no code of it can be right."""
    if here.proved_at + PROVED_FOR < knock.now:
        return ""
    return _application_of(knock.session, here)


def keep_application(knock: Knock, here: WebSession, member: Member, code: str) -> bool:
    """Let the new application hold; False when none was begun. Raises WrongCode."""
    secret = application_begun(knock, here)
    if not secret:
        return False
    _keep_application(knock, member, secret, code)
    here.proved_at = knock.now  # what was shown makes no second application
    _changed(knock, here, member, "new_application")
    return True


def _application_of(session: Session, here: WebSession) -> str:
    return passwords.totp_of(session, f"session:{here.id}:{here.proved_at.isoformat()}")


def _keep_application(knock: Knock, member: Member, secret: str, code: str) -> None:
    step = passwords.step_of(secret, code.replace(" ", ""), knock.now)
    if step is None:
        raise WrongCode
    members.keep_totp(knock.session, member, secret)
    member.totp_step = step


def _prove(knock: Knock, member: Member, password: str) -> None:
    if not is_them(knock, member, password):
        raise NotThem


def _changed(knock: Knock, here: WebSession, member: Member, kind: str) -> None:
    web.end_others(knock.session, member.id, here.id, knock.now)
    doings.add(knock.session, member.id, kind, {}, knock.now)
    _tell(knock.session, knock.rules, member, knock.now)


def _tell(session: Session, rules: Rules, member: Member, now: datetime) -> None:
    """An SMS to whose access was changed."""
    body = rules.texts.to_member("access_changed", member.language)
    phone = members.phone_of(session, member)
    outbox.add(session, outbox.ALERTS, "access_changed", phone, body, now, TOLD_FOR)
