"""Counts the weeks and months that can still change, for the overviews."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from menus.triage import CONCERNS, is_sensitive
from notifications.rules import Rules
from storage import figures
from storage.figures import Span

EVERY = timedelta(minutes=10)
SENSITIVE = frozenset(code for code in CONCERNS if is_sensitive(code))


def count(session: Session, rules: Rules, now: datetime) -> int:
    """Count last month and this one again; how many counts were kept."""
    this_month = figures.month_of(now, rules.zone)
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    monday = last_month - timedelta(days=last_month.weekday())
    return figures.count_again(session, span_from(rules, monday, now))


def span_from(rules: Rules, since: date, now: datetime) -> Span:
    """Everything from a day until now, counted by the times that hold now."""
    return Span(
        figures.from_the_start_of(since, rules.zone),
        now + timedelta(minutes=1),
        rules.zone,
        SENSITIVE,
        {urgency: each.next_level for urgency, each in rules.times.items()},
    )
