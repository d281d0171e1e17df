"""Counts for those who answer for a committee: each week to its head, each month to the
department's. Numbers only: an SMS is read by others.

Each is sent once a period however many clocks there are, and by day. A clock that was down sends
what it missed when it is back, until the next period is over and takes its place.
"""

from datetime import date, datetime, time, timedelta

import structlog
from sqlalchemy.orm import Session

from menus.triage import CONCERNS, is_sensitive
from notifications.rules import Rules
from storage import digests as kept
from storage import members, outbox
from storage.digests import Period
from storage.encryption import CannotOpen
from storage.models import Committee, Member

log = structlog.get_logger()

HOUR = time(8)
LIVES = timedelta(hours=24)
AT_ONCE = 100  # committees in one round of the clock; the next round goes on
HEADS = ("president", "coordinator", "secretary", "social_worker", "focal_point")
AREAS = ("department", "national")
SECRET = frozenset(code for code in CONCERNS if is_sensitive(code))


def send_weekly(session: Session, rules: Rules, now: datetime) -> int:
    """Tell each committee's head the counts of the last whole week; how many of them."""
    period, told = _week(rules, now), 0
    for committee in kept.not_told(session, period.name, (), AT_ONCE):
        head = _head(session, committee)
        if not kept.tell_once(session, committee.id, period.name, now) or head is None:
            continue
        counted = kept.of_committee(session, head, period)
        told += _write(session, rules, head, "week", counted, now)
    return told


def send_monthly(session: Session, rules: Rules, now: datetime) -> int:
    """Tell the heads of each department's committee and of the country's the counts of their area
    in the last whole month; how many of them."""
    period, told = _month(rules, now), 0
    for committee in kept.not_told(session, period.name, AREAS, AT_ONCE):
        head = _head(session, committee)
        if not kept.tell_once(session, committee.id, period.name, now) or head is None:
            continue
        counted = kept.of_area(session, head, committee, SECRET, period)
        told += _write(session, rules, head, "month", counted, now)
    return told


def is_week_left(rules: Rules, session: Session, now: datetime) -> bool:
    """Whether a committee has not been told of the last whole week yet."""
    return bool(kept.not_told(session, _week(rules, now).name, (), 1))


def is_month_left(rules: Rules, session: Session, now: datetime) -> bool:
    """Whether a department or the country has not been told of the last whole month yet."""
    return bool(kept.not_told(session, _month(rules, now).name, AREAS, 1))


def _week(rules: Rules, now: datetime) -> Period:
    today = _digest_day(rules, now)
    monday = today - timedelta(days=today.weekday())
    before = monday - timedelta(days=7)
    year, week, _ = before.isocalendar()
    return _period(rules, f"{year}-W{week:02}", before, monday, now)


def _month(rules: Rules, now: datetime) -> Period:
    first = _digest_day(rules, now).replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    return _period(rules, f"{before:%Y-%m}", before, first, now)


def _digest_day(rules: Rules, now: datetime) -> date:
    """The day it is for a digest: a new one begins at eight in the morning."""
    local = now.astimezone(rules.zone)
    return local.date() - timedelta(days=local.time() < HOUR)


def _period(rules: Rules, name: str, first: date, after: date, now: datetime) -> Period:
    since, until = (datetime.combine(day, time(0), rules.zone) for day in (first, after))
    return Period(name, since, until, now)


def _head(session: Session, committee: Committee) -> Member | None:
    """Who answers for a committee."""
    return min(
        members.of_committee(session, committee.id),
        key=lambda member: (HEADS.index(member.role) if member.role in HEADS else 9, member.id),
        default=None,
    )


def _write(
    session: Session,
    rules: Rules,
    head: Member,
    kind: str,
    counted: dict[str, int],
    now: datetime,
) -> bool:
    """Promise a head an SMS with their counts; False when there is nothing to count."""
    if not any(counted.values()):
        return False
    try:
        phone = members.phone_of(session, head)
    except CannotOpen:
        log.error("a member's number cannot be opened", member=str(head.id))
        return False  # the others have their counts all the same
    body = rules.texts.counts(kind, head.language, **counted)
    when = rules.by_day(now)
    outbox.add(session, outbox.ALERTS, kind, phone, body, now, LIVES, not_before=when, by_day=True)
    return True
