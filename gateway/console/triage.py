"""Texts that nobody understood, and those set aside: read here, decided with one key."""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime

from flask import request, url_for

from gateway import triage as desks
from gateway.console import bp
from gateway.console.answers import Answer, Screen
from gateway.console.doors import Visit, page
from gateway.console.filters import key_of, key_to_text
from gateway.console.forms import Field, Wrong, read
from gateway.console.triage_desk import desk_at, opened, to_the_list
from gateway.triage import Desk
from menus.flows.triage import HELP, QUESTIONS
from storage import triage as kept
from storage.inbox import FOR_PERSON, QUARANTINED
from storage.outbox import ALERTS
from storage.triage import COUNTED, PAGE

TABS = {"unread": FOR_PERSON, "aside": QUARANTINED}


@page(bp, "/triage", allows="triage")
def triage(visit: Visit) -> Answer:
    """One page of the texts that wait, the oldest first; that they were read is written down."""
    tab = request.args.get("tab", "unread")
    tab = tab if tab in TABS else "unread"
    after = key_of(request.args.get("after", ""))
    is_key = [type(part) for part in after] == [datetime, uuid.UUID]
    found = kept.page(visit.session, TABS[tab], (after[0], after[1]) if is_key else ())
    more = (found[PAGE - 1].received_at, found[PAGE - 1].id) if len(found) > PAGE else ()
    return Screen(
        "triage.html",
        tab=tab,
        tabs=[(name, *_counted(visit, state)) for name, state in TABS.items()],
        texts=opened(visit, found[:PAGE]),
        now=visit.now,
        is_first=not is_key,
        next_page=more and url_for("console.triage_triage", tab=tab, after=key_to_text(more)),
        notice=request.args.get("done", ""),
        undo=_an_id(request.args.get("of", "")),
    )


@page(bp, "/triage/<uuid:message>/<any(ask, answer):decision>", allows="triage")
def choose(visit: Visit, message: uuid.UUID, decision: str) -> Answer:
    """What to ask its sender, or what to answer."""
    desk = desk_at(visit, message)
    if desk is None:
        return None
    if desk.letter.message.state not in kept.WAITING:
        return to_the_list(desk, desks.LATE)
    return _form(visit, desk, decision)


@page(
    bp,
    "/triage/<uuid:message>/<any(ask, answer, ring, nothing, release):decision>",
    allows="triage",
    methods=["POST"],
)
def decide(visit: Visit, message: uuid.UUID, decision: str) -> Answer:
    """Decide, in this page's one transaction; what was decided before stays as it is."""
    desk = desk_at(visit, message)
    if desk is None:
        return None
    is_aside = desk.letter.message.state == QUARANTINED
    try:
        chosen = read(_fields(visit, decision), request.form).get("what", "")
    except Wrong as wrong:
        return _form(visit, desk, decision, wrong)
    result = DECIDES[decision](desk, chosen)
    visit.wakes.append(ALERTS)
    return to_the_list(desk, result, is_aside=is_aside)


@page(bp, "/triage/<uuid:message>/back", allows="triage", methods=["POST"])
def back(visit: Visit, message: uuid.UUID) -> Answer:
    """The last "not for us" was a slip."""
    desk = desk_at(visit, message)
    return to_the_list(desk, desks.take_back(desk)) if desk else None


DECIDES: Mapping[str, Callable[[Desk, str], str]] = {
    "ask": desks.ask,
    "answer": desks.answer,
    "ring": lambda desk, _: desks.ring(desk),
    "nothing": lambda desk, _: desks.nothing(desk),
    "release": lambda desk, _: desks.release(desk),
}


def _fields(visit: Visit, decision: str) -> list[Field]:
    say = visit.speech
    if decision == "ask":
        options = {each: str(say(f"triage.ask.{each}")) for each in QUESTIONS}
        return [Field("what", str(say("triage.ask_question")), options)]
    if decision == "answer":
        topics = {t: say.voice.topic(t) for t in desks.ANSWERS if t != HELP}
        options = {HELP: str(say("triage.answer_help")), **topics}
        return [Field("what", str(say("triage.answer_question")), options)]
    return []


def _form(visit: Visit, desk: Desk, decision: str, wrong: Wrong | None = None) -> Screen:
    return Screen(
        "triage_choose.html",
        status=422 if wrong else 200,
        decision=decision,
        text=opened(visit, [desk.letter.message])[0],
        fields=_fields(visit, decision),
        given={},
        wrong=wrong,
        fault=visit.speech(f"do.fault.{wrong.why}") if wrong else "",
        now=visit.now,
    )


def _counted(visit: Visit, state: str) -> tuple[str, bool]:
    count = kept.count(visit.session, state)
    said = f"{COUNTED - 1}+" if count >= COUNTED else visit.speech.number(count)
    return said, count > 0


def _an_id(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return ""
