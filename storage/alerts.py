"""Alerts: what waits in a committee's inbox, and what its clocks say."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    Uuid,
    bindparam,
    func,
    select,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage.database import insert_if_absent
from storage.ids import new_id
from storage.models import Alert, AlertState, Member, Place, Recusal, Report
from storage.models.alert import ANSWER, OUTCOME
from storage.models.report import OPEN

Due = Select[uuid.UUID, uuid.UUID]


@dataclass(frozen=True)
class Waiting:
    """One line of a committee's inbox."""

    alert_id: uuid.UUID
    report_id: uuid.UUID
    urgency: str
    place: str
    opened_at: datetime
    state: str
    next_level_at: datetime | None


def open_once(
    session: Session,
    report: Report,
    committee_id: uuid.UUID,
    reason: str,
    now: datetime,
    remind_at: datetime | None,
    next_level_at: datetime | None,
) -> uuid.UUID | None:
    """Put a report into a committee's inbox; None when it is there already."""
    alert_id = new_id()
    row = {
        "id": alert_id,
        "report_id": report.id,
        "committee_id": committee_id,
        "reason": reason,
        "state": AlertState.OPEN,
        "opened_at": now,
        "remind_at": remind_at,
        "next_level_at": next_level_at,
        "due_at": next_level_at,
        "turn": ANSWER,
        "rank": report.rank,
    }
    is_new = insert_if_absent(session, Alert, row, "report_id", "committee_id")
    return alert_id if is_new else None


def waiting(
    session: Session, committee_id: uuid.UUID, member_id: uuid.UUID, most: int = 30
) -> list[Waiting]:
    """What a member's committee has to do: what is open, the most urgent first, then the newest;
    after it what was taken in hand and has no outcome yet. Nothing from which they stepped aside,
    nor what their own phone told.
    """
    asked = {"committee": committee_id, "member": member_id, "most": most}
    return [Waiting(*row) for row in session.execute(_WAITING, asked)]


_MEMBER = bindparam("member", type_=Uuid)
_ASIDE = select(Recusal.id).where(
    Recusal.report_id == Alert.report_id, Recusal.member_id == _MEMBER
)
_OWN = select(Member.phone_index).where(Member.id == _MEMBER).scalar_subquery()
_WAITING = (
    select(
        Alert.id, Report.id, Report.urgency, Place.name, Alert.opened_at, Alert.state,
        Alert.next_level_at,
    )
    .join(Report, Alert.report_id == Report.id)
    .join(Place, Report.place_id == Place.id)
    .where(Alert.committee_id == bindparam("committee"), Alert.turn >= OUTCOME, ~_ASIDE.exists())
    .where(Report.phone_index.is_distinct_from(_OWN))
    .order_by(Alert.turn.desc(), Alert.rank.desc(), Alert.opened_at.desc(), Alert.id.desc())
    .limit(bindparam("most"))
)  # fmt: skip


def by_reference(session: Session, committee_id: uuid.UUID, reference: str) -> uuid.UUID | None:
    """The alert of a committee about the report with this reference."""
    found = select(Alert.id).join(Report, Alert.report_id == Report.id)
    return session.scalar(
        found.where(Alert.committee_id == committee_id, Report.reference == reference)
    )


def of_committee(session: Session, alert_id: uuid.UUID, committee_id: uuid.UUID) -> Alert | None:
    """An alert of this committee; another committee's does not exist for it."""
    found = select(Alert).where(Alert.id == alert_id, Alert.committee_id == committee_id)
    return session.scalar(found)


_HELD = select(Alert).with_for_update().execution_options(populate_existing=True)
_ONE = _HELD.where(Alert.id == bindparam("alert", type_=Uuid))
_ALL = _HELD.where(Alert.report_id == bindparam("report", type_=Uuid)).order_by(Alert.id)


def locked(session: Session, alert_id: uuid.UUID) -> Alert:
    """An alert as it is now, held until the commit. Lock its report first."""
    return session.scalars(_ONE, {"alert": alert_id}).one()


def of_report(session: Session, report_id: uuid.UUID) -> Sequence[Alert]:
    """Every alert about a report, held until the commit."""
    return session.scalars(_ALL, {"report": report_id}).all()


Found = Sequence[tuple[uuid.UUID, uuid.UUID]]  # alerts, each with its report


def to_remind(session: Session, now: datetime, most: int = 100) -> Found:
    """Open alerts, with their reports, whose reminder is due, however long ago."""
    return _found(session, _TO_REMIND, now, most)


def to_escalate(session: Session, now: datetime, most: int = 100) -> Found:
    """Open alerts, with their reports, that nobody answered in time, however long ago."""
    return _found(session, _TO_ESCALATE, now, most)


def to_ask(session: Session, now: datetime, most: int = 100) -> Found:
    """Alerts in somebody's hands, with their reports, whose outcome is to be asked for."""
    return _found(session, _TO_ASK, now, most)


def is_due(state: str, moment: datetime | None, now: datetime) -> bool:
    """Whether an alert still waits and its moment has come."""
    return state == AlertState.OPEN and moment is not None and moment <= now


def nobodys(session: Session, most: int = 100) -> Sequence[uuid.UUID]:
    """Reports that are being worked on and of which nothing is awaited of anybody. In no order:
    those for whom nobody can be found must not keep the others from their turn."""
    found = select(Report.id).where(Report.stage == OPEN, Report.due_at.is_(None))
    return session.scalars(found.order_by(func.random()).limit(most)).all()


def _found(session: Session, due: Due, now: datetime, most: int) -> Found:
    rows = session.execute(due, {"now": now, "most": most})
    return [(alert_id, report_id) for alert_id, report_id in rows]


def _due(moment: InstrumentedAttribute[datetime | None], waits: ColumnElement[bool]) -> Due:
    found = select(Alert.id, Alert.report_id).where(waits, moment <= bindparam("now"))
    return found.order_by(moment).limit(bindparam("most"))


# Asked every few seconds, and so built once: that costs more than to run them.
_TO_REMIND = _due(Alert.remind_at, Alert.state == AlertState.OPEN)
_TO_ESCALATE = _due(Alert.next_level_at, Alert.state == AlertState.OPEN)
_TO_ASK = _due(Alert.ask_at, Alert.turn == OUTCOME)

_TABLE = cast(Table, Alert.__table__)
_TOLD_IN = update(_TABLE).where(_TABLE.c.id == bindparam("alert")).values(told_in=bindparam("sms"))


def told_in(session: Session, alert_id: uuid.UUID, message_id: uuid.UUID) -> None:
    """Keep which SMS tells of an alert together with others, when none tells of it alone."""
    session.execute(_TOLD_IN, {"alert": alert_id, "sms": message_id})
