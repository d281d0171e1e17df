"""Being rung, over USSD: asked for by anybody, done by a trained person."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from gateway import access, call_backs
from gateway.call_backs import Ring
from gateway.errands import Errand, Told
from gateway.report_card import LONGEST_NAME, clipped, minutes
from gateway.steady import once, reads
from storage import contacts, members, places
from storage.call_backs import DONE, TAKEN, Wish
from storage.models import CallBack, Member
from storage.outbox import ALERTS

MARK = "c:"  # before the id of a call-back in a committee's list
_ASKS = ("call_back_number", "call_back_said")  # screens that ask what came of ringing
LISTED = 20  # wishes on a phone; more wait until these are dealt with


def ask_call_back(errand: Errand) -> Told:
    """The caller wishes to be rung."""
    asked = errand.asked
    if not asked.call.can_be_called:
        return Told("cannot")
    contact = contacts.by_phone(errand.session, asked.phone_index)
    wish = Wish(
        asked.call.phone,
        asked.phone_index,
        contact.last_place_id if contact else None,
        asked.scene.voice.language,
        asked.call.channel,
        asked.answers["call_back"],
    )
    call_backs.request(errand.session, errand.rules, wish, errand.now)
    return Told("asked", wakes=(ALERTS,))


def waiting_lines(session: Session, member: Member, now: datetime) -> list[dict[str, Any]]:
    """The wishes that a member may see, as lines of their list."""
    viewer = access.viewer_of(session, member)
    return [
        {
            "id": f"{MARK}{call_back.id}",
            "kind": "call_back",
            "place": _place(session, call_back),
            "minutes": minutes(now, call_back.requested_at),
        }
        for call_back in call_backs.waiting(session, viewer, most=LISTED)[:LISTED]
    ]


@reads
def open_call_back(errand: Errand) -> Told:
    """One wish, without its number."""
    return _opened(errand)


def take_call_back(errand: Errand) -> Told:
    """The member rings this person; or another does, and the screen says who."""
    _done(errand, call_backs.take)
    return _opened(errand)


@reads
def unseal_call_back(errand: Errand) -> Told:
    """The number, for those who may ring; each opening is written down."""
    ring = _ring(errand)
    number = call_backs.number(ring, errand.asked.call.channel) if ring else ""
    return Told("shown", {"number": number}) if number else Told("gone")


def finish_call_back(errand: Errand) -> Told:
    """What came of ringing."""
    said = next(code for screen, code in reversed(errand.asked.path) if screen in _ASKS)
    result = _done(errand, lambda ring: call_backs.finish(ring, said))
    return Told("gone" if result == "gone" else "noted", {"done": result})


def _opened(errand: Errand) -> Told:
    ring = _ring(errand)
    if ring is None or ring.wish.state == DONE:
        return Told("gone")
    wish = ring.wish
    shown = {
        "reference": wish.reference,
        "place": _place(errand.session, wish),
        "minutes": minutes(errand.now, wish.requested_at),
        "when": wish.safe_when,
        "who": _who_has_it(ring),
        "may_ring": bool(ring.viewer.may("unseal")),
    }
    return Told("open", {"call_back": shown})


def _done(errand: Errand, act: Callable[[Ring], str]) -> str:
    ring = _ring(errand)
    return once(errand, lambda: act(ring)) if ring else "gone"


def _ring(errand: Errand) -> Ring | None:
    """The member who calls, at the wish they chose, if it exists for them."""
    session = errand.session
    member = members.by_phone(session, errand.asked.phone_index)
    signed_in = errand.asked.scene.facts.get("member_id")
    if member is None or signed_in != str(member.id):
        return None
    viewer = access.viewer_of(session, member)
    chosen = uuid.UUID(errand.asked.answers["alerts"].removeprefix(MARK))
    found = call_backs.one(session, viewer, chosen)
    return Ring(session, errand.rules, viewer, found, errand.now) if found else None


def _who_has_it(ring: Ring) -> str:
    """The name of who rings, "me" for the reader, "" when nobody does."""
    by = ring.wish.taken_by if ring.wish.state == TAKEN else None
    found = members.get(ring.session, by) if by else None
    if found is None or found.id == ring.viewer.member.id:
        return "me" if found else ""
    return clipped(members.name_of(ring.session, found), LONGEST_NAME)


def _place(session: Session, call_back: CallBack) -> str:
    return places.name(session, call_back.place_id) if call_back.place_id else ""
