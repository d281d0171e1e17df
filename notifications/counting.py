"""Counts the months that can still change, for the overviews."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from menus.triage import CONCERNS, is_sensitive
from notifications.rules import Rules
from notifications.turns import CRITICAL
from storage import figures
from storage.database import Database
from storage.tallies import Span, midnight, month_after, month_before, month_of

EVERY = timedelta(minutes=10)
A_ROUND = 2  # months
AN_HOUR = timedelta(hours=1)  # a month that is over changes little, and is counted less often
_NEVER = datetime.min.replace(tzinfo=UTC)
SENSITIVE = frozenset(code for code in CONCERNS if is_sensitive(code))


def count(database: Database, rules: Rules, now: datetime, most: int | None = A_ROUND) -> int:
    """Count so many of the months that are due, or all of them; how many counts differ.

    Nobody waits meanwhile: a month is counted by reading, and what differs is written at the end.
    """
    with database.reading() as session:
        months = due(session, rules, now)[:most]
    return sum(_count_month(database, month, span_of(rules, now)) for month in months)


def _count_month(database: Database, month: date, span: Span) -> int:
    with database.snapshot() as session:
        counts = figures.month_counts(session, month, span)
    with database.transaction() as session:
        return figures.keep_month(session, month, counts, span.now)


def due(session: Session, rules: Rules, now: datetime) -> list[date]:
    """The months that can have changed since they were counted: this one, then whichever was
    counted longest ago."""
    first, kept = figures.first_report(session), figures.countings(session)
    month = this = month_of(now, rules.zone)
    months = []
    while first is not None and month >= month_of(first, rules.zone):
        if month == this or _may_have_changed(month, kept.get(month), rules, now):
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


def _may_have_changed(month: date, counted: datetime | None, rules: Rules, now: datetime) -> bool:
    """Whether a month that is over is worth counting again. It is settled once it was counted
    after the next one was over: by then every answer to it has come, or is late. What was counted
    by a clock that ran ahead is settled by nothing."""
    if counted is None or counted > now:
        return True
    settled = midnight(month_after(month_after(month)), rules.zone)
    return counted < settled and now - counted >= AN_HOUR
