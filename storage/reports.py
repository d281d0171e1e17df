"""Reports: drafts, filed ones, and the questions asked of them."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Row, Uuid, bindparam, select, update
from sqlalchemy.orm import Session

from storage.database import insert_if_absent, keys_of
from storage.ids import new_id, random_digits
from storage.models import Alert, Report, ReportStatus
from storage.models.report import OPEN, RANKS

TABLE = "reports"
_REFERENCE_DIGITS = 5  # before the check digit; one more when they run short


@dataclass(frozen=True)
class Statement:
    """What a caller or a texter told us, in codes; who they are only as far as they agreed."""

    session_key: str
    channel: str
    concern: str
    urgency: str
    place_id: str
    language: str
    phone_index: str
    child: str = "unknown"
    when: str = "unknown"
    route: str = "unknown"
    contact: str = "never"
    phone: str = ""  # E.164, only where the reporter agreed to be contacted
    words: str = ""
    relay: bool = False  # somebody reports for somebody else
    landmark: str = ""  # what was typed of a place that is not in the list
    path: str = (
        ""  # each answer in its order, to go on after a broken-off call; while it is a draft
    )


def keep(
    session: Session, statement: Statement, finish: Callable[[str], str], now: datetime
) -> Report:
    """Save what was told, once per session, and hold the row until the commit.

    `finish` adds the check digit to a new reference. What is filed already stays as it is. A
    provider may use a session's id again after its end: what then speaks of something else is
    another report.
    """
    report = by_session(session, statement.session_key)
    if report is not None and report.receipt_hash and _is_another(report, statement):
        statement = replace(statement, session_key=_another_key(session, statement))
        report = by_session(session, statement.session_key)
    if report is None:
        report = _begin(session, statement, _unused_reference(session, finish), now)
    elif report.receipt_hash is None:
        for name, value in _told(statement, now).items():
            setattr(report, "when" if name == "happens" else name, value)
        rank_again(session, report)
    if report.receipt_hash is None:
        _seal(session, report, statement)
    return report


def get(session: Session, report_id: uuid.UUID) -> Report:
    """The report with this id."""
    return session.get_one(Report, report_id)


_LOCKED = (
    select(Report)
    .where(Report.id == bindparam("report", type_=Uuid))
    .with_for_update()
    .execution_options(populate_existing=True)
)  # built once: that costs more than to run it


def locked(session: Session, report_id: uuid.UUID) -> Report:
    """The report with this id as it is now, held until the commit."""
    return session.scalars(_LOCKED, {"report": report_id}).one()


def by_session(session: Session, session_key: str) -> Report | None:
    """The report made in a call, held until the commit."""
    return session.scalar(select(Report).where(Report.session_key == session_key).with_for_update())


def by_receipt(session: Session, receipt_hash: str) -> Report | None:
    """The report whose receipt has this hash."""
    return session.scalar(select(Report).where(Report.receipt_hash == receipt_hash))


def by_reference(session: Session, reference: str) -> Report | None:
    """The report with this reference."""
    return session.scalar(select(Report).where(Report.reference == reference))


def words_of(session: Session, report: Report) -> str:
    """What a reporter wrote in their own words, opened; "" when there is nothing."""
    if report.words_sealed is None:
        return ""
    return keys_of(session).open(report.words_sealed, TABLE, str(report.id), "words")


def landmark_of(session: Session, report: Report) -> str:
    """What a reporter typed of a place that is not in the list, opened; "" when there is none."""
    if report.landmark_sealed is None:
        return ""
    return keys_of(session).open(report.landmark_sealed, TABLE, str(report.id), "landmark")


def phone_of(session: Session, report: Report) -> str:
    """The reporter's number, opened to be written to; "" when none was kept."""
    if report.phone_sealed is None:
        return ""
    return keys_of(session).open(report.phone_sealed, TABLE, str(report.id), "phone")


def idle_drafts(session: Session, before: datetime, most: int = 100) -> Sequence[uuid.UUID]:
    """Drafts that nobody has added to since a moment, oldest first."""
    return session.scalars(
        select(Report.id)
        .where(Report.status == ReportStatus.DRAFT, Report.saved_at <= before)
        .order_by(Report.saved_at)
        .limit(most)
    ).all()


def like(
    session: Session, report: Report, since: datetime, most: int
) -> Sequence[Row[uuid.UUID, str, str]]:
    """Open reports of the same village, concern and child since a moment, the newest first: their
    ids, the indexes of their reporters' phones, and who was to receive them."""
    return session.execute(
        select(Report.id, Report.phone_index, Report.route)
        .where(
            Report.place_id == report.place_id,
            Report.received_at >= since,
            Report.id != report.id,
            Report.stage == OPEN,
            Report.concern == report.concern,
            Report.child == report.child,
        )
        .order_by(Report.received_at.desc())
        .limit(most)
    ).all()


def rank_again(session: Session, report: Report) -> None:
    """Let a report stand in every list where its urgency says; as the next urgency when several
    people told of it."""
    several = report.told_by > 1
    report.rank = min(RANKS.get(report.urgency, 0) + several, max(RANKS.values()))
    session.execute(update(Alert).where(Alert.report_id == report.id).values(rank=report.rank))


def _begin(session: Session, statement: Statement, reference: str, now: datetime) -> Report:
    row = {
        "id": new_id(),
        "reference": reference,
        "session_key": statement.session_key,
        "status": ReportStatus.DRAFT,
        "phone_index": statement.phone_index,
        "incomplete": False,
        "last_event": 0,
        "last_hash": "",
        "rank": RANKS.get(statement.urgency, 0),
        **_told(statement, now),
    }
    insert_if_absent(session, Report, row, "session_key")  # the same turn may be told twice at once
    begun = by_session(session, statement.session_key)
    if begun is None:
        raise LookupError("a report vanished while it was being kept")
    return begun


def _unused_reference(session: Session, finish: Callable[[str], str]) -> str:
    for extra in (0, 0, 0, 0, 1, 1, 2, 3):
        reference = finish(random_digits(_REFERENCE_DIGITS + extra))
        if not session.scalar(select(Report.id).where(Report.reference == reference)):
            return reference
    return finish(random_digits(_REFERENCE_DIGITS + 4))


def _told(statement: Statement, now: datetime) -> dict[str, object]:
    return {
        "channel": statement.channel,
        "concern": statement.concern,
        "urgency": statement.urgency,
        "place_id": uuid.UUID(statement.place_id),
        "child": statement.child,
        "happens": statement.when,
        "route": statement.route,
        "contact_consent": statement.contact,
        "language": statement.language,
        "relay": statement.relay,
        "saved_at": now,
    }


def _is_another(report: Report, statement: Statement) -> bool:
    return (report.concern, str(report.place_id)) != (statement.concern, statement.place_id)


def _another_key(session: Session, statement: Statement) -> str:
    told = f"{statement.session_key}:{statement.concern}:{statement.place_id}"
    return keys_of(session).index("call used again", told)


def _seal(session: Session, report: Report, statement: Statement) -> None:
    """Keep what is private as it was last said: who goes back to anonymous leaves no number."""
    seal, row = keys_of(session).seal, (TABLE, str(report.id))
    said = {
        "phone": statement.phone, "words": statement.words,
        "landmark": statement.landmark, "path": statement.path,
    }  # fmt: skip
    for name, value in said.items():
        setattr(report, f"{name}_sealed", seal(value, *row, name) if value else None)
