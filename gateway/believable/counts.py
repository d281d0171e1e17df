"""Counts a whole year for the overviews, month by month, so that none needs much memory."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from notifications import counting
from notifications.rules import Rules
from storage import bulk, figures
from storage.database import Database


def months(database: Database, rules: Rules, until: datetime) -> Sequence[date]:
    """The months that are to be counted."""
    with database.reading() as session:
        return counting.due(session, rules, until)


def count(
    database: Database, rules: Rules, wanted: Sequence[date], until: datetime
) -> Iterator[date]:
    """Count months, as things stand at a moment; each as it is done."""
    for month in wanted:
        with database.transaction() as session:
            bulk.unhurried(session)
            figures.count_month(session, month, counting.span_of(rules, until))
        yield month
