"""What somebody leaves behind: the reports in a member's hands, or before a whole committee."""

import uuid

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from storage.models import Alert, Committee, Member
from storage.models.alert import ANSWER, OUTCOME

Found = tuple[uuid.UUID, uuid.UUID]  # an alert and its report


def in_hands_of(session: Session, member_id: uuid.UUID, committee_id: uuid.UUID) -> list[Found]:
    """What a member of a committee was given, or said they have, and has not finished; by report,
    as everybody locks them."""
    theirs = or_(
        Alert.assigned_to == member_id,
        Alert.assigned_to.is_(None) & (Alert.acknowledged_by == member_id),
    )
    found = select(Alert.id, Alert.report_id).where(
        Alert.committee_id == committee_id, Alert.turn == OUTCOME, theirs
    )
    return [(alert, report) for alert, report in session.execute(found.order_by(Alert.report_id))]


def before(session: Session, committee_id: uuid.UUID) -> list[Found]:
    """What waits for a committee: an answer or an outcome; by report."""
    found = select(Alert.id, Alert.report_id).where(
        Alert.committee_id == committee_id, Alert.turn.in_((OUTCOME, ANSWER))
    )
    return [(alert, report) for alert, report in session.execute(found.order_by(Alert.report_id))]


def coordinators(session: Session) -> int:
    """How many coordinators the country has."""
    found = (
        select(func.count())
        .select_from(Member)
        .join(Committee, Member.committee_id == Committee.id)
        .where(Member.role == "coordinator", Member.active)
        .where(Committee.level == "national", Committee.active)
    )
    return session.scalar(found) or 0
