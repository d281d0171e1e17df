"""Wishes to be rung: which committee they go to, who is told, and who is next."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from sqlalchemy.orm import Session

from notifications.alerts import ALERT_LIVES
from notifications.routing import SENSITIVE_LADDER
from notifications.rules import Rules
from storage import call_backs, committees, members, outbox, places
from storage.models import CallBack, Member

MAY_RING = ("social_worker", "coordinator")  # who may open a number
MOST_TRIES = 5  # to ring somebody who does not answer
LEAST_WAIT = timedelta(hours=2)  # before somebody who did not answer is rung again
LEFT_FOR = timedelta(days=1)  # after which a wish that somebody took, and left, is everybody's
HOURS = {"anytime": (7, 21), "morning": (8, 12), "afternoon": (12, 18), "evening": (18, 21)}
_URGENCY = "high"  # whose times a wish to be rung goes by


def committee_for(
    session: Session, place_id: uuid.UUID | None, phone_index: str
) -> uuid.UUID | None:
    """The nearest social centre with somebody who may ring, else the national coordination; where
    nobody may, the country has to name somebody."""
    path = places.path(session, place_id) if place_id else []
    for roles in (MAY_RING, ()):
        found = [
            (SENSITIVE_LADDER.index(level), _steps(path, place), committee_id)
            for committee_id, place, level, member in committees.with_roles(session, path, roles)
            if level in SENSITIVE_LADDER and member.phone_index != phone_index
        ]
        if found:
            return min(found, key=lambda each: each[:2])[2]
    return None


def tell(session: Session, rules: Rules, call_back: CallBack, kind: str, now: datetime) -> None:
    """Promise an SMS to each member of the committee but the phone that asked."""
    if call_back.committee_id is None:
        return
    for member in members.of_committee(session, call_back.committee_id):
        if member.phone_index != call_back.phone_index:
            write(session, rules, member, kind, call_back.reference, now)


def write(
    session: Session, rules: Rules, member: Member, kind: str, reference: str, now: datetime
) -> None:
    """Promise one member an SMS that looks like any other alert."""
    body = rules.texts.alert(kind, member.language, reference)
    phone = members.phone_of(session, member)
    when = rules.by_day(now)
    outbox.add(
        session, outbox.ALERTS, kind, phone, body, now, ALERT_LIVES, not_before=when, by_day=True
    )


def next_try(safe_when: str, now: datetime, zone: tzinfo) -> datetime:
    """When to ring again who did not answer: not at once, and when they said it is safe."""
    earliest = (now + LEAST_WAIT).astimezone(zone)
    first, last = HOURS.get(safe_when, HOURS["anytime"])
    begins = earliest.replace(hour=first, minute=0, second=0, microsecond=0)
    if earliest.hour >= last:
        begins += timedelta(days=1)
    return max(begins, earliest).astimezone(UTC)


def is_late(rules: Rules, call_back: CallBack, now: datetime) -> bool:
    """Whether nobody has taken a wish for longer than one may wait."""
    since = call_back.try_at or call_back.requested_at
    return call_back.state == call_backs.OPEN and since + rules.times[_URGENCY].remind <= now


def is_due(rules: Rules, session: Session, now: datetime) -> bool:
    """Whether a wish is to be brought back, or handed up."""
    waits = now - rules.times[_URGENCY].remind
    return bool(
        call_backs.to_try(session, now, 1)
        or call_backs.left_undone(session, now - LEFT_FOR, 1)
        or call_backs.left_waiting(session, waits, 1)
    )


def climb(session: Session, rules: Rules, now: datetime) -> int:
    """Bring back what is to be rung again; hand what nobody took up to the national coordination,
    once; how many."""
    again = [*call_backs.to_try(session, now), *call_backs.left_undone(session, now - LEFT_FOR)]
    for call_back in again:
        call_backs.open_again(call_back, now)
        tell(session, rules, call_back, "reminder", now)
    late = call_backs.left_waiting(session, now - rules.times[_URGENCY].remind)
    for call_back in late:
        call_back.reminded_at = now
        above = committee_for(session, None, call_back.phone_index)
        kind = "reminder" if above in (None, call_back.committee_id) else "escalated"
        call_back.committee_id = above or call_back.committee_id
        tell(session, rules, call_back, kind, now)
    return len(again) + len(late)


def _steps(path: Sequence[uuid.UUID], place: uuid.UUID) -> int:
    return path.index(place) if place in path else len(path)
