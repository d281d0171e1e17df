"""Counts the months that can still change, for the overviews."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from menus.triage import CONCERNS, is_sensitive
from notifications.rules import Rules
from notifications.turns import CRITICAL
from storage import figures
from storage.tallies import Span, midnight, month_after, month_before, month_of

EVERY = timedelta(minutes=10)
A_ROUND = 2  # months; so that nobody who writes has to wait for long
_NEVER = datetime.min.replace(tzinfo=UTC)
SENSITIVE = frozenset(code for code in CONCERNS if is_sensitive(code))


def count(session: Session, rules: Rules, now: datetime, most: int | None = A_ROUND) -> int:
    """Count so many of the months that are due, or all of them; how many counts differ."""
    span = span_of(rules, now)
    return sum(
        figures.count_month(session, month, span) for month in due(session, rules, now)[:most]
    )


def due(session: Session, rules: Rules, now: datetime) -> list[date]:
    """The months that can have changed since they were counted: this one, then whichever was
    counted longest ago.

    A month is settled once it was counted after the next one was over: by then every answer to it
    has come, or is late. What was counted by a clock that ran ahead is settled by nothing.
    """
    this, kept = month_of(now, rules.zone), figures.countings(session)
    first = figures.first_report(session)
    months, month = [], this
    while first is not None and month >= month_of(first, rules.zone):
        settled = midnight(month_after(month_after(month)), rules.zone)
        if not (month in kept and settled <= kept[month] <= now):
            months.append(month)
        month = month_before(month)
    return sorted(months, key=lambda month: (month != this, kept.get(month, _NEVER)))


def span_of(rules: Rules, now: datetime) -> Span:
    """How the house counts, as things stand now."""
    return Span(now, now, now, rules.zone, SENSITIVE, partial(is_in_time, rules))


def is_in_time(rules: Rules, urgency: str, since: datetime, then: datetime) -> bool:
    """Whether an answer that comes then is in time: before the next level is told, as
    `turns.answer_by` sets it."""
    limit = rules.times[urgency].next_level
    if urgency == CRITICAL or then <= since + limit:
        return then <= since + limit
    return then <= rules.by_day(rules.by_day(since) + limit)
