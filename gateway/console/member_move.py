"""Moving a member to another committee: which one, and as what."""

import uuid

from flask import request, url_for

from gateway import membership
from gateway.console import bp, keep_form
from gateway.console.answers import Answer, Go, Screen
from gateway.console.committees import an_id, found_committees
from gateway.console.doors import Visit, page
from gateway.console.forms import Wrong, read
from gateway.console.keep_form import keeper, words_of
from gateway.console.member import At, here, role_field
from gateway.keeping import Refused, area_of
from storage import roster
from storage.models import Committee
from storage.outbox import ALERTS


@page(bp, "/members/<uuid:member_id>/move", allows="keep_committees")
def choose(visit: Visit, member_id: uuid.UUID) -> Answer:
    """Where to: a committee found by the name of its place; then as what."""
    at = _at(visit, member_id)
    if at is None:
        return None
    to = _to(visit, request.args.get("to", ""))
    if to is not None:
        return _form(at, to)
    typed = " ".join(request.args.get("q", "").split())[:60]
    found = [each for each in found_committees(visit, typed) if each.id != at.committee.id]
    return Screen("member_move.html", name=at.name, member=at.member, typed=typed, found=found)


@page(bp, "/members/<uuid:member_id>/move", allows="keep_committees", methods=["POST"])
def move(visit: Visit, member_id: uuid.UUID) -> Answer:
    """Move them."""
    at, to = _at(visit, member_id), _to(visit, request.form.get("to", ""))
    if at is None or to is None:
        return None
    visit.wakes.append(ALERTS)
    try:
        answers = read([role_field(visit, to, "")], request.form)
        with visit.session.begin_nested():  # what is refused half way is not half done
            membership.change_role(keeper(visit), at.member, to, answers["role"])
    except Wrong as wrong:
        return _form(at, to, wrong)
    except Refused as refused:
        return _form(at, to, words_of(visit, refused))
    return Go(url_for("console.member_member", member_id=member_id, done="move"))


def _at(visit: Visit, member_id: uuid.UUID) -> At | None:
    at = here(visit, member_id)
    return at if at and at.member.active and not at.is_oneself else None


def _to(visit: Visit, asked: str) -> Committee | None:
    committee_id = an_id(asked)
    found = committee_id and roster.one(visit.session, area_of(visit.viewer), committee_id)
    return found if found and found.active else None


def _form(at: At, to: Committee, wrong: Wrong | None = None) -> Screen:
    say = at.visit.speech
    fits = at.member.role in membership.ROLES_AT[to.level]
    return keep_form.form(
        at.visit,
        heading=say("member.move_to", committee=to.name),
        lead=say("member.lead.move"),
        action=url_for("console.member_move_move", member_id=at.member.id),
        back=(url_for("console.member_member", member_id=at.member.id), at.name),
        fields=[role_field(at.visit, to, at.member.role if fits else "")],
        button=say("member.go.move"),
        wrong=wrong,
        hidden={"to": str(to.id)},
    )
