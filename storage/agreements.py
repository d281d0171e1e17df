"""What must agree with what, row by row: each agreement finds the rows that break it."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, String, and_, cast, func, or_, select, union_all
from sqlalchemy.orm import Session

from storage import echoes, ledger
from storage.models import (
    Alert,
    Arrival,
    Event,
    InboundMessage,
    MessageStatus,
    OutboundMessage,
    Report,
    ReportStatus,
    UnfinishedCall,
)
from storage.models.report import UNSEEN

SHOWN = 20  # rows of a breach that are named; the others are counted
Rows = Select[Any]


@dataclass(frozen=True)
class Breach:
    """Rows that break an agreement: how many, and the first of them by reference or id."""

    agreement: str
    count: int
    names: tuple[str, ...]


def look_at(session: Session, agreement: str) -> Breach | None:
    """The rows that break an agreement; None when all of them keep it."""
    rows = AGREEMENTS[agreement]()
    names = session.scalars(rows.limit(SHOWN + 1)).all()
    if not names:
        return None
    count = len(names)
    if count > SHOWN:
        count = session.scalar(select(func.count()).select_from(rows.subquery())) or count
    return Breach(agreement, count, tuple(_name(name) for name in names[:SHOWN]))


def _name(name: object) -> str:
    """An id as it is written; SQLite gives one without its dashes where it was turned to text."""
    if isinstance(name, str) and len(name) == 32:
        return str(uuid.UUID(name))
    return str(name)


def _call_is_gone() -> Rows:
    name = func.coalesce(Arrival.reference, cast(Arrival.id, String))
    # A call that came to a report, and is only an unfinished call now, has lost its report.
    lost = and_(Report.id.is_(None), or_(UnfinishedCall.id.is_(None), Arrival.reference != ""))
    return (
        select(name)
        .select_from(Arrival)
        .outerjoin(Report, Report.session_key == Arrival.session_key)
        .outerjoin(UnfinishedCall, UnfinishedCall.session_key == Arrival.session_key)
        .where(Arrival.session_key.is_not(None), lost)
    )


def _sms_is_gone() -> Rows:
    row = select(InboundMessage.id).where(InboundMessage.id == Arrival.id).exists()
    return select(Arrival.id).where(Arrival.channel == "sms", ~row)


def _no_mark() -> Rows:
    marked = select(Arrival.id)
    reports = select(Report.reference).where(
        Report.channel != "sms",
        ~marked.where(Arrival.session_key == Report.session_key).exists(),
    )
    calls = select(cast(UnfinishedCall.id, String)).where(
        ~marked.where(Arrival.session_key == UnfinishedCall.session_key).exists()
    )
    messages = select(cast(InboundMessage.id, String)).where(
        ~marked.where(Arrival.id == InboundMessage.id).exists()
    )
    found = union_all(reports, calls, messages).subquery()
    return select(found.c[0])


def _report_without_sms() -> Rows:
    message = select(InboundMessage.id).where(InboundMessage.report_id == Report.id)
    return select(Report.reference).where(Report.channel == "sms", ~message.exists())


def _report_of_two_sms() -> Rows:
    several = (
        select(InboundMessage.report_id)
        .where(InboundMessage.report_id.is_not(None))
        .group_by(InboundMessage.report_id)
        .having(func.count() > 1)
    )
    return select(Report.reference).where(Report.id.in_(several))


def _sms_without_report() -> Rows:
    report = select(Report.id).where(Report.id == InboundMessage.report_id).exists()
    says_so = ledger.kind_of_message() == ledger.REPORT
    lost = or_(and_(says_so, ~report), and_(InboundMessage.report_id.is_not(None), ~report))
    return select(InboundMessage.id).where(lost)


def _sms_unaccounted() -> Rows:
    return select(InboundMessage.id).where(ledger.kind_of_message() == ledger.UNKNOWN)


def _report_without_alert() -> Rows:
    alert = select(Alert.id).where(Alert.report_id == Report.id)
    return select(Report.reference).where(Report.stage > UNSEEN, ~alert.exists())


def _report_without_history() -> Rows:
    told = or_(Report.stage > UNSEEN, Report.status == ReportStatus.CANCELLED)
    return select(Report.reference).where(told, Report.last_event == 0)


def _alert_without_report() -> Rows:
    report = select(Report.id).where(Report.id == Alert.report_id)
    return select(Alert.id).where(~report.exists())


def _alert_without_promise() -> Rows:
    own = select(OutboundMessage.id).where(OutboundMessage.alert_id == Alert.id).exists()
    shared = select(OutboundMessage.id).where(OutboundMessage.id == Alert.told_in).exists()
    # Whoever takes a report that another committee has needs no message to know of it.
    stepped_in = func.coalesce(Alert.acknowledged_at == Alert.opened_at, False)
    return select(Alert.id).where(~own, ~shared, ~stepped_in)


def _promise_without_alert() -> Rows:
    alert = select(Alert.id).where(Alert.id == OutboundMessage.alert_id)
    has_one = OutboundMessage.alert_id.is_not(None)
    return select(OutboundMessage.id).where(has_one, ~alert.exists())


def _promise_without_time() -> Rows:
    waits = OutboundMessage.status.in_((MessageStatus.QUEUED, MessageStatus.SENDING))
    return select(OutboundMessage.id).where(waits, OutboundMessage.next_attempt_at.is_(None))


def _line_without_report() -> Rows:
    report = select(Report.id).where(Report.id == Event.report_id)
    return select(Event.report_id).where(~report.exists()).distinct()


AGREEMENTS: Mapping[str, Callable[[], Rows]] = {
    "call_is_gone": _call_is_gone,
    "sms_is_gone": _sms_is_gone,
    "no_mark": _no_mark,
    "report_without_sms": _report_without_sms,
    "report_of_two_sms": _report_of_two_sms,
    "sms_without_report": _sms_without_report,
    "sms_unaccounted": _sms_unaccounted,
    "report_without_alert": _report_without_alert,
    "report_without_history": _report_without_history,
    "nobodys_turn": echoes.nobodys_turn,
    "closed_yet_awaited": echoes.closed_yet_awaited,
    "alert_without_report": _alert_without_report,
    "alert_without_promise": _alert_without_promise,
    "promise_without_alert": _promise_without_alert,
    "promise_without_time": _promise_without_time,
    "line_without_report": _line_without_report,
    "stage_disagrees": echoes.stage_disagrees,
    "rank_disagrees": echoes.rank_disagrees,
    "turn_disagrees": echoes.turn_disagrees,
    "due_disagrees": echoes.due_disagrees,
}
