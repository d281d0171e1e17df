"""Counts made ahead from reports and alerts, and the questions an overview asks of them.

A month is counted whole, again and again while it can still change, and only what differs is
written: counting twice, or with a clock that was down, comes to the same.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import cast

from sqlalchemy import ColumnElement, Table, and_, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from storage.database import insert_if_absent
from storage.models import Alert, Committee, Counting, Recusal, Report, Tally
from storage.models.report import CLOSED, OPEN, UNSEEN
from storage.tallies import KINDS, Known, Line, Span, Told, added_by, in_month, month_after

A_WEEK = timedelta(days=7)
AT_ONCE = 5000  # rows written by one statement
_REPORT = (
    Report.id, Report.received_at, Report.sub_prefecture_id, Report.department_id, Report.concern,
    Report.urgency, Report.route, Report.closed_at,
)  # fmt: skip
_ALERT = (
    Alert.committee_id, Committee.level, Alert.state, Alert.opened_at,
    Alert.acknowledged_at,
)  # fmt: skip
_WIDTH = len(_REPORT)
_KEY = (Tally.subject_id, Tally.kind, Tally.period, Tally.key, Tally.sensitive)
_NAMES = tuple(column.key for column in _KEY)
Key = tuple[str, date, uuid.UUID, str]  # kind, period, subject, key
Stored = tuple[uuid.UUID, str, date, str, bool]  # subject, then a line


def countings(session: Session) -> dict[date, datetime]:
    """The months that were counted, the latest first, and as of when."""
    rows = session.execute(select(Counting.month, Counting.until).order_by(Counting.month.desc()))
    return {row[0]: row[1] for row in rows}


def first_report(session: Session) -> datetime | None:
    """When the first report that is still kept was received."""
    firsts = [
        session.scalar(select(func.min(Report.received_at)).where(Report.stage == stage))
        for stage in (OPEN, CLOSED)
    ]
    return min((first for first in firsts if first is not None), default=None)


def counted(
    session: Session,
    kinds: Sequence[str],
    subjects: Iterable[uuid.UUID],
    since: date,
    until: date,
    *,
    sensitive: bool,
    key: str | None = None,
) -> Counter[Key]:
    """The counts of some subjects, in periods from `since` up to `until`, of one key or of all."""
    asked = select(Tally.kind, Tally.period, Tally.subject_id, Tally.key, Tally.count).where(
        Tally.kind.in_(kinds),
        Tally.period >= since,
        Tally.period < until,
        Tally.subject_id.in_(list(subjects)),
    )
    if key is not None:
        asked = asked.where(Tally.key == key)
    if not sensitive:
        asked = asked.where(~Tally.sensitive)
    found: Counter[Key] = Counter()
    for kind, period, subject, key, count in session.execute(asked):
        found[kind, period, subject, key] += count
    return found


def hidden_from(session: Session, member_id: uuid.UUID, phone_index: str) -> list[Known]:
    """The reports from which a member stepped aside, and those that their own phone made."""
    aside = select(Recusal.report_id).where(Recusal.member_id == member_id)
    own = select(Report.id).where(Report.phone_index == phone_index, Report.stage > UNSEEN)
    return _known(session, Report.id.in_(list(session.scalars(aside.union(own)))))


Counts = Mapping[uuid.UUID, Counter[Line]]  # by subject


def count_month(session: Session, month: date, rules: Span) -> int:
    """Count a month anew, as of `rules.now`; how many of its counts differ from what was kept."""
    return keep_month(session, month, month_counts(session, month, rules), rules.now)


def month_counts(session: Session, month: date, rules: Span) -> Counts:
    """What the reports of a month come to, as of `rules.now`. Only reads, and long: 100,000 reports
    take about ten seconds."""
    span = in_month(rules, month)
    counts: dict[uuid.UUID, Counter[Line]] = defaultdict(Counter)
    for since, until in _weeks(span):
        came = and_(Report.received_at >= since, Report.received_at < until)
        ended = and_(Report.closed_at >= since, Report.closed_at < until)
        for fits in (came, and_(ended, Report.received_at < span.since)):
            for report in _known(session, and_(Report.stage.in_((OPEN, CLOSED)), fits)):
                for subject, lines in added_by(report, span):
                    counts[subject].update(lines)
    return counts


def keep_month(session: Session, month: date, counts: Counts, until: datetime) -> int:
    """Keep the counts of a month as they were at a moment; how many differ from those kept."""
    differing = _keep(session, month, counts)
    if not insert_if_absent(session, Counting, {"month": month, "until": until}, "month"):
        session.execute(update(Counting).where(Counting.month == month).values(until=until))
    return differing


def _weeks(span: Span) -> Iterator[tuple[datetime, datetime]]:
    """A span in pieces that fit into memory."""
    since, end = span.since, min(span.until, span.now)
    while since < end:
        yield since, min(since + A_WEEK, end)
        since += A_WEEK


def _known(session: Session, fits: ColumnElement[bool]) -> list[Known]:
    """Some reports with their alerts."""
    rows = session.execute(
        select(*_REPORT, *_ALERT)
        .outerjoin(Alert, Alert.report_id == Report.id)
        .outerjoin(Committee, Alert.committee_id == Committee.id)
        .where(fits)
    )
    found: dict[uuid.UUID, Known] = {}
    for row in rows:
        report = found.get(row[0])
        if report is None:
            report = found[row[0]] = Known._make((*row[1:_WIDTH], []))
        if row[_WIDTH] is not None:
            report.told.append(Told._make(row[_WIDTH:]))
    return list(found.values())


def _keep(session: Session, month: date, counts: Counts) -> int:
    """Write what differs from what is kept of a month; how many counts that is."""
    within = (Tally.kind.in_(KINDS), Tally.period >= month, Tally.period < month_after(month))
    rows = session.execute(select(*_KEY, Tally.count).where(*within))
    kept: dict[Stored, int] = {(*key,): count for *key, count in rows}  # type: ignore[misc]
    now = {(of, *line): n for of, lines in counts.items() for line, n in lines.items()}
    stale = [key for key, count in kept.items() if now.get(key) != count]
    fresh = [key for key, count in now.items() if kept.get(key) != count]
    table = cast(Table, Tally.__table__)
    same = and_(*(table.c[name] == bindparam(f"of_{name}") for name in _NAMES))
    for some in _handfuls(stale):
        marked = [{f"of_{name}": of for name, of in zip(_NAMES, key, strict=True)} for key in some]
        session.connection().execute(delete(table).where(same), marked)
    for some in _handfuls(fresh):
        full = [dict(zip(_NAMES, key, strict=True), count=now[key]) for key in some]
        session.connection().execute(insert(table), full)
    return len({*stale, *fresh})


def _handfuls(keys: Sequence[Stored]) -> Iterator[Sequence[Stored]]:
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))
