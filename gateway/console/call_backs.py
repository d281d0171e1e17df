"""Wishes to be rung: who waits, since when; one of them; its number; what came of the call."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from flask import request, url_for

from gateway import call_backs as rings
from gateway import signing_in
from gateway.call_backs import Ring
from gateway.console import bp
from gateway.console.answers import Answer, Go, Screen
from gateway.console.doors import Visit, page
from gateway.console.filters import key_of, key_to_text
from gateway.console.forms import Field, Wrong, read
from gateway.console.numbers import spaced
from gateway.console.rows import CHANNEL
from notifications import ringing
from storage import call_backs as kept
from storage import committees, members, places
from storage.call_backs import COUNTED, PAGE
from storage.models import CallBack
from storage.outbox import ALERTS


@dataclass(frozen=True)
class Waiting:
    """One wish as it is shown: never whose."""

    id: uuid.UUID
    reference: str
    place: str
    safe_when: str
    since: datetime
    state: str
    tries: int
    try_at: datetime | None
    late: str
    is_mine: bool  # the reader has taken it
    is_ours: bool  # it came to the reader's committee
    holder: str


@page(bp, "/call-backs", allows="see_call_backs")
def call_backs(visit: Visit) -> Answer:
    """Who waits, the longest first."""
    after = key_of(request.args.get("after", ""))
    is_key = [type(part) for part in after] == [datetime, uuid.UUID]
    found = rings.waiting(visit.session, visit.viewer, (after[0], after[1]) if is_key else ())
    reach = rings.reach_of(visit.viewer)
    more = (found[PAGE - 1].requested_at, found[PAGE - 1].id) if len(found) > PAGE else ()
    return Screen(
        "call_backs.html",
        rows=[_shown(visit, wish) for wish in found[:PAGE]],
        count=kept.count(visit.session, reach) if reach else 0,
        most=COUNTED,
        now=visit.now,
        is_first=not is_key,
        next_page=more and url_for("console.call_backs_call_backs", after=key_to_text(more)),
        notice=request.args.get("done", ""),
    )


@page(bp, "/call-backs/<uuid:wish>", allows="see_call_backs")
def one(visit: Visit, wish: uuid.UUID) -> Answer:
    """One wish, without its number."""
    found = rings.one(visit.session, visit.viewer, wish)
    if found is None:
        return None
    return Screen(
        "call_back.html",
        wish=_shown(visit, found),
        may_ring=visit.viewer.may("unseal"),
        said=rings.SAID,
        now=visit.now,
        notice=request.args.get("done", ""),
    )


@page(bp, "/call-backs/<uuid:wish>/take", allows="unseal", methods=["POST"])
def take(visit: Visit, wish: uuid.UUID) -> Answer:
    """The reader rings this person."""
    ring = _ring(visit, wish)
    if ring is None:
        return None
    return Go(url_for("console.call_backs_one", wish=wish, done=rings.take(ring)))


@page(bp, "/call-backs/<uuid:wish>/number", allows="unseal")
def ask_number(visit: Visit, wish: uuid.UUID) -> Answer:
    """Where the reader's own secret is asked for, before a number is shown."""
    ring = _ring(visit, wish)
    if ring is None or ring.wish.state == kept.DONE:
        return None
    return _form(visit, ring.wish)


@page(bp, "/call-backs/<uuid:wish>/number", allows="unseal", methods=["POST"])
def number(visit: Visit, wish: uuid.UUID) -> Answer:
    """The number; that it was opened is written down."""
    ring = _ring(visit, wish)
    if ring is None:
        return None
    try:
        secret = read([_secret(visit)], request.form)["secret"]
        here = signing_in.Knock(visit.session, visit.parts.rules, visit.now, "unseal")
        if not signing_in.is_them(here, visit.viewer.member, secret):
            raise Wrong("secret", "wrong_secret")
    except Wrong as wrong:
        return _form(visit, ring.wish, wrong)
    opened = rings.number(ring, CHANNEL)
    if not opened:
        return Go(url_for("console.call_backs_one", wish=wish, done="gone"))
    return Screen(
        "call_back_number.html",
        wish=_shown(visit, ring.wish),
        number=spaced(opened),
        dial=opened,
        said=rings.SAID,
        now=visit.now,
    )


@page(bp, "/call-backs/<uuid:wish>/said", allows="unseal", methods=["POST"])
def say(visit: Visit, wish: uuid.UUID) -> Answer:
    """What came of the call."""
    ring, said = _ring(visit, wish), request.form.get("said", "")
    if ring is None or said not in rings.SAID:
        return None
    result = rings.finish(ring, said)
    visit.wakes.append(ALERTS)
    return Go(url_for("console.call_backs_call_backs", done=result))


def _ring(visit: Visit, wish: uuid.UUID) -> Ring | None:
    found = rings.one(visit.session, visit.viewer, wish)
    if found is None:
        return None
    return Ring(visit.session, visit.parts.rules, visit.viewer, found, visit.now)


def _secret(visit: Visit) -> Field:
    say = visit.speech
    question, hint = str(say("do.question.secret")), str(say("do.secret_hint"))
    return Field("secret", question, kind="secret", hint=hint)


def _form(visit: Visit, wish: CallBack, wrong: Wrong | None = None) -> Screen:
    return Screen(
        "call_back_ask.html",
        status=422 if wrong else 200,
        wish=_shown(visit, wish),
        fields=[_secret(visit)],
        given={},
        wrong=wrong,
        fault=visit.speech(f"do.fault.{wrong.why}") if wrong else "",
        now=visit.now,
    )


def _shown(visit: Visit, wish: CallBack) -> Waiting:
    session, say = visit.session, visit.speech
    late = ""
    if ringing.is_late(visit.parts.rules, wish, visit.now):
        since = wish.try_at or wish.requested_at
        late = str(say("call_backs.late", span=say.span(visit.now - since)))
    return Waiting(
        id=wish.id,
        reference=wish.reference,
        place=places.name(session, wish.place_id) if wish.place_id else "",
        safe_when=wish.safe_when,
        since=wish.requested_at,
        state=wish.state,
        tries=wish.tries,
        try_at=wish.try_at,
        late=late,
        is_mine=wish.taken_by == visit.viewer.member.id,
        is_ours=wish.committee_id == visit.viewer.committee.id,
        holder=_holder(visit, wish),
    )


def _holder(visit: Visit, wish: CallBack) -> str:
    """Who rings: a colleague by name, of another committee only which; or whose it is to do."""
    session = visit.session
    is_ours = wish.committee_id == visit.viewer.committee.id
    if wish.state == kept.TAKEN and is_ours and wish.taken_by:
        found = members.get(session, wish.taken_by)
        return members.name_of(session, found) if found else ""
    return committees.get(session, wish.committee_id).name if wish.committee_id else ""
