"""An invitation: whoever opens its link chooses a password and sets up an application."""

from flask import request, url_for
from markupsafe import Markup
from segno import make

from gateway import own_access, passwords
from gateway.console import bp
from gateway.console.answers import Answer, Screen
from gateway.console.doors import Knock, public
from gateway.console.forms import Wrong
from gateway.console.knocking import at_the_door
from gateway.own_access import WrongCode
from gateway.passwords import WeakPassword
from storage import members
from storage.models import Member
from storage.outbox import ALERTS


@public(bp, "/invitation/<token>")
def invitation(here: Knock, token: str) -> Answer:
    """What is to be chosen; an invitation that is over says no more than one there never was."""
    member = members.invited(here.session, token, here.now)
    return _form(here, member, token) if member else Screen("invitation_over.html", status=404)


@public(bp, "/invitation/<token>", methods=["POST"])
def accept(here: Knock, token: str) -> Answer:
    """Keep it, and show the recovery codes: once."""
    member = members.invited(here.session, token, here.now)
    if member is None:
        return Screen("invitation_over.html", status=404)
    try:
        codes = _accepted(here, token)
    except Wrong as wrong:
        return _form(here, member, token, wrong)
    if codes is None:
        return Screen("invitation_over.html", status=404)
    here.wakes.append(ALERTS)
    return Screen(
        "recovery_codes.html",
        codes=codes,
        back=url_for("console.signing_in_page_door"),
        is_in=False,
    )


def qr(secret: str, name: str) -> Markup:
    """The QR code of an application's secret, drawn black on white whatever the page's colours."""
    drawn = make(passwords.totp_address(secret, name), error="m").svg_inline(
        omitsize=True, border=4, dark="#000", light="#fff", svgclass=None, lineclass=None
    )
    return Markup(drawn)  # noqa: S704 - squares only


def grouped(secret: str) -> str:
    """A secret in groups of four, to be typed."""
    return " ".join(secret[n : n + 4] for n in range(0, len(secret), 4))


def new_password() -> str:
    """The password that was typed twice. Raises Wrong."""
    typed, again = request.form.get("password", ""), request.form.get("again", "")
    if not typed:
        raise Wrong("password", "missing_new_secret")
    if typed != again:
        raise Wrong("again", "differs")
    return typed


def _accepted(here: Knock, token: str) -> list[str] | None:
    password = new_password()
    try:
        return own_access.accept(at_the_door(here), token, password, request.form.get("code", ""))
    except WeakPassword as weak:
        raise Wrong("password", f"weak_{weak}", n=passwords.LEAST_SIGNS) from None
    except WrongCode:
        raise Wrong("code", "wrong_code") from None


def _form(here: Knock, member: Member, token: str, wrong: Wrong | None = None) -> Screen:
    secret = own_access.application_of_invited(here.session, token)
    return Screen(
        "invitation.html",
        status=422 if wrong else 200,
        token=token,
        role=member.role,
        qr=qr(secret, members.name_of(here.session, member)),
        secret=grouped(secret),
        least=passwords.LEAST_SIGNS,
        wrong=wrong,
        fault=here.speech(f"keep.fault.{wrong.why}", **wrong.blanks) if wrong else "",
    )
