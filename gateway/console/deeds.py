"""What each action asks and does: the same functions as behind the phone's keys."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gateway import casework, closing, referring, sharing, signing_in
from gateway.casework import Work
from gateway.console.doors import Visit
from gateway.console.forms import Field, Wrong, day_of
from gateway.console.report import visible_twins
from gateway.console.rows import CHANNEL
from menus.flows.casework import QUESTIONS
from storage import call_backs, members, places, services
from storage import casework as kept
from storage.casework import Seen
from storage.models import Alert, Report

TRUE = "true"


@dataclass(frozen=True, repr=False)
class Desk:
    """A reader at one report of their committee, with what they answered."""

    visit: Visit
    report: Report
    alert: Alert
    mark: str  # of the form: sent twice, it is done once

    @property
    def work(self) -> Work:
        """The reader at work."""
        return self.visit.work(self.alert)


Answers = Mapping[str, str]


@dataclass(frozen=True)
class Deed:
    """One action: its questions, and how it is done; the result is a code of the phone's."""

    fields: Callable[[Desk], list[Field]]
    do: Callable[[Desk, Answers], str]


def _choice(name: str, screen: str) -> Callable[[Desk], list[Field]]:
    def fields(desk: Desk) -> list[Field]:
        return [Field(name, _ask(desk, name), desk.visit.speech.options(screen))]

    return fields


def _ask(desk: Desk, name: str) -> str:
    return str(desk.visit.speech(f"do.question.{name}"))


def _nothing(_desk: Desk) -> list[Field]:
    return []


def _acknowledge(desk: Desk, _answers: Answers) -> str:
    visit = desk.visit
    mine = casework.acknowledge(
        visit.session, visit.parts.rules, desk.alert, visit.viewer.member, visit.now
    )
    return "acknowledged" if mine else "late"


def _visit_fields(desk: Desk) -> list[Field]:
    say = desk.visit.speech
    known = {"yes": str(say("do.yes")), "no": str(say("do.no")), "unknown": str(say("do.unknown"))}
    today = desk.visit.now.astimezone(say.zone).date().isoformat()
    return [
        Field("situation", _ask(desk, "visit"), say.options("visit")),
        Field("works", _ask(desk, "works"), known),
        Field("at_school", _ask(desk, "at_school"), known),
        Field("on", _ask(desk, "on"), kind="date", hint=str(say("do.on_hint")), value=today),
    ]


def _visit(desk: Desk, answers: Answers) -> str:
    first = desk.report.received_at or desk.report.saved_at
    on = day_of("on", answers["on"], desk.visit.speech.zone, first, desk.visit.now)
    seen = Seen(answers["situation"], answers["works"], answers["at_school"], on)
    return casework.visit(desk.work, seen, desk.mark)


def _services(desk: Desk) -> list[Field]:
    near = services.near(desk.visit.session, places.path(desk.visit.session, desk.report.place_id))
    return [Field("service", _ask(desk, "service"), {str(each.id): each.name for each in near})]


def _answer_fields(desk: Desk) -> list[Field]:
    session, say = desk.visit.session, desk.visit.speech
    asked = {
        str(each.id): services.name(session, each.service_id)
        for each in kept.referrals_of(session, desk.report.id)
    }
    only = ("said", "declined")
    return [
        Field("referral", _ask(desk, "referral"), asked),
        Field("said", _ask(desk, "said"), say.options("said")),
        Field("reason", _ask(desk, "declined"), say.options("declined"), only_if=only),
    ]


def _answered(desk: Desk, answers: Answers) -> str:
    referral = uuid.UUID(answers["referral"])
    return referring.answer(desk.work, referral, answers["said"], answers.get("reason", ""))


def _verdict(desk: Desk, answers: Answers) -> str:
    if answers["verdict"] == TRUE:
        return closing.confirm(desk.work)
    return closing.close(desk.work, closing.UNFOUNDED, answers["verdict"])


def _questions(desk: Desk) -> list[Field]:
    say = desk.visit.speech
    return [
        Field("question", _ask(desk, "question"), {q: say.label("question", q) for q in QUESTIONS})
    ]


def _colleagues(desk: Desk) -> list[Field]:
    session = desk.visit.session
    aside = kept.recused_phones(session, desk.report.id) | {desk.report.phone_index}
    found = {
        str(each.id): members.name_of(session, each)
        for each in members.of_committee(session, desk.alert.committee_id)
        if each.phone_index not in aside
    }
    return [Field("member", _ask(desk, "member"), found)]


def _twin_fields(desk: Desk) -> list[Field]:
    say = desk.visit.speech
    found = {each: str(say.reference(each)) for each in visible_twins(desk.visit, desk.report)}
    return [
        Field("twin", _ask(desk, "twin"), found),
        Field("same", _ask(desk, "same"), say.options("same")),
    ]


def _unseal_fields(desk: Desk) -> list[Field]:
    say = desk.visit.speech
    return [
        Field("why", _ask(desk, "why_number"), say.options("why_number")),
        Field("secret", _ask(desk, "secret"), kind="secret", hint=str(say("do.secret_hint"))),
    ]


def unseal(desk: Desk, answers: Answers) -> str:
    """The number of who reported, in E.164; who opened it and why is written down.
    Raises Wrong where the reader's own secret is wrong."""
    visit = desk.visit
    here = signing_in.Knock(visit.session, visit.parts.rules, visit.now, "unseal")
    if not signing_in.is_them(here, visit.viewer.member, answers["secret"]):
        raise Wrong("secret", "wrong_secret")
    return call_backs.unseal_report(
        visit.session, desk.report, visit.viewer.member.id, answers["why"], CHANNEL, visit.now
    )


DEEDS: Mapping[str, Deed] = {
    "acknowledge": Deed(_nothing, _acknowledge),
    "outcome": Deed(
        _choice("outcome", "outcome"), lambda d, a: closing.close(d.work, a["outcome"])
    ),
    "visit": Deed(_visit_fields, _visit),
    "refer": Deed(
        _services,
        lambda d, a: referring.refer(
            d.work, uuid.UUID(a["service"]), d.visit.parts.settings.public_url
        ),
    ),
    "answers": Deed(_answer_fields, _answered),
    "verify": Deed(_choice("verdict", "verify"), _verdict),
    "support": Deed(
        _choice("support", "support"), lambda d, a: casework.give(d.work, a["support"], d.mark)
    ),
    "ask": Deed(_questions, lambda d, a: casework.ask(d.work, a["question"])),
    "assign": Deed(_colleagues, lambda d, a: sharing.assign(d.work, uuid.UUID(a["member"]))),
    "twins": Deed(
        _twin_fields, lambda d, a: casework.link(d.work, a["twin"], same=a["same"] == "yes")
    ),
    "pass_up": Deed(
        _choice("reason", "pass_up"), lambda d, a: sharing.pass_up(d.work, a["reason"])
    ),
    "recuse": Deed(_choice("sure", "recuse"), lambda d, _: f"recused_{sharing.recuse(d.work)}"),
    "unseal": Deed(_unseal_fields, unseal),
    "reopen": Deed(_choice("why", "reopen"), lambda d, a: closing.reopen(d.work, a["why"])),
}
