"""Somebody wishes to be rung: kept, taken, opened, and what came of it; by every door alike."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gateway.access import Scope, Viewer
from menus.check_digit import with_check_digit
from notifications import ringing
from notifications.rules import Rules
from storage import call_backs, doings
from storage.call_backs import Key, Reach, Wish
from storage.models import CallBack

REACHED, NO_ANSWER, NEVER = "reached", "no_answer", "never"
SAID = (REACHED, NO_ANSWER, NEVER)  # what may be said of a try
WHY = "call_back"  # the reason that stands beside each opening of a number


@dataclass(frozen=True, repr=False)
class Ring:
    """A member at one wish."""

    session: Session
    rules: Rules
    viewer: Viewer
    wish: CallBack
    now: datetime


def request(session: Session, rules: Rules, wish: Wish, now: datetime) -> str:
    """Keep a wish to be rung, and tell who may ring; its reference. Asked twice, it is one; asked
    again by who was not reached, it is there again at once."""
    known = call_backs.waiting_for(session, wish.phone_index)
    if known is not None:
        if known.state == call_backs.LATER:
            call_backs.open_again(known, now)
            known.safe_when = wish.safe_when
            ringing.tell(session, rules, known, "alert", now)
        return known.reference
    committee = ringing.committee_for(session, wish.place_id, wish.phone_index)
    call_back = call_backs.add(session, wish, committee, with_check_digit, now)
    session.flush()
    ringing.tell(session, rules, call_back, "alert", now)
    return call_back.reference


def waiting(
    session: Session, viewer: Viewer, after: Key | tuple[()] = (), most: int = call_backs.PAGE
) -> Sequence[CallBack]:
    """The wishes that a member may see, the oldest first; one more than asked for says that others
    follow."""
    reach = reach_of(viewer)
    return call_backs.page(session, reach, after, most) if reach else ()


def one(session: Session, viewer: Viewer, call_back_id: uuid.UUID) -> CallBack | None:
    """A wish, if it exists for this member; held until the commit."""
    reach = reach_of(viewer)
    return call_backs.get(session, call_back_id, reach) if reach else None


def reach_of(viewer: Viewer) -> Reach | None:
    """Which wishes exist for a member; never one of their own phone."""
    scope, own = viewer.may("see_call_backs"), viewer.member.phone_index
    if scope == Scope.AREA and viewer.committee.level == "national":
        return Reach(own)
    if scope == Scope.AREA:
        return Reach(own, place_id=viewer.committee.place_id)
    return Reach(own, committee_id=viewer.committee.id) if scope else None


def take(ring: Ring) -> str:
    """A member rings this person: `taken`, or `late` when somebody else does, `gone` when it is
    over or not theirs to do."""
    wish, member = ring.wish, ring.viewer.member
    if not ring.viewer.may("unseal") or wish.state == call_backs.DONE:
        return "gone"
    if wish.state == call_backs.TAKEN:
        return "taken" if wish.taken_by == member.id else "late"
    wish.state, wish.taken_by, wish.taken_at = call_backs.TAKEN, member.id, ring.now
    _note(ring, "took")
    return "taken"


def number(ring: Ring, channel: str) -> str:
    """The number to ring, which takes the wish; who opened it is written with it. "" when it is
    over or not theirs to open."""
    if take(ring) == "gone":
        return ""
    member = ring.viewer.member
    return call_backs.unseal(ring.session, ring.wish, member.id, WHY, channel, ring.now)


def finish(ring: Ring, said: str) -> str:
    """What came of ringing: `reached`, `unwanted`, `later` when it will be tried again,
    `not_reached` when it was tried often enough; `gone` when that was said before."""
    wish = ring.wish
    if not ring.viewer.may("unseal") or wish.state not in (call_backs.OPEN, call_backs.TAKEN):
        return "gone"
    _note(ring, said)
    if said == NO_ANSWER:
        return _not_reached(ring)
    return _end(ring, call_backs.REACHED if said == REACHED else call_backs.UNWANTED)


def _not_reached(ring: Ring) -> str:
    wish = ring.wish
    wish.tries += 1
    if wish.tries >= ringing.MOST_TRIES:
        return _end(ring, call_backs.NOT_REACHED)
    call_backs.open_again(wish, ringing.next_try(wish.safe_when, ring.now, ring.rules.zone))
    wish.state = call_backs.LATER
    return wish.state


def _end(ring: Ring, outcome: str) -> str:
    wish = ring.wish
    wish.state, wish.outcome, wish.done_at = call_backs.DONE, outcome, ring.now
    wish.taken_by = wish.taken_by or ring.viewer.member.id
    return outcome


def _note(ring: Ring, said: str) -> None:
    detail = {"call_back": str(ring.wish.id), "said": said}
    doings.add(ring.session, ring.viewer.member.id, "call_back", detail, ring.now)
