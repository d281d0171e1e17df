"""Nobody answered, or the call broke off: who is asked, and who is next."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from notifications import alerts as inbox
from notifications import reporters, turns, twins
from notifications.rules import Rules
from storage import alerts, events, places, reports
from storage.models import Alert, AlertState, Report, ReportStatus
from storage.models.alert import NOTHING, OUTCOME

Found = tuple[uuid.UUID, uuid.UUID]  # an alert and its report


def remind(session: Session, rules: Rules, now: datetime) -> int:
    """Remind the committees whose time has come; how many."""
    reminded = 0
    for alert_id, report_id in _in_order(alerts.to_remind(session, now)):
        report, alert = _locked(session, report_id, alert_id)
        if alerts.is_due(alert.state, alert.remind_at, now):
            alert.remind_at = None
            heard = inbox.remind(session, rules, report, alert, now)
            _go_on(session, rules, report, alert, now, is_heard=heard > 0)
            reminded += 1
    return reminded


def tell_next_levels(session: Session, rules: Rules, now: datetime) -> int:
    """Tell the level above each committee that did not answer; how many were told."""
    told = 0
    for alert_id, report_id in _in_order(alerts.to_escalate(session, now)):
        report, alert = _locked(session, report_id, alert_id)
        if alerts.is_due(alert.state, alert.next_level_at, now):
            told += _climb(session, rules, report, now)
    return told


def ask_outcomes(session: Session, rules: Rules, now: datetime) -> int:
    """Ask those who have a report what was done, and again until they say; how many."""
    asked = 0
    for alert_id, report_id in _in_order(alerts.to_ask(session, now)):
        report, alert = _locked(session, report_id, alert_id)
        if alert.turn == OUTCOME and alert.ask_at is not None and alert.ask_at <= now:
            turns.ask_again(rules, report, alert, now)
            heard = inbox.write_to_committee(
                session, rules, report, alert.committee_id, alert.id, "outcome", now
            )
            detail = {"committee": str(alert.committee_id)}
            events.append(session, report, "outcome_asked", "clock", now, detail)
            if not heard:
                _hand_up(session, rules, report, alert, now)
            asked += 1
    return asked


def send_incomplete(
    session: Session, rules: Rules, now: datetime, idle: timedelta
) -> list[uuid.UUID]:
    """Alert about calls that broke off after the danger and the place were known."""
    sent = []
    for report_id in sorted(reports.idle_drafts(session, now - idle)):
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
    kind = "received_incomplete" if incomplete else "received"
    actor = "clock" if incomplete else "reporter"
    with session.no_autoflush:  # the report is written once, and not before each question
        report.status, report.received_at = ReportStatus.RECEIVED, now
        report.incomplete = incomplete
        _place(session, report)
        events.append(session, report, kind, actor, now, {"channel": report.channel})
        inbox.tell_committees(session, rules, report, now)
        twins.propose(session, report, now)
    session.flush()


def complete(session: Session, rules: Rules, report: Report, now: datetime) -> None:
    """Take the rest of a report that was told as incomplete; it may concern others by now."""
    report.incomplete = False
    _place(session, report)
    events.append(session, report, "completed", "reporter", now)
    if report.avoids_village:
        inbox.withdraw_from_village(session, report)
    inbox.tell_committees(session, rules, report, now)
    twins.propose(session, report, now)


def tell_somebody(session: Session, rules: Rules, now: datetime) -> int:
    """Find somebody for the reports of which nothing is awaited of anybody: whoever should hear of
    it, whoever has heard of it, the next level, or the last who let it go; how many committees."""
    found = 0
    for report_id in sorted(alerts.nobodys(session)):
        report = reports.locked(session, report_id)
        told = alerts.of_report(session, report.id)
        waiting = [alert for alert in told if alert.turn > NOTHING]
        if not waiting:
            tell = inbox.tell_above if told else inbox.tell_committees
            if count := tell(session, rules, report, now):
                found += count
                continue
            waiting = [alert for alert in told if alert.turn == NOTHING][-1:]
        for alert in waiting:
            turns.give_time_to_answer(rules, report, alert, now)
        turns.say_on_report(report, told)
        found += len(waiting)
    return found


def _in_order(due: Sequence[Found]) -> list[Found]:
    """By report, as every duty locks them: two clocks never wait for each other in a circle."""
    return sorted(due, key=lambda found: found[1])


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
    told = inbox.tell_above(session, rules, report, now)
    if not told:
        _keep_asking(rules, report, those_told, now)
    return told


def _keep_asking(rules: Rules, report: Report, those_told: Sequence[Alert], now: datetime) -> None:
    """Nobody stands above: the last who were told are reminded until one of them answers."""
    for alert in turns.last_told(those_told):
        if alert.remind_at is None:
            _, alert.remind_at = turns.answer_by(rules, report, now)


def _go_on(
    session: Session, rules: Rules, report: Report, alert: Alert, now: datetime, *, is_heard: bool
) -> None:
    """What follows a reminder: the next level at once where it reached nobody; another one where
    the next level was told in vain, or there is none."""
    if alert.next_level_at is None:
        told = alerts.of_report(session, report.id)
        if alert in turns.last_told(told):
            _, alert.remind_at = turns.answer_by(rules, report, now)
    elif not is_heard:
        alert.next_level_at = now


def _hand_up(session: Session, rules: Rules, report: Report, alert: Alert, now: datetime) -> None:
    """Nobody is left in the committee that has a report: the next level is told, if any is."""
    if inbox.tell_above(session, rules, report, now):
        turns.leave(alert, AlertState.PASSED_ON)
        session.flush()
        turns.say_on_report(report, alerts.of_report(session, report.id))
