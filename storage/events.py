"""A report's history: a chain in which no line can be changed, dropped or slipped in unseen."""

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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
    for number in broken(session, report):
        if number:
            yield f"line {number} of report {report.reference} was changed"
        else:
            yield f"the last lines of report {report.reference} are missing"


def broken(session: Session, report: Report) -> list[int]:
    """The lines of a report's chain that were changed, by their number; 0 where its last lines
    are missing."""
    end = End(report.id, report.reference, report.last_event, report.last_hash)
    return list(_broken(keys_of(session), end, _lines(session, [end])[end.report_id]))


Line = tuple[int, str, str, Mapping[str, Any], datetime]  # number, kind, actor, detail, moment


@dataclass(frozen=True)
class End:
    """Where a report's history ends, as the report itself says."""

    report_id: uuid.UUID
    reference: str
    number: int
    hash: str


def ends(session: Session, before: uuid.UUID | None, most: int) -> list[End]:
    """Where the histories of the latest reports end, or of those before one; the latest first."""
    found = select(Report.id, Report.reference, Report.last_event, Report.last_hash)
    if before is not None:
        found = found.where(Report.id < before)
    return [End(*row) for row in session.execute(found.order_by(Report.id.desc()).limit(most))]


def broken_among(session: Session, histories: Sequence[End]) -> list[str]:
    """The references of those reports whose chain was tampered with."""
    keys, lines = keys_of(session), _lines(session, histories)
    return [end.reference for end in histories if list(_broken(keys, end, lines[end.report_id]))]


def link(keys: Keys, before: str, report_id: str, line: Line) -> str:
    """The hash of a line of a report's history, bound to the hash of the line before it."""
    number, kind, actor, detail, at = line
    told = [
        before, report_id, number, kind, actor, detail, at.astimezone(UTC).isoformat(),
    ]  # fmt: skip
    return keys.index("event", json.dumps(told, sort_keys=True))


def _lines(
    session: Session, histories: Sequence[End]
) -> Mapping[uuid.UUID, list[tuple[Line, str]]]:
    """Each history with the hashes it was written with. No objects are made of them: there may be
    millions."""
    lines: dict[uuid.UUID, list[tuple[Line, str]]] = {end.report_id: [] for end in histories}
    told = (Event.number, Event.kind, Event.actor, Event.detail, Event.at)
    found = select(Event.report_id, Event.hash, *told).where(Event.report_id.in_(lines))
    for report_id, kept, *line in session.execute(found.order_by(Event.number)):
        lines[report_id].append((tuple(line), kept))
    return lines


def _broken(keys: Keys, end: End, lines: Iterable[tuple[Line, str]]) -> Iterator[int]:
    before, number, report_id = "", 0, str(end.report_id)
    for line, kept in lines:
        number += 1
        if line[0] != number or kept != link(keys, before, report_id, line):
            yield line[0]
        before = kept
    if (number, before) != (end.number, end.hash):
        yield 0


def _linked(session: Session, before: str, event: Event) -> str:
    line = (event.number, event.kind, event.actor, event.detail, event.at)
    return link(keys_of(session), before, str(event.report_id), line)
