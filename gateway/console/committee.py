"""One committee: its members, how each can be reached, and what is done to the committee itself."""

import uuid

from flask import request, url_for

from gateway import house_list, membership
from gateway.console import bp
from gateway.console import keep_form as ask
from gateway.console.answers import Answer, Go, Screen
from gateway.console.doors import Visit, page
from gateway.console.forms import Field, Wrong, read
from gateway.console.keep_form import keeper, may_act, typed_name, words_of
from gateway.console.numbers import masked
from gateway.console.standing import Person, person
from gateway.imports.cells import BadRow
from gateway.imports.committees import LONGEST_NAME
from gateway.imports.place_rows import LONGEST_NAME as LONGEST_MEMBER
from gateway.keeping import Refused, area_of
from gateway.signing_in import STAFF
from storage import members, places, roster
from storage.models import Committee
from storage.outbox import ALERTS
from storage.roster import Signs

ACTS = ("rename", "close", "open", "add")


@page(bp, "/committees/<uuid:committee_id>", allows="see_committees")
def committee(visit: Visit, committee_id: uuid.UUID) -> Answer:
    """Its members, with the last sign of life of each."""
    found = roster.one(visit.session, area_of(visit.viewer), committee_id)
    if found is None:
        return None
    may_keep = may_act(visit)
    former = roster.signs(visit.session, [found.id], visit.now, active=False) if may_keep else []
    return Screen(
        "committee.html",
        committee=found,
        place=places.name(visit.session, found.place_id),
        above=_above(visit, found),
        people=[_person(visit, each) for each in _present(visit, found)],
        former=[_person(visit, each) for each in former],
        may_keep=may_keep,
        is_own=found.id == visit.viewer.committee.id,
        now=visit.now,
        notice=request.args.get("done", ""),
        count=request.args.get("n", 0, type=int),
    )


@page(bp, "/committees/<uuid:committee_id>/<act>", allows="keep_committees")
def ask_act(visit: Visit, committee_id: uuid.UUID, act: str) -> Answer:
    """The questions of an act."""
    found = roster.one(visit.session, area_of(visit.viewer), committee_id)
    return _form(visit, found, act) if found and _is_open_to(found, act) else None


@page(bp, "/committees/<uuid:committee_id>/<act>", allows="keep_committees", methods=["POST"])
def do_act(visit: Visit, committee_id: uuid.UUID, act: str) -> Answer:
    """Do it."""
    found = roster.one(visit.session, area_of(visit.viewer), committee_id)
    if found is None or not _is_open_to(found, act):
        return None
    visit.wakes.append(ALERTS)
    try:
        answers = read(_fields(visit, found, act), request.form)
        with visit.session.begin_nested():  # what is refused half way is not half done
            return _done(visit, found, act, answers)
    except Wrong as wrong:
        return _form(visit, found, act, wrong)
    except (Refused, BadRow) as refused:
        return _form(visit, found, act, words_of(visit, refused))


def _done(visit: Visit, found: Committee, act: str, answers: dict[str, str]) -> Answer:
    if act == "add":
        return _add(visit, found, answers)
    more: dict[str, object] = {}
    if act == "rename":
        name = typed_name(visit, answers["name"], LONGEST_NAME)
        house_list.rename_committee(keeper(visit), found, name)
    elif act == "close":
        more["n"] = house_list.close_committee(keeper(visit), found)
    else:
        house_list.open_committee(keeper(visit), found)
    return Go(url_for("console.committee_committee", committee_id=found.id, done=act, **more))  # type: ignore[arg-type]


def _add(visit: Visit, found: Committee, answers: dict[str, str]) -> Answer:
    name = typed_name(visit, answers["name"], LONGEST_MEMBER)
    here = keeper(visit)
    phone = membership.free_phone(here, answers["phone"], visit.parts.settings.country)
    made = membership.add(here, found, name, phone, answers["role"], answers["language"])
    if made.role in STAFF:
        return Go(url_for("console.member_invite_ask", member_id=made.id))
    return Go(url_for("console.committee_committee", committee_id=found.id, done="added"))


def _is_open_to(found: Committee, act: str) -> bool:
    """Whether an act makes sense as the committee stands."""
    return act in ACTS and (act == "open") != found.active


def _fields(visit: Visit, found: Committee, act: str) -> list[Field]:
    say = visit.speech
    if act == "rename":
        question = str(say("committee.ask.name"))
        return [Field("name", question, kind="text", value=found.name, longest=LONGEST_NAME)]
    if act != "add":
        return []
    roles = {role: str(say(f"role.{role}")) for role in membership.ROLES_AT[found.level]}
    return [
        Field("name", str(say("member.ask.name")), kind="text", longest=LONGEST_MEMBER),
        Field(
            "phone", str(say("member.ask.phone")), kind="phone", hint=str(say("sign_in.phone_hint"))
        ),
        Field("role", str(say("member.ask.role")), roles, value=next(iter(roles))),
        ask.language_field(visit),
    ]


def _form(visit: Visit, found: Committee, act: str, wrong: Wrong | None = None) -> Screen:
    back = url_for("console.committee_committee", committee_id=found.id)
    action = url_for("console.committee_do_act", committee_id=found.id, act=act)
    lead = f"committee.lead.{act}"
    return ask.form(
        visit,
        heading=visit.speech(f"committee.act.{act}"),
        lead=visit.speech(lead) if visit.speech.has(lead) else "",
        action=action,
        back=(back, found.name),
        fields=_fields(visit, found, act),
        wrong=wrong,
        button=visit.speech(f"committee.go.{act}"),
    )


def _present(visit: Visit, found: Committee) -> list[Signs]:
    return roster.signs(visit.session, [found.id], visit.now)


def _person(visit: Visit, signs: Signs) -> Person:
    member = signs.member
    name, phone = members.name_of(visit.session, member), members.phone_of(visit.session, member)
    return person(signs, name, masked(phone), visit.now)


def _above(visit: Visit, found: Committee) -> str:
    """The sub-prefecture or department that its place lies in."""
    path = visit.parts.conversation.shelf.menu.places.path(str(found.place_id))
    near = (place for place in path[1:] if place.level in ("sub_prefecture", "department"))
    above = next(near, None)
    return str(visit.speech(f"level.{above.level}", name=above.name)) if above else ""
