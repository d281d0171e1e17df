"""Nobody answered, or the call broke off: who is asked, and who is next."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from notifications import alerts as inbox
from notifications import reporters, turns, twins
from notifications.routing import next_level
from notifications.rules import Rules
from storage import alerts, events, places, reports
from storage.models import Alert, Report, ReportStatus
from storage.models.alert import ANSWER, OUTCOME


def remind(session: Session, rules: Rules, now: datetime) -> int:
    """Remind the committees whose time has come; how many."""
    reminded = 0
    for alert_id, report_id in alerts.to_remind(session, now):
        report, alert = _locked(session, report_id, alert_id)
        if alerts.is_due(alert.state, alert.remind_at, now):
            alert.remind_at = None
            if alert.next_level_at is None:  # nobody above is left to be told
                _, alert.remind_at = turns.answer_by(rules, report, now)
            inbox.remind(session, rules, report, alert, now)
            reminded += 1
    return reminded


def tell_next_levels(session: Session, rules: Rules, now: datetime) -> int:
    """Tell the level above each committee that did not answer; how many were told."""
    told = 0
    for alert_id, report_id in alerts.to_escalate(session, now):
        report, alert = _locked(session, report_id, alert_id)
        if alerts.is_due(alert.state, alert.next_level_at, now):
            told += _climb(session, rules, report, now)
    return told


def hurry_unreached(session: Session, now: datetime) -> int:
    """Where no message of an alert can arrive, the next level need not wait; how many alerts."""
    unreached = alerts.unreached(session)
    for alert_id, report_id in unreached:
        report, alert = _locked(session, report_id, alert_id)
        if alert.next_level_at is not None:
            alert.next_level_at = alert.due_at = now  # the reminder may still find the phone on
            alert.unreached = True
            turns.say_on_report(report, alerts.of_report(session, report.id))
            detail = {"committee": str(alert.committee_id)}
            events.append(session, report, "not_reached", "clock", now, detail)
    return len(unreached)


def ask_outcomes(session: Session, rules: Rules, now: datetime) -> int:
    """Ask those who have a report what was done, and again until they say; how many."""
    asked = 0
    for alert_id, report_id in alerts.to_ask(session, now):
        report, alert = _locked(session, report_id, alert_id)
        if alert.turn == OUTCOME and alert.ask_at is not None and alert.ask_at <= now:
            turns.ask_again(rules, report, alert, now)
            inbox.write_to_committee(
                session, rules, report, alert.committee_id, alert.id, "outcome", now
            )
            detail = {"committee": str(alert.committee_id)}
            events.append(session, report, "outcome_asked", "clock", now, detail)
            asked += 1
    return asked


def send_incomplete(
    session: Session, rules: Rules, now: datetime, idle: timedelta
) -> list[uuid.UUID]:
    """Alert about calls that broke off after the danger and the place were known."""
    sent = []
    for report_id in reports.idle_drafts(session, now - idle):
        report = reports.locked(session, report_id)
        if report.status == ReportStatus.DRAFT:
            receive(session, rules, report, now, incomplete=True)
            reporters.write(session, rules, report, "nudge", now)
            sent.append(report.id)
    return sent


def receive(
    session: Session, rules: Rules, report: Report, now: datetime, *, incomplete: bool
) -> None:
    """Take a draft as received: the first line of its history, and its alerts."""
    report.status, report.received_at, report.incomplete = ReportStatus.RECEIVED, now, incomplete
    _place(session, report)
    kind = "received_incomplete" if incomplete else "received"
    actor = "clock" if incomplete else "reporter"
    events.append(session, report, kind, actor, now, {"channel": report.channel})
    inbox.tell_committees(session, rules, report, now)
    twins.propose(session, report, now)


def complete(session: Session, rules: Rules, report: Report, now: datetime) -> None:
    """Take the rest of a report that was told as incomplete; it may concern others by now."""
    report.incomplete = False
    _place(session, report)
    events.append(session, report, "completed", "reporter", now)
    if report.avoids_village:
        inbox.withdraw_from_village(session, report)
    inbox.tell_committees(session, rules, report, now)


def tell_somebody(session: Session, rules: Rules, now: datetime) -> int:
    """Route again the reports that nobody could be told of; how many committees were."""
    told = 0
    for report_id in alerts.unrouted(session):
        report = reports.locked(session, report_id)
        told += inbox.tell_committees(session, rules, report, now)
    return told


def _place(session: Session, report: Report) -> None:
    """Keep on the report the areas in whose lists it stands."""
    above = places.levels(session, report.place_id)
    report.department_id = above.get("department")
    report.sub_prefecture_id = above.get("sub_prefecture")


def _locked(session: Session, report_id: uuid.UUID, alert_id: uuid.UUID) -> tuple[Report, Alert]:
    """The report first and then its alert, as everybody locks them: nobody waits in a circle."""
    return reports.locked(session, report_id), alerts.locked(session, alert_id)


def _climb(session: Session, rules: Rules, report: Report, now: datetime) -> int:
    """One level up, once for all the alerts of a report whose time has come together."""
    those_told = alerts.of_report(session, report.id)
    for alert in those_told:
        if alerts.is_due(alert.state, alert.next_level_at, now):
            alert.next_level_at = None
    already = frozenset(str(alert.committee_id) for alert in those_told)
    above = next_level(inbox.case_of(report), inbox.desks(session, report), already)
    told = inbox.tell(session, rules, report, above, now)
    if not told:
        _keep_asking(rules, report, those_told, now)
    return told


def _keep_asking(rules: Rules, report: Report, those_told: Sequence[Alert], now: datetime) -> None:
    """Nobody stands above: the last who were told are reminded until one of them answers."""
    waiting = [alert for alert in those_told if alert.turn == ANSWER]
    latest = max((alert.opened_at for alert in waiting), default=None)
    for alert in waiting:
        if alert.opened_at == latest and alert.remind_at is None:
            _, alert.remind_at = turns.answer_by(rules, report, now)
