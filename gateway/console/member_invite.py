"""Inviting a member of the staff: the link is shown once, or goes out by SMS."""

import uuid

from flask import request, url_for

from gateway import inviting
from gateway.console import bp, keep_form
from gateway.console.answers import Answer, Screen
from gateway.console.cookies import is_https
from gateway.console.doors import Visit, page
from gateway.console.forms import Field, Wrong, read
from gateway.console.keep_form import keeper
from gateway.console.member import At, here
from gateway.signing_in import STAFF
from storage.outbox import ALERTS


@page(bp, "/members/<uuid:member_id>/invite", allows="keep_committees")
def ask(visit: Visit, member_id: uuid.UUID) -> Answer:
    """How the link is to reach them."""
    at = _at(visit, member_id)
    return _form(at) if at else None


@page(bp, "/members/<uuid:member_id>/invite", allows="keep_committees", methods=["POST"])
def invite(visit: Visit, member_id: uuid.UUID) -> Answer:
    """Make the link, and show it: once."""
    at = _at(visit, member_id)
    if at is None:
        return None
    try:
        how = read(_fields(at), request.form)["how"]
    except Wrong as wrong:
        return _form(at, wrong)
    token = inviting.invite(keeper(visit), at.member)
    link = _site(visit) + url_for("console.invitation_invitation", token=token)
    if how == "sms":
        inviting.write(keeper(visit), at.member, link)
        visit.wakes.append(ALERTS)
    return Screen("invited.html", link=link, how=how, name=at.name, member=at.member)


def _at(visit: Visit, member_id: uuid.UUID) -> At | None:
    at = here(visit, member_id)
    is_staff = at is not None and at.member.role in STAFF and at.member.active
    return at if at and is_staff and not at.is_oneself else None


def _site(visit: Visit) -> str:
    """How the address of this site begins."""
    if visit.parts.settings.public_url:
        return visit.parts.settings.public_url
    return f"{'https' if is_https(visit.parts) else 'http'}://{request.host}"


def _fields(at: At) -> list[Field]:
    say, settings = at.visit.speech, at.visit.parts.settings
    ways = {"shown": str(say("member.how.shown"))}
    if settings.public_url:  # what the browser says of our address goes out in no SMS
        ways["sms"] = str(say("member.how.sms"))
    return [Field("how", str(say("member.ask.how")), ways, value="shown")]


def _form(at: At, wrong: Wrong | None = None) -> Screen:
    say = at.visit.speech
    return keep_form.form(
        at.visit,
        heading=say("member.invite", name=at.name),
        lead=say("member.lead.invite"),
        action=url_for("console.member_invite_invite", member_id=at.member.id),
        back=(url_for("console.member_member", member_id=at.member.id), at.name),
        fields=_fields(at),
        button=say("member.go.invite"),
        wrong=wrong,
    )
