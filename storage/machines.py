"""How the house itself is doing, in counts: what waits, what failed, how full it is.

These are asked every few seconds, whatever the number of rows. So each question reads a stretch of
one index and stops after `COUNTED` of it, or reads what the clock counted before: `count_stock`.
Nothing here knows a person, a place or a concern.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import Session

from storage import gauges
from storage.inbox import ASKED, FOR_PERSON, QUARANTINED
from storage.models import (
    Alert,
    Committee,
    Duty,
    InboundMessage,
    MessageStatus,
    OutboundMessage,
    Report,
)
from storage.models.alert import ANSWER
from storage.models.report import CLOSED, OPEN, RANKS, UNSEEN
from storage.outbox import ALERTS, BULK

COUNTED = 10_000  # of a stretch; what is more is not counted
STOCK = "reports."  # the gauges of `count_stock` begin so
STAGES = {UNSEEN: "unseen", OPEN: "open", CLOSED: "closed"}
FAILED = (MessageStatus.UNDELIVERED, MessageStatus.EXPIRED, MessageStatus.UNCERTAIN)
OTHER = "other"
# What a provider may give as a reason: a code of theirs or ours, never a number of somebody.
_CODE = re.compile(r"(?!.*\d{5})[A-Za-z][A-Za-z0-9 :,_/.-]{0,39}")


@dataclass(frozen=True)
class Line:
    """One queue: how many wait or are being sent, and for when the oldest was promised."""

    queue: str
    waiting: int
    sending: int
    oldest: datetime | None
    uncertain: int  # of the last day
    expired: int


@dataclass(frozen=True)
class Failure:
    """Messages of one queue that came to nothing in one way."""

    queue: str
    status: str
    reason: str
    count: int


def lines(session: Session, now: datetime) -> list[Line]:
    """Each queue."""
    return [_line(session, queue, now - timedelta(days=1)) for queue in (ALERTS, BULK)]


def failures(session: Session, since: datetime) -> list[Failure]:
    """What came to nothing of the messages promised for a moment since then, most first."""
    found: Counter[tuple[str, str, str]] = Counter()
    for queue in (ALERTS, BULK):
        for status in FAILED:
            rows = _promised(queue, status, since).with_only_columns(OutboundMessage.reason)
            reasons = rows.limit(COUNTED).subquery()
            by_reason = select(reasons.c[0], func.count()).group_by(reasons.c[0])
            for reason, count in session.execute(by_reason):
                found[queue, str(status), _code(reason)] += count
    return [Failure(*key, count) for key, count in found.most_common()]


def by_status(session: Session, since: datetime, now: datetime) -> Mapping[str, int]:
    """The messages whose hour came since then, by what became of them."""
    return {
        str(status): sum(
            _count(session, _promised(queue, status, since, now)) for queue in (ALERTS, BULK)
        )
        for status in MessageStatus
    }


def late_reports(session: Session, now: datetime) -> int:
    """Open reports of which somebody's time is over."""
    late = select(Report.id).where(Report.stage == OPEN, Report.due_at < now)
    return _count(session, late)


def unanswered_by_level(session: Session) -> Mapping[str, int]:
    """Alerts whose committee has yet to answer and is asked to, by its level."""
    asked = (
        select(Alert.committee_id)
        .where(Alert.turn == ANSWER, Alert.due_at.is_not(None))
        .limit(COUNTED)
        .subquery()
    )
    by_level = select(Committee.level, func.count()).join(asked, Committee.id == asked.c[0])
    return {row[0]: row[1] for row in session.execute(by_level.group_by(Committee.level))}


def for_people(session: Session) -> Mapping[str, int]:
    """SMS that wait for a person, or for what their sender was asked for, by their state."""
    return {
        state: _count(session, select(InboundMessage.id).where(InboundMessage.state == state))
        for state in (FOR_PERSON, QUARANTINED, ASKED)
    }


def count_stock(session: Session, now: datetime) -> int:
    """Count every report by stage and urgency, and keep the counts; how many reports. The clock
    does it now and then: it is the one count that reads a whole index."""
    rows = select(Report.stage, Report.rank, func.count()).group_by(Report.stage, Report.rank)
    counted = {(row[0], row[1]): row[2] for row in session.execute(rows)}
    kept = {
        f"{STOCK}{name}.{urgency}": counted.get((stage, rank), 0)
        for stage, name in STAGES.items()
        for urgency, rank in RANKS.items()
    }
    gauges.keep_all(session, kept, now)
    return sum(counted.values())


def stock(session: Session) -> tuple[Mapping[tuple[str, str], int], datetime | None]:
    """What `count_stock` kept, by stage and urgency, and when."""
    found = gauges.starting(session, STOCK)
    counts = {_pair(name): int(gauge.value) for name, gauge in found.items()}
    return counts, min((gauge.at for gauge in found.values()), default=None)


def done_duties(session: Session) -> Mapping[str, datetime]:
    """When each duty was last done."""
    return {row[0]: row[1] for row in session.execute(select(Duty.name, Duty.at))}


def size(session: Session) -> int:
    """How many bytes the database takes."""
    if session.get_bind().dialect.name == "postgresql":
        return int(session.scalar(text("SELECT pg_database_size(current_database())")) or 0)
    pages = session.scalar(text("PRAGMA page_count")) or 0
    return int(pages * (session.scalar(text("PRAGMA page_size")) or 0))


def _line(session: Session, queue: str, since: datetime) -> Line:
    first = func.min(OutboundMessage.promised_for)
    moments = [
        session.scalar(_of(queue, status).with_only_columns(first))
        for status in (MessageStatus.QUEUED, MessageStatus.SENDING)
    ]
    return Line(
        queue,
        waiting=_count(session, _of(queue, MessageStatus.QUEUED)),
        sending=_count(session, _of(queue, MessageStatus.SENDING)),
        oldest=min((moment for moment in moments if moment), default=None),
        uncertain=_count(session, _promised(queue, MessageStatus.UNCERTAIN, since)),
        expired=_count(session, _promised(queue, MessageStatus.EXPIRED, since)),
    )


def _of(queue: str, status: str) -> Select[Any]:
    ours = (OutboundMessage.queue == queue, OutboundMessage.status == status)
    return select(OutboundMessage.id).where(*ours)


def _promised(
    queue: str, status: str, since: datetime, until: datetime | None = None
) -> Select[Any]:
    """A stretch of ix_outbound_promised."""
    rows = _of(queue, status).where(OutboundMessage.promised_for >= since)
    return rows if until is None else rows.where(OutboundMessage.promised_for <= until)


def _count(session: Session, rows: Select[Any]) -> int:
    """How many rows, as far as COUNTED."""
    stretch = rows.limit(COUNTED).subquery()
    return session.scalar(select(func.count()).select_from(stretch)) or 0


def _code(reason: str | None) -> str:
    """A reason as it may be shown: what is no code of anybody's is OTHER."""
    if not reason:
        return ""
    return reason if _CODE.fullmatch(reason) else OTHER


def _pair(name: str) -> tuple[str, str]:
    stage, _, urgency = name.partition(".")
    return stage, urgency
