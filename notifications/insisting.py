"""The reporter insists: nobody came, or the child is not safe after all."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from notifications import alerts as inbox
from notifications import turns
from notifications.rules import Rules
from storage import alerts, events
from storage.models import Alert, AlertState, Report, ReportStatus
from storage.models.alert import NOTHING

PATIENCE = timedelta(hours=24)  # the longest a level may ask a reporter to wait


def nobody_came(session: Session, rules: Rules, report: Report, now: datetime) -> str:
    """Push a report one level up, once per level; the report is held by this transaction.

    "pushed", or "top" when all levels know already; "soon" while those told last have had no time
    yet; "already" when this level was passed before.
    """
    told = alerts.of_report(session, report.id)
    if told and all(alert.pushed_at for alert in told):
        return "already"
    wait = min(rules.times[report.urgency].remind, PATIENCE)
    if any(alert.opened_at > now - wait for alert in told):
        return "soon"
    for alert in told:
        alert.pushed_at = alert.pushed_at or now
    events.append(session, report, "nobody_came", "reporter", now)
    if inbox.tell_above(session, rules, report, now):
        return "pushed"
    for alert in told:  # nobody is above them: whoever has it hears that nobody came
        if alert.turn > NOTHING:
            _remind(session, rules, report, alert, now)
        if alert.remind_at is not None:  # this was the reminder
            _, alert.remind_at = turns.answer_by(rules, report, now)
    return "top"


def not_safe(session: Session, rules: Rules, report: Report, now: datetime) -> None:
    """Take a closed report up again: those who closed it are told, and the level above them."""
    report.status, report.closed_at = ReportStatus.ACKNOWLEDGED, None
    events.append(session, report, "reopened", "reporter", now, {"why": "not_safe"})
    for alert in alerts.of_report(session, report.id):
        if alert.state not in (AlertState.CLOSED, AlertState.ACKNOWLEDGED):
            continue
        alert.opened_at, alert.pushed_at = now, None
        turns.give_time_to_answer(rules, report, alert, now)
        _remind(session, rules, report, alert, now)
    inbox.tell_above(session, rules, report, now)
    turns.say_on_report(report, alerts.of_report(session, report.id))


def _remind(session: Session, rules: Rules, report: Report, alert: Alert, now: datetime) -> None:
    committee_id = alert.committee_id
    inbox.write_to_committee(session, rules, report, committee_id, alert.id, "reminder", now)
