"""Settings: the clocks and the night, what they mean, who changed them, and the way back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import request, url_for

from gateway import house_rules
from gateway.console import bp, rules_form
from gateway.console.answers import Answer, Go, Screen
from gateway.console.doors import Visit, page
from gateway.console.people import Person, member_of, people
from gateway.console.rules_form import NIGHT, UNITS, Change, Unreadable
from gateway.house_rules import START, STEPS, RulesRefused
from menus.helplines import HELPLINES
from menus.triage import URGENCIES
from notifications.rules import Clocks
from storage import doings
from storage import house_rules as kept

PAGE = 20  # versions on a page
AWAITED = "critical"  # the urgency that the page's first sentence tells about


@dataclass(frozen=True)
class Past:
    """A version there was: when it came, by whom, what it changed."""

    number: int
    at: datetime | None
    person: Person | None
    changes: list[Change]


@dataclass(frozen=True)
class Number:
    """A number worth knowing, and whether callers are told of it."""

    number: str
    purpose: str
    is_shown: bool


@page(bp, "/settings", allows="see_rules")
def rules(visit: Visit) -> Answer:
    """What holds now, and what held before."""
    say, (number, held) = visit.speech, _held(visit)
    before = request.args.get("before", type=int)
    past, more = _history(visit, before)
    return Screen(
        "rules.html",
        held=held,
        rows=_table(visit, held),
        soon=rules_form.said(say, held.times[AWAITED].next_level),
        night=rules_form.hours(say, held.night),
        number=number,
        past=past,
        more=more,
        is_first=before is None,
        may_change=bool(visit.viewer.may("change_rules")),
        numbers=_numbers(visit),
        settings=visit.parts.settings,
        now=visit.now,
        notice=request.args.get("done", ""),
    )


@page(bp, "/settings/change", allows="change_rules")
def change(visit: Visit) -> Answer:
    """The form, filled with what holds."""
    number, held = _held(visit)
    return _form(rules_form.filled(held), number, {})


@page(bp, "/settings/change", allows="change_rules", methods=["POST"])
def preview(visit: Visit) -> Answer:
    """Before and after, to be confirmed; or what is wrong, beside the field."""
    number, held = _held(visit)
    if "again" in request.form:
        return _form(request.form, number, {})
    try:
        wanted = rules_form.read(request.form)
    except Unreadable as wrong:
        return _form(request.form, number, wrong.faults)
    if faults := house_rules.wrong_in(wanted):
        return _form(request.form, number, faults)
    return _confirm(visit, held, wanted, number)


@page(bp, "/settings/versions/<int:number>", allows="change_rules")
def version(visit: Visit, number: int) -> Answer:
    """What going back to a version would change, to be confirmed."""
    found = kept.get(visit.session, number)
    if found is None and number != START:
        return None
    last, held = _held(visit)
    return _confirm(visit, held, visit.parts.house_rules.of(found), last)


@page(bp, "/settings", allows="change_rules", methods=["POST"])
def keep(visit: Visit) -> Answer:
    """Let the times of the form hold, unless others have come since it was shown."""
    after = request.form.get("after", default=-1, type=int)
    try:
        wanted = rules_form.read(request.form)
        made_by = f"member:{visit.viewer.member.id}"
        number = visit.parts.house_rules.change(visit.session, wanted, after, made_by, visit.now)
    except (Unreadable, RulesRefused) as wrong:
        return _form(request.form, after, wrong.faults)
    if number is None:
        return Go(url_for("console.rules_rules", done="overtaken"))
    doings.add(
        visit.session, visit.viewer.member.id, "changed_rules", {"version": number}, visit.now
    )
    return Go(url_for("console.rules_rules", done="changed"))


def _held(visit: Visit) -> tuple[int, Clocks]:
    """The version that holds, as this transaction sees it, and its times."""
    latest = kept.latest(visit.session)
    return latest.number if latest else START, visit.parts.house_rules.of(latest)


def _table(visit: Visit, clocks: Clocks) -> list[tuple[str, list[str]]]:
    spans = house_rules.spans_of(clocks)
    return [
        (urgency, [rules_form.said(visit.speech, spans[urgency, step]) for step in STEPS])
        for urgency in reversed(URGENCIES)
    ]


def _form(given: Mapping[str, str], number: int, faults: Mapping[str, str]) -> Screen:
    return Screen(
        "rules_change.html",
        status=422 if faults else 200,
        given=given,
        faults=faults,
        urgencies=tuple(reversed(URGENCIES)),
        steps=STEPS,
        units=[(unit, rules_form.SPOKEN[unit]) for unit in UNITS],
        night=NIGHT,
        number=number,
    )


def _confirm(visit: Visit, held: Clocks, wanted: Clocks, number: int) -> Screen:
    return Screen(
        "rules_confirm.html",
        changes=rules_form.changes(visit.speech, held, wanted),
        fields=rules_form.filled(wanted),
        number=number,
    )


def _history(visit: Visit, before: int | None) -> tuple[list[Past], int | None]:
    """A page of versions, the newest first, down to the times of the start; where the next page
    begins."""
    of = visit.parts.house_rules.of
    found = list(kept.every(visit.session, before, PAGE + 1))
    makers = [member_of(each.made_by) for each in found]
    who = people(visit, makers)
    lines = []
    for each, older, maker in zip(found, [*found, None][1:], makers, strict=True):
        changes = rules_form.changes(visit.speech, of(older), of(each))
        lines.append(Past(each.number, each.made_at, who.get(maker) if maker else None, changes))
    if len(found) > PAGE:
        return lines[:PAGE], lines[PAGE - 1].number
    return [*lines, Past(START, None, None, [])], None


def _numbers(visit: Visit) -> list[Number]:
    label = visit.speech.label
    return [
        Number(line.number, label("helpline", line.purpose), line.is_verified)
        for line in HELPLINES.get(visit.parts.settings.country, ())
    ]
