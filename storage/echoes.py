"""What rows say again of others, so that lists are quick: where the two do not say the same."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from storage.models import Alert, Report
from storage.models.alert import FINISHED, NOTHING, TURNS
from storage.models.report import CLOSED, OPEN, RANKS, STAGES

Rows = Select[Any]


def nobodys_turn() -> Rows:
    """Open reports of which nothing is awaited of anybody."""
    alert = select(Alert.id).where(Alert.report_id == Report.id)
    awaits = alert.where(Alert.turn > NOTHING).exists()
    return select(Report.reference).where(Report.stage == OPEN, alert.exists(), ~awaits)


def closed_yet_awaited() -> Rows:
    """Finished reports of which a committee has not been let go."""
    alert = select(Alert.id).where(Alert.report_id == Report.id, Alert.turn > FINISHED)
    return select(Report.reference).where(Report.stage == CLOSED, alert.exists())


def stage_disagrees() -> Rows:
    """Reports whose stage is not that of their status."""
    stages: Mapping[str, int] = {str(status): stage for status, stage in STAGES.items()}
    stage: ColumnElement[int] = case(stages, value=Report.status, else_=OPEN)
    return select(Report.reference).where(Report.stage != stage)


def rank_disagrees() -> Rows:
    """Reports that do not stand where their urgency says, or whose alerts do not."""
    base: ColumnElement[int] = case(RANKS, value=Report.urgency, else_=0)
    several = case((and_(Report.told_by > 1, base < max(RANKS.values())), base + 1), else_=base)
    found = select(Report.reference).outerjoin(Alert, Alert.report_id == Report.id)
    return found.where(or_(Report.rank != several, Alert.rank != Report.rank)).distinct()


def turn_disagrees() -> Rows:
    """Reports with an alert whose turn is not that of its state."""
    turns: Mapping[str, int] = {str(state): turn for state, turn in TURNS.items()}
    turn: ColumnElement[int] = case(turns, value=Alert.state, else_=NOTHING)
    found = select(Report.reference).join(Alert, Alert.report_id == Report.id)
    return found.where(Alert.turn != turn).distinct()


def due_disagrees() -> Rows:
    """Reports whose time is not that of the first of their alerts."""
    first = (
        select(Alert.report_id, func.min(Alert.due_at).label("due_at"))
        .where(Alert.turn > NOTHING, Alert.due_at.is_not(None))
        .group_by(Alert.report_id)
        .subquery()
    )
    found = select(Report.reference).outerjoin(first, first.c.report_id == Report.id)
    return found.where(Report.due_at.is_distinct_from(first.c.due_at))
