"""The weeks before a campaign beside those after it: answers to questions, reports; only counts."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select, text
from sqlalchemy.orm import Session

from storage.models import Campaign, QuizAnswer, Report
from storage.models.report import UNSEEN

LATER = timedelta(days=28)  # how long before and after a campaign is compared


def quiz(
    session: Session, campaign: Campaign, start: datetime, reached: Collection[uuid.UUID]
) -> dict[str, Any]:
    """How many answers to the question of the campaign's message were right, of how many: before
    and after, where it went and elsewhere, and by the wording that a phone had been sent."""
    if not campaign.message:
        return {}
    right = func.sum(case((QuizAnswer.right, 1), else_=0))
    about = QuizAnswer.message == campaign.message
    compared = _compared(QuizAnswer.answered_at, QuizAnswer.department_id, start, reached)
    rows = session.execute(
        select(*compared.columns, func.count(), right)
        .where(about, compared.condition)
        .group_by(text("period"), text("area"))
    )
    told: dict[str, Any] = {"before": {}, "after": {}, "wordings": {}}
    for period, area, answers, were_right in rows:
        told[period][area] = {"all": answers, "right": int(were_right)}
    rows = session.execute(
        select(QuizAnswer.wording, func.count(), right)
        .where(QuizAnswer.campaign_id == campaign.id)
        .group_by(QuizAnswer.wording)
    )
    for wording, answers, were_right in rows:
        told["wordings"][wording or "a"] = {"all": answers, "right": int(were_right)}
    return told


def reports(
    session: Session,
    start: datetime,
    reached: Collection[uuid.UUID],
    sensitive: Collection[str],
) -> dict[str, Any]:
    """How many reports came, before and after, where the campaign went and elsewhere."""
    compared = _compared(Report.received_at, Report.department_id, start, reached)
    rows = session.execute(
        select(*compared.columns, func.count())
        .where(compared.condition, Report.stage != UNSEEN, Report.concern.not_in(sensitive))
        .group_by(text("period"), text("area"))
    )
    told: dict[str, Any] = {"before": {}, "after": {}}
    for period, area, count in rows:
        told[period][area] = count
    return told


@dataclass(frozen=True)
class _Compared:
    columns: tuple[Any, Any]
    condition: ColumnElement[bool]


def _compared(
    moment: Any, department: Any, start: datetime, reached: Collection[uuid.UUID]
) -> _Compared:
    """Before and after a campaign's start, and where it went beside elsewhere."""
    period = case((moment < start, "before"), else_="after").label("period")
    area = case((department.in_(reached), "reached"), else_="others").label("area")
    return _Compared((period, area), and_(moment >= start - LATER, moment < start + LATER))
