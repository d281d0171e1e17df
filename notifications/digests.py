"""Counts for those who answer for a committee: each week to its head, each month to the
department's. Numbers only: an SMS is read by others.

Each is sent once a period however many clocks there are, by day, and only while it is news: a clock
that was down for days sends what is fresh and lets the rest be.
"""

from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from notifications.rules import Rules
from storage import digests as kept
from storage import members, outbox
from storage.models import Committee, Member

HOUR = time(8)
FRESH = timedelta(days=2)
LIVES = timedelta(hours=24)
AT_ONCE = 200  # committees in one round of the clock; the next round goes on
HEADS = ("president", "coordinator", "secretary", "social_worker", "focal_point")


def send_weekly(session: Session, rules: Rules, now: datetime) -> int:
    """Tell each committee's head the counts of the week that ended on Sunday; how many."""
    today = now.astimezone(rules.zone).date()
    monday = today - timedelta(days=today.weekday())
    year, week, _ = (monday - timedelta(days=7)).isocalendar()
    return _send(session, rules, now, f"{year}-W{week:02}", "week", monday, timedelta(days=7), ())


def send_monthly(session: Session, rules: Rules, now: datetime) -> int:
    """Tell each department's and the country's committee the counts of last month; how many."""
    first = now.astimezone(rules.zone).date().replace(day=1)
    before = first - timedelta(days=1)
    levels = ("department", "national")
    span = timedelta(days=before.day)
    return _send(session, rules, now, f"{before:%Y-%m}", "month", first, span, levels)


def _send(
    session: Session,
    rules: Rules,
    now: datetime,
    period: str,
    kind: str,
    day: date,
    span: timedelta,
    levels: tuple[str, ...],
) -> int:
    ends = datetime.combine(day, time(0), rules.zone)
    opens = datetime.combine(day, HOUR, rules.zone)
    if not opens <= now < opens + FRESH:
        return 0
    told = 0
    for committee in kept.not_told(session, period, levels, AT_ONCE):
        told += kept.tell_once(session, committee.id, period, now)
        counted = kept.counts(session, committee.id, ends - span, ends, now)
        head = _head(session, committee)
        if head is not None and any(counted.values()):
            _write(session, rules, head, kind, counted, now)
    return told


def _head(session: Session, committee: Committee) -> Member | None:
    """Who answers for a committee."""
    found = sorted(
        members.of_committee(session, committee.id),
        key=lambda member: (HEADS.index(member.role) if member.role in HEADS else 9, member.id),
    )
    return found[0] if found else None


def _write(
    session: Session,
    rules: Rules,
    head: Member,
    kind: str,
    counted: dict[str, int],
    now: datetime,
) -> None:
    body = rules.texts.counts(kind, head.language, **counted)
    phone = members.phone_of(session, head)
    when = rules.by_day(now)
    outbox.add(session, outbox.ALERTS, kind, phone, body, now, LIVES, not_before=when)
