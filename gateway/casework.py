"""What a committee does with a report: called by USSD, SMS, console and API alike."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from storage import alerts, events, reports
from storage.models import Alert, AlertState, Member, ReportStatus


def acknowledge(session: Session, alert: Alert, member: Member, now: datetime) -> bool:
    """A member says "I have it": nobody else is rung about this report.

    True when it is theirs now, also when they say it twice; False when another was first.
    """
    report = reports.locked(session, alert.report_id)
    others = alerts.of_report(session, report.id)  # read again, now that nobody can change them
    if alert.state != AlertState.OPEN:
        return alert.acknowledged_by == member.id
    for other in others:
        other.remind_at = other.next_level_at = None
    alert.state, alert.acknowledged_at = AlertState.ACKNOWLEDGED, now
    alert.acknowledged_by = member.id
    if report.status == ReportStatus.RECEIVED:
        report.status = ReportStatus.ACKNOWLEDGED
    detail = {"committee": str(alert.committee_id)}
    events.append(session, report, "acknowledged", f"member:{member.id}", now, detail)
    return True


def alert_of(session: Session, member: Member, alert_id: str) -> Alert | None:
    """An alert of the member's own committee; any other does not exist."""
    return alerts.of_committee(session, uuid.UUID(alert_id), member.committee_id)
