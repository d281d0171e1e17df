"""Changing one's own way in: the password, the recovery codes, the application. For staff."""

from flask import request, url_for

from gateway import own_access, passwords
from gateway.console import bp
from gateway.console.answers import Answer, Go, Screen
from gateway.console.doors import Visit, page
from gateway.console.forms import Field, Wrong
from gateway.console.invitation import grouped, new_password, qr
from gateway.console.knocking import at_the_door
from gateway.own_access import NotThem, WrongCode
from gateway.passwords import WeakPassword
from gateway.signing_in import STAFF
from storage import members
from storage.outbox import ALERTS

ASKED = {  # the questions of each change, in their order
    "password": ("present", "password", "again"),
    "recovery": ("present",),
    "application": ("present",),
}


@page(bp, "/account/<any(password, recovery, application):what>", allows="sign_in")
def ask(visit: Visit, what: str) -> Answer:
    """The questions of a change."""
    return _form(visit, what) if visit.viewer.member.role in STAFF else None


@page(
    bp,
    "/account/<any(password, recovery, application):what>",
    allows="sign_in",
    methods=["POST"],
)
def change(visit: Visit, what: str) -> Answer:
    """Change it, for who knows the present password."""
    if visit.viewer.member.role not in STAFF:
        return None
    visit.wakes.append(ALERTS)
    try:
        return CHANGES[what](visit)
    except NotThem:
        return _form(visit, what, Wrong("present", "wrong_secret"))
    except WeakPassword as weak:
        return _form(visit, what, Wrong("password", f"weak_{weak}", n=passwords.LEAST_SIGNS))
    except Wrong as wrong:
        return _form(visit, what, wrong)


@page(bp, "/account/application/keep", allows="sign_in", methods=["POST"])
def keep(visit: Visit) -> Answer:
    """Let the new application hold, once a code of it is right."""
    member, typed = visit.viewer.member, request.form.get("code", "")
    if member.role not in STAFF:
        return None
    try:
        is_kept = own_access.keep_application(at_the_door(visit), visit.web_session, member, typed)
    except WrongCode:
        secret = own_access.application_begun(at_the_door(visit), visit.web_session)
        return _application(visit, secret, Wrong("code", "wrong_code"))
    if not is_kept:
        return Go(url_for("console.account_secrets_ask", what="application"))
    visit.wakes.append(ALERTS)
    return Go(url_for("console.account_account", done="application"))


def _password(visit: Visit) -> Answer:
    new = new_password()
    own_access.change_password(
        at_the_door(visit), visit.web_session, visit.viewer.member, _present(), new
    )
    return Go(url_for("console.account_account", done="password"))


def _recovery(visit: Visit) -> Answer:
    codes = own_access.new_recovery_codes(
        at_the_door(visit), visit.web_session, visit.viewer.member, _present()
    )
    back = url_for("console.account_account")
    return Screen("recovery_codes.html", codes=codes, back=back, is_in=True)


def _begin(visit: Visit) -> Answer:
    secret = own_access.begin_application(
        at_the_door(visit), visit.web_session, visit.viewer.member, _present()
    )
    return _application(visit, secret)


CHANGES = {"password": _password, "recovery": _recovery, "application": _begin}


def _present() -> str:
    typed = request.form.get("present", "")
    if not typed:
        raise Wrong("present", "missing_secret")
    return typed


def _application(visit: Visit, secret: str, wrong: Wrong | None = None) -> Screen:
    return Screen(
        "account_application.html",
        status=422 if wrong else 200,
        qr=qr(secret, members.name_of(visit.session, visit.viewer.member)),
        secret=grouped(secret),
        wrong=wrong,
        fault=visit.speech(f"keep.fault.{wrong.why}") if wrong else "",
    )


def _form(visit: Visit, what: str, wrong: Wrong | None = None) -> Screen:
    say = visit.speech
    kinds = {"present": "secret", "password": "new_secret", "again": "new_secret"}
    hints = {"password": str(say("invitation.new_hint", n=passwords.LEAST_SIGNS))}
    fields = [
        Field(name, str(say(f"account.ask.{name}")), kind=kinds[name], hint=hints.get(name, ""))
        for name in ASKED[what]
    ]
    return Screen(
        "keep_form.html",
        status=422 if wrong else 200,
        here="console.account_account",
        heading=say(f"account.change.{what}"),
        lead=say(f"account.lead.{what}"),
        button=say(f"account.go.{what}"),
        action=url_for("console.account_secrets_change", what=what),
        back=(url_for("console.account_account"), say("menu.account")),
        fields=fields,
        given={},
        wrong=wrong,
        fault=say(f"keep.fault.{wrong.why}", **wrong.blanks) if wrong else "",
    )
