"""One member, as the coordination keeps them: who they are, and what can be changed."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import request, url_for

from gateway import membership, signing_in
from gateway.console import bp, keep_form
from gateway.console.answers import Answer, Go, Screen
from gateway.console.doors import Visit, page
from gateway.console.forms import Field, Wrong, read
from gateway.console.keep_form import keeper, typed_name, words_of
from gateway.console.numbers import masked
from gateway.console.standing import person
from gateway.imports.cells import BadRow
from gateway.imports.place_rows import LONGEST_NAME
from gateway.keeping import Refused, area_of
from storage import members, roster
from storage.models import Committee, Member
from storage.outbox import ALERTS

Answers = Mapping[str, str]


@dataclass(frozen=True, repr=False)
class At:
    """A reader at a member of their area."""

    visit: Visit
    member: Member
    committee: Committee

    @property
    def name(self) -> str:
        """The member's name, opened."""
        return members.name_of(self.visit.session, self.member)

    @property
    def is_oneself(self) -> bool:
        """Whether readers look at themselves."""
        return self.member.id == self.visit.viewer.member.id


@dataclass(frozen=True)
class Act:
    """One change: its questions, how it is made, and when it makes sense."""

    fields: Callable[[At], list[Field]]
    do: Callable[[At, Answers], object]
    fits: Callable[[At], bool]


@page(bp, "/members/<uuid:member_id>", allows="keep_committees")
def member(visit: Visit, member_id: uuid.UUID) -> Answer:
    """Who they are, when they were last heard of, and what can be changed."""
    at = here(visit, member_id)
    if at is None:
        return None
    signs = roster.signs(visit.session, [at.committee.id], visit.now, active=at.member.active)
    own = next(each for each in signs if each.member.id == at.member.id)
    phone = masked(members.phone_of(visit.session, at.member))
    return Screen(
        "member.html",
        person=person(own, at.name, phone, visit.now),
        committee=at.committee,
        acts=[name for name, act in ACTS.items() if act.fits(at)],
        is_oneself=at.is_oneself,
        now=visit.now,
        notice=request.args.get("done", ""),
        count=request.args.get("n", 0, type=int),
    )


@page(bp, "/members/<uuid:member_id>/<act>", allows="keep_committees")
def ask(visit: Visit, member_id: uuid.UUID, act: str) -> Answer:
    """The questions of a change."""
    at = here(visit, member_id)
    if at is None or act not in ACTS or not ACTS[act].fits(at):
        return None
    return _form(at, act)


@page(bp, "/members/<uuid:member_id>/<act>", allows="keep_committees", methods=["POST"])
def do(visit: Visit, member_id: uuid.UUID, act: str) -> Answer:
    """Make it."""
    at = here(visit, member_id)
    if at is None or act not in ACTS or not ACTS[act].fits(at):
        return None
    visit.wakes.append(ALERTS)
    try:
        answers = read(ACTS[act].fields(at), request.form)
        with visit.session.begin_nested():  # what is refused half way is not half done
            done = ACTS[act].do(at, answers)
    except Wrong as wrong:
        return _form(at, act, wrong)
    except (Refused, BadRow) as refused:
        return _form(at, act, words_of(visit, refused))
    count = {"n": done} if isinstance(done, int) else {}
    return Go(url_for("console.member_member", member_id=at.member.id, done=act, **count))  # type: ignore[arg-type]


def here(visit: Visit, member_id: uuid.UUID) -> At | None:
    """The reader at a member, if that member is of their area."""
    found = members.get(visit.session, member_id)
    if found is None:
        return None
    committee = roster.one(visit.session, area_of(visit.viewer), found.committee_id)
    return At(visit, found, committee) if committee else None


def role_field(visit: Visit, committee: Committee, value: str) -> Field:
    """Which role somebody has in a committee."""
    roles = {
        role: str(visit.speech(f"role.{role}")) for role in membership.ROLES_AT[committee.level]
    }
    return Field("role", str(visit.speech("member.ask.role")), roles, value=value)


def _name_fields(at: At) -> list[Field]:
    question = str(at.visit.speech("member.ask.name"))
    return [Field("name", question, kind="text", value=at.name, longest=LONGEST_NAME)]


def _phone_fields(at: At) -> list[Field]:
    say = at.visit.speech
    hint = str(say("sign_in.phone_hint"))
    return [Field("phone", str(say("member.ask.phone")), kind="phone", hint=hint)]


def _on_call_fields(at: At) -> list[Field]:
    say = at.visit.speech
    choices = {"yes": str(say("do.yes")), "no": str(say("do.no"))}
    value = "yes" if at.member.on_call else "no"
    return [Field("on_call", str(say("member.ask.on_call")), choices, value=value)]


def _rename(at: At, answers: Answers) -> None:
    name = typed_name(at.visit, answers["name"], LONGEST_NAME)
    membership.rename(keeper(at.visit), at.member, name)


def _renumber(at: At, answers: Answers) -> None:
    who, country = keeper(at.visit), at.visit.parts.settings.country
    membership.change_phone(who, at.member, membership.free_phone(who, answers["phone"], country))


def _set_on_call(at: At, answers: Answers) -> None:
    membership.set_on_call(keeper(at.visit), at.member, on_call=answers["on_call"] == "yes")


def _nothing(_at: At) -> list[Field]:
    return []


def _is_active(at: At) -> bool:
    return at.member.active


def _is_another(at: At) -> bool:
    return at.member.active and not at.is_oneself


def _is_locked(at: At) -> bool:
    return _is_another(at) and signing_in.is_closed(at.member, at.visit.now)


ACTS: Mapping[str, Act] = {
    "name": Act(_name_fields, _rename, _is_active),
    "role": Act(
        lambda at: [role_field(at.visit, at.committee, at.member.role)],
        lambda at, a: membership.change_role(keeper(at.visit), at.member, at.committee, a["role"]),
        _is_another,
    ),
    "language": Act(
        lambda at: [keep_form.language_field(at.visit, at.member.language)],
        lambda at, a: membership.speak(keeper(at.visit), at.member, a["language"]),
        _is_active,
    ),
    "phone": Act(_phone_fields, _renumber, _is_another),
    "on_call": Act(_on_call_fields, _set_on_call, _is_active),
    "enrol": Act(
        _nothing, lambda at, _: membership.enrol_again(keeper(at.visit), at.member), _is_another
    ),
    "unlock": Act(
        _nothing, lambda at, _: membership.unlock(keeper(at.visit), at.member), _is_locked
    ),
    "off": Act(
        _nothing, lambda at, _: membership.deactivate(keeper(at.visit), at.member), _is_another
    ),
    "on": Act(
        _nothing,
        lambda at, _: membership.reactivate(keeper(at.visit), at.member),
        lambda at: not at.member.active,
    ),
}


def _form(at: At, act: str, wrong: Wrong | None = None) -> Screen:
    say = at.visit.speech
    lead = f"member.lead.{act}"
    return keep_form.form(
        at.visit,
        heading=say(f"member.act.{act}"),
        lead=say(lead) if say.has(lead) else "",
        action=url_for("console.member_do", member_id=at.member.id, act=act),
        back=(url_for("console.member_member", member_id=at.member.id), at.name),
        fields=ACTS[act].fields(at),
        button=say(f"member.go.{act}" if say.has(f"member.go.{act}") else "keep.go"),
        wrong=wrong,
    )
