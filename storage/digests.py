"""What became of a committee's reports in a span of time, in counts, and who was told of it."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage.database import insert_if_absent
from storage.models import Alert, Committee, Digest, Member, Recusal, Report
from storage.models.alert import OUTCOME
from storage.models.report import CLOSED, OPEN


@dataclass(frozen=True)
class Period:
    """A week or a month: its name, from when until when, and the moment at which it is told."""

    name: str
    since: datetime
    until: datetime
    now: datetime


_TOLD = select(Digest.committee_id).where(
    Digest.committee_id == Committee.id, Digest.period == bindparam("period")
)
_NOT_TOLD = select(Committee).where(Committee.active, ~_TOLD.exists()).order_by(Committee.code)


def not_told(
    session: Session, period: str, levels: Sequence[str], most: int
) -> Sequence[Committee]:
    """Active committees, of some levels or of all, that were not told of a period yet."""
    asked = {"period": period, "most": most}
    if not levels:
        return session.scalars(_NOT_TOLD.limit(bindparam("most")), asked).all()
    of_levels = _NOT_TOLD.where(Committee.level.in_(levels)).limit(bindparam("most"))
    return session.scalars(of_levels, asked).all()


def tell_once(session: Session, committee_id: uuid.UUID, period: str, now: datetime) -> bool:
    """Take a committee's digest of a period; False when it was taken before."""
    row = {"committee_id": committee_id, "period": period, "at": now}
    return insert_if_absent(session, Digest, row, "committee_id", "period")


def of_committee(session: Session, head: Member, period: Period) -> dict[str, int]:
    """Of the reports that a committee was told of, as far as they exist for its head: received,
    taken and closed in a period, and late now."""
    ours = (
        select(func.count())
        .select_from(Alert)
        .join(Report, Alert.report_id == Report.id)
        .where(Alert.committee_id == head.committee_id, *_exist_for(head))
    )
    wanted = {
        "received": _within(Alert.opened_at, period),
        "taken": _within(Alert.acknowledged_at, period),
        "closed": _within(Report.closed_at, period),
        "late": (Alert.turn >= OUTCOME) & (Alert.due_at < period.now),
    }
    return {name: session.scalar(ours.where(which)) or 0 for name, which in wanted.items()}


def of_area(
    session: Session, head: Member, committee: Committee, secret: Collection[str], period: Period
) -> dict[str, int]:
    """Of all reports of a department, or of the country, as far as they exist for the head of its
    committee: the same counts. What is secret counts where the committee was told of it."""
    told = select(Alert.id).where(Alert.report_id == Report.id)
    ours = told.where(Alert.committee_id == committee.id).exists()
    all_there: Select[int] = (
        select(func.count())
        .select_from(Report)
        .where(or_(Report.concern.not_in(secret), ours), *_exist_for(head))
    )
    if committee.level == "department":
        all_there = all_there.where(Report.department_id == committee.place_id)
    known = Report.stage.in_((OPEN, CLOSED))
    wanted = {
        "received": known & _within(Report.received_at, period),
        "taken": known & told.where(_within(Alert.acknowledged_at, period)).exists(),
        "closed": _within(Report.closed_at, period),
        "late": (Report.stage == OPEN) & (Report.due_at < period.now),
    }
    return {name: session.scalar(all_there.where(which)) or 0 for name, which in wanted.items()}


def _exist_for(head: Member) -> tuple[ColumnElement[bool], ...]:
    """Nobody counts what they stepped aside from, nor what their own phone told."""
    aside = select(Recusal.id).where(Recusal.report_id == Report.id, Recusal.member_id == head.id)
    return ~aside.exists(), Report.phone_index != head.phone_index


def _within(
    moment: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None],
    period: Period,
) -> ColumnElement[bool]:
    return and_(moment >= period.since, moment < period.until)
