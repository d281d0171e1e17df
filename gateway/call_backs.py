"""Somebody wishes to be rung: asked for by USSD and SMS, done by a trained person."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from gateway.errands import Errand, Told
from menus.check_digit import with_check_digit
from notifications import ringing
from notifications.rules import Rules
from storage import call_backs, contacts, members, places
from storage.call_backs import Wish
from storage.models import CallBack, Member
from storage.outbox import ALERTS

MARK = "c:"  # before the id of a call-back in a committee's list


def request(session: Session, rules: Rules, wish: Wish, now: datetime) -> str:
    """Keep a wish to be rung, and tell who may ring; its reference. Asked twice, it is one."""
    known = call_backs.waiting_for(session, wish.phone_index)
    if known is not None:
        return known.reference
    committee = ringing.committee_for(session, wish.place_id, wish.phone_index)
    call_back = call_backs.add(session, wish, committee, with_check_digit, now)
    session.flush()
    ringing.tell(session, rules, call_back, "alert", now)
    return call_back.reference


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
    request(errand.session, errand.rules, wish, errand.now)
    return Told("asked", wakes=(ALERTS,))


def waiting_lines(session: Session, member: Member, now: datetime) -> list[dict[str, Any]]:
    """The wishes that wait for a member's committee, as lines of their list; never their own."""
    return [
        {
            "id": f"{MARK}{call_back.id}",
            "kind": "call_back",
            "place": _place(session, call_back),
            "minutes": _minutes(call_back, now),
        }
        for call_back in call_backs.of_committee(session, member.committee_id)
        if call_back.phone_index != member.phone_index
    ]


def open_call_back(errand: Errand) -> Told:
    """One wish, without its number."""
    member, call_back = _member_and_call_back(errand)
    if member is None or call_back is None:
        return Told("gone")
    shown = {
        "reference": call_back.reference,
        "place": _place(errand.session, call_back),
        "minutes": _minutes(call_back, errand.now),
        "when": call_back.safe_when,
        "may_ring": member.role in ringing.MAY_RING,
    }
    return Told("open", {"call_back": shown})


def unseal_call_back(errand: Errand) -> Told:
    """The number, for those who may ring; each opening is written down."""
    member, call_back = _member_and_call_back(errand)
    if member is None or call_back is None or member.role not in ringing.MAY_RING:
        return Told("gone")
    if call_back.state == call_backs.OPEN:
        call_back.state, call_back.taken_by = call_backs.TAKEN, member.id
        call_back.taken_at = errand.now
    number = call_backs.unseal(
        errand.session, call_back, member.id, "call_back", errand.asked.call.channel, errand.now
    )
    return Told("shown", {"number": number})


def finish_call_back(errand: Errand) -> Told:
    """The person was rung."""
    member, call_back = _member_and_call_back(errand)
    if member is None or call_back is None or member.role not in ringing.MAY_RING:
        return Told("gone")
    call_back.state, call_back.done_at = call_backs.DONE, errand.now
    return Told("done")


def _member_and_call_back(errand: Errand) -> tuple[Member | None, CallBack | None]:
    member = members.by_phone(errand.session, errand.asked.phone_index)
    signed_in = errand.asked.scene.facts.get("member_id")
    if member is None or signed_in != str(member.id):
        return None, None
    chosen = uuid.UUID(errand.asked.answers["alerts"].removeprefix(MARK))
    found = call_backs.get(errand.session, chosen, member.committee_id)
    is_own = found is not None and found.phone_index == member.phone_index
    return member, None if is_own else found


def _place(session: Session, call_back: CallBack) -> str:
    return places.name(session, call_back.place_id) if call_back.place_id else ""


def _minutes(call_back: CallBack, now: datetime) -> int:
    return int((now - call_back.requested_at).total_seconds() // 60)
