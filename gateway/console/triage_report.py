"""A report made from a text that nobody understood: the few questions, and the village."""

import uuid
from typing import Any

from flask import request

from gateway import triage as desks
from gateway.console import bp
from gateway.console.answers import Answer, Screen
from gateway.console.doors import Visit, page
from gateway.console.forms import Field, Wrong, read
from gateway.console.triage_desk import desk_at, opened, places_of, to_the_list
from gateway.texted import Told
from gateway.triage import Desk
from menus.flows.report import CHILDREN
from menus.places import Gazetteer, Place
from menus.triage import CONCERNS, concern_of
from storage import inbox
from storage import triage as kept
from storage.outbox import ALERTS

MOST = 60  # villages of one name that can be chosen from
FEW = 7  # that are shown all at once
UNKNOWN = "unknown"


@page(bp, "/triage/<uuid:message>/report", allows="triage")
def ask(visit: Visit, message: uuid.UUID) -> Answer:
    """The questions, filled with what can be made out of the text."""
    desk = desk_at(visit, message)
    if desk is None:
        return None
    if desk.letter.message.state not in kept.WAITING:
        return to_the_list(desk, desks.LATE)
    return _form(visit, desk, _guessed(visit, desk))


@page(bp, "/triage/<uuid:message>/report", allows="triage", methods=["POST"])
def file(visit: Visit, message: uuid.UUID) -> Answer:
    """File it, or ask which village is meant."""
    desk = desk_at(visit, message)
    if desk is None:
        return None
    if desk.letter.message.state not in kept.WAITING:
        return to_the_list(desk, desks.LATE)
    is_aside = desk.letter.message.state == inbox.QUARANTINED
    meant: list[Place] = []
    try:
        answers = read(_fields(visit, []), request.form)
        typed, chosen = answers["place"], request.form.get("place_id", "")
        village, meant = _village(places_of(visit), typed, chosen)
        if village is None:
            raise Wrong("place_id" if meant else "place", "which" if meant else "no_village")
    except Wrong as wrong:
        return _form(visit, desk, request.form, meant, wrong)
    told = Told(answers["concern"], village.id, answers["child"], answers["when"])
    visit.wakes.append(ALERTS)
    return to_the_list(desk, desks.report(desk, told), is_aside=is_aside)


def _fields(visit: Visit, meant: list[Place]) -> list[Field]:
    say, places = visit.speech, places_of(visit)
    dangers = say.options("danger")
    concerns = {
        each.code: f"{dangers[each.danger]} · {say.label('concern', each.code)}"
        if dangers[each.danger] != say.label("concern", each.code)
        else dangers[each.danger]
        for each in CONCERNS.values()
    }
    children = {c: say.label("child", c).capitalize() for c in (UNKNOWN, *CHILDREN)}
    whens = ("now", "often", "past", "soon")
    moments = {w: say.label("when", w).capitalize() for w in (UNKNOWN, *whens)}
    which = {place.id: places.label(place) for place in meant}
    fields = [
        Field("concern", str(say("triage.field.concern")), concerns, "select"),
        Field("place", str(say("triage.field.place")), kind="text", longest=60,
              hint=str(say("triage.field.place_hint"))),
        Field("child", str(say("triage.field.child")), children, "select", value=UNKNOWN),
        Field("when", str(say("triage.field.when")), moments, "select", value=UNKNOWN),
    ]  # fmt: skip
    if which:
        kind = "choice" if len(which) <= FEW else "select"
        fields.insert(2, Field("place_id", str(say("triage.field.which")), which, kind))
    return fields


def _village(places: Gazetteer, typed: str, chosen: str) -> tuple[Place | None, list[Place]]:
    """The village that is meant, and those to choose from: a name that is only near is confirmed,
    even where there is one."""
    if (code := typed.replace(" ", "")).isdigit():
        return places.by_poster_code(code), []
    found = places.named(typed)
    meant = list(found.places)[:MOST]
    picked = next((place for place in meant if place.id == chosen), None)
    if picked is None and found.is_exact and len(meant) == 1:
        picked = meant[0]
    return picked, meant


def _guessed(visit: Visit, desk: Desk) -> dict[str, str]:
    slots = desks.understood(desk.letter)
    place = places_of(visit).get(slots.place)
    concern = concern_of(slots.danger, slots.kind) if slots.danger else ""
    return {
        "concern": concern,
        "place": (place.poster_code or place.name) if place else "",
        "child": UNKNOWN,
        "when": UNKNOWN,
    }


def _form(
    visit: Visit,
    desk: Desk,
    given: Any,
    meant: list[Place] | None = None,
    wrong: Wrong | None = None,
) -> Screen:
    say = visit.speech
    key = f"triage.fault.{wrong.why}" if wrong else ""
    return Screen(
        "triage_report.html",
        status=422 if wrong else 200,
        text=opened(visit, [desk.letter.message])[0],
        fields=_fields(visit, meant or []),
        given=given,
        wrong=wrong,
        fault=say(key if say.has(key) else f"do.fault.{wrong.why}") if wrong else "",
        now=visit.now,
    )
