"""A report's history: a chain in which no line can be changed, dropped or slipped in unseen."""

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.database import keys_of
from storage.encryption import Keys
from storage.models import Event, Report


def append(
    session: Session,
    report: Report,
    kind: str,
    actor: str,
    now: datetime,
    detail: Mapping[str, Any] | None = None,
) -> Event:
    """Add a line to a report that this transaction holds locked. `detail` never holds identity."""
    number = report.last_event + 1
    event = Event(
        report_id=report.id,
        number=number,
        kind=kind,
        actor=actor,
        detail=dict(detail or {}),
        at=now,
    )
    event.hash = _linked(session, report.last_hash, event)
    report.last_event, report.last_hash = number, event.hash
    session.add(event)
    return event


def of_report(session: Session, report: Report) -> list[Event]:
    """The history of a report, oldest first."""
    found = select(Event).where(Event.report_id == report.id).order_by(Event.number)
    return list(session.scalars(found))


def latest(session: Session, report: Report, kind: str) -> Event | None:
    """The last line of a kind in a report's history."""
    found = select(Event).where(Event.report_id == report.id, Event.kind == kind)
    return session.scalar(found.order_by(Event.number.desc()).limit(1))


def faults(session: Session, report: Report) -> Iterator[str]:
    """What is wrong with a report's chain: nothing, or where it was tampered with."""
    return _faults(session, report, of_report(session, report))


def broken(session: Session, report: Report) -> list[int]:
    """The lines of a report's chain that were changed, by their number; 0 where its last lines
    are missing."""
    return list(_broken(session, report, of_report(session, report)))


def faults_of(session: Session, reports: Sequence[Report]) -> Iterator[tuple[Report, str]]:
    """What is wrong with the chains of some reports, each with the report it is about."""
    lines: dict[uuid.UUID, list[Event]] = {report.id: [] for report in reports}
    found = select(Event).where(Event.report_id.in_(lines)).order_by(Event.number)
    for event in session.scalars(found):
        lines[event.report_id].append(event)
    for report in reports:
        yield from ((report, fault) for fault in _faults(session, report, lines[report.id]))


Line = tuple[int, str, str, Mapping[str, Any], datetime]  # number, kind, actor, detail, moment


def link(keys: Keys, before: str, report_id: str, line: Line) -> str:
    """The hash of a line of a report's history, bound to the hash of the line before it."""
    number, kind, actor, detail, at = line
    told = [
        before, report_id, number, kind, actor, detail, at.astimezone(UTC).isoformat(),
    ]  # fmt: skip
    return keys.index("event", json.dumps(told, sort_keys=True))


def _faults(session: Session, report: Report, lines: Iterable[Event]) -> Iterator[str]:
    for number in _broken(session, report, lines):
        if number:
            yield f"line {number} of report {report.reference} was changed"
        else:
            yield f"the last lines of report {report.reference} are missing"


def _broken(session: Session, report: Report, lines: Iterable[Event]) -> Iterator[int]:
    before, number = "", 0
    for event in lines:
        number += 1
        if event.number != number or event.hash != _linked(session, before, event):
            yield event.number
        before = event.hash
    if (number, before) != (report.last_event, report.last_hash):
        yield 0


def _linked(session: Session, before: str, event: Event) -> str:
    line = (event.number, event.kind, event.actor, event.detail, event.at)
    return link(keys_of(session), before, str(event.report_id), line)
