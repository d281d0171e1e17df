"""Counts made ahead from reports and alerts, and the questions an overview asks of them.

A week or month is counted whole, again and again while it can still change, and replaces what was
counted before: counting twice, or with a clock that was down, comes to the same.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from sqlalchemy import Row, delete, insert, select
from sqlalchemy.orm import Session

from storage.models import Alert, Report, Tally
from storage.models.report import UNSEEN

RECEIVED, IN_TIME, CONCERN, ANSWERED, ENDED = (
    "received", "in_time", "concern", "answer", "outcome",
)  # fmt: skip
FINENESS = 1.15  # a span falls into a bin 15 % wide: that much a median may be off
Key = tuple[str, date, uuid.UUID, str, bool]


@dataclass(frozen=True)
class Span:
    """A stretch of time and how the house counts in it."""

    since: datetime
    until: datetime
    zone: tzinfo
    sensitive: frozenset[str]
    in_time: Mapping[str, timedelta]  # by urgency: within which an answer is in time


def week_of(moment: datetime, zone: tzinfo) -> date:
    """The Monday of a moment's week."""
    day = moment.astimezone(zone).date()
    return day - timedelta(days=day.weekday())


def month_of(moment: datetime, zone: tzinfo) -> date:
    """The first day of a moment's month."""
    return moment.astimezone(zone).date().replace(day=1)


def bin_of(span: timedelta) -> int:
    """The bin that a span falls into: whole powers of `FINENESS` minutes."""
    minutes, found = max(span.total_seconds() / 60, 1.0), 0
    while minutes > 1.0 + 1e-9:
        minutes, found = minutes / FINENESS, found + 1
    return found


def minutes_of(number: int) -> float:
    """The middle of a bin, in minutes."""
    return float(FINENESS ** (number - 0.5)) if number else 1.0


def count_again(session: Session, span: Span) -> int:
    """Count whole weeks and months anew, from a Monday or a first of the month on; how many rows.

    Weeks and months that begin before `since` keep what was counted, so a span begins where the
    earliest of them does.
    """
    tallies = Counter(_of_reports(session, span))
    tallies.update(_of_alerts(session, span))
    tallies.update(_of_endings(session, span))
    first = span.since.astimezone(span.zone).date()
    last = span.until.astimezone(span.zone).date()
    session.execute(delete(Tally).where(Tally.period >= first, Tally.period <= last))
    rows = [
        {"kind": kind, "period": period, "subject_id": subject, "key": key,
         "sensitive": sensitive, "count": count}
        for (kind, period, subject, key, sensitive), count in tallies.items()
        if period >= first
    ]  # fmt: skip
    for start in range(0, len(rows), 5000):
        session.execute(insert(Tally), rows[start : start + 5000])
    return len(rows)


def counted(
    session: Session,
    kind: str,
    subjects: Sequence[uuid.UUID],
    since: date,
    until: date,
    *,
    sensitive: bool,
) -> Sequence[Row[date, uuid.UUID, str, int]]:
    """Period, subject, key and count of some subjects, in periods from `since` up to `until`."""
    asked = select(Tally.period, Tally.subject_id, Tally.key, Tally.count).where(
        Tally.kind == kind,
        Tally.period >= since,
        Tally.period < until,
        Tally.subject_id.in_(subjects),
    )
    if not sensitive:
        asked = asked.where(~Tally.sensitive)
    return session.execute(asked.order_by(Tally.period)).all()


def share(bins: Mapping[int, int], part: float) -> float | None:
    """Within how many minutes a part (0.5: half) of what was counted in bins lies."""
    total, passed = sum(bins.values()), 0
    if not total:
        return None
    for number in sorted(bins):
        passed += bins[number]
        if passed >= total * part:
            return minutes_of(number)
    return None


def keys_of_report(report: Report, alerts: Iterable[Alert], span: Span) -> Iterable[Key]:
    """What one report adds to the counts: to take it out again for who may not know of it."""
    first = min((a.acknowledged_at for a in alerts if a.acknowledged_at), default=None)
    row = (
        report.received_at, report.sub_prefecture_id, report.department_id, report.place_id,
        report.concern, report.urgency, first,
    )  # fmt: skip
    return _keys(row, span)


def _of_reports(session: Session, span: Span) -> Iterable[Key]:
    answered = (
        select(Alert.acknowledged_at)
        .where(Alert.report_id == Report.id, Alert.acknowledged_at.is_not(None))
        .order_by(Alert.acknowledged_at)
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Report.received_at, Report.sub_prefecture_id, Report.department_id, Report.place_id,
            Report.concern, Report.urgency, answered,
        ).where(
            Report.stage > UNSEEN, Report.received_at >= span.since, Report.received_at < span.until
        ),
        execution_options={"yield_per": 2000},
    )  # fmt: skip
    for row in rows:
        yield from _keys(tuple(row), span)


def _keys(row: Sequence[object], span: Span) -> Iterable[Key]:
    received_at, sub_prefecture, department, place, concern, urgency, answered_at = row
    if not isinstance(received_at, datetime):
        return
    where = sub_prefecture or department or place
    if not isinstance(where, uuid.UUID):
        return
    secret = concern in span.sensitive
    week, month = week_of(received_at, span.zone), month_of(received_at, span.zone)
    yield RECEIVED, week, where, "", secret
    yield CONCERN, month, where, str(concern), secret
    limit = span.in_time.get(str(urgency), timedelta())
    if isinstance(answered_at, datetime) and answered_at - received_at <= limit:
        yield IN_TIME, week, where, "", secret


def _of_alerts(session: Session, span: Span) -> Iterable[Key]:
    rows = session.execute(
        select(Alert.committee_id, Alert.opened_at, Alert.acknowledged_at, Report.concern)
        .join(Report, Alert.report_id == Report.id)
        .where(Alert.acknowledged_at >= span.since, Alert.acknowledged_at < span.until),
        execution_options={"yield_per": 2000},
    )
    for committee_id, opened_at, acknowledged_at, concern in rows:
        if acknowledged_at is None:
            continue
        took = str(bin_of(acknowledged_at - opened_at))
        month = month_of(acknowledged_at, span.zone)
        yield ANSWERED, month, committee_id, took, concern in span.sensitive


def _of_endings(session: Session, span: Span) -> Iterable[Key]:
    rows = session.execute(
        select(Alert.committee_id, Report.received_at, Report.closed_at, Report.concern)
        .join(Report, Alert.report_id == Report.id)
        .where(
            Report.closed_at >= span.since,
            Report.closed_at < span.until,
            Alert.acknowledged_at.is_not(None),
        ),
        execution_options={"yield_per": 2000},
    )
    for committee_id, received_at, closed_at, concern in rows:
        if received_at is None or closed_at is None:
            continue
        took = str(bin_of(closed_at - received_at))
        month = month_of(closed_at, span.zone)
        yield ENDED, month, committee_id, took, concern in span.sensitive


def from_the_start_of(day: date, zone: tzinfo) -> datetime:
    """Midnight of a day, where the house is."""
    return datetime.combine(day, time(0), zone)
