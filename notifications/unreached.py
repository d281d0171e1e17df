"""Committees that no SMS reaches: the next level need not wait for their answer."""

from datetime import datetime

from sqlalchemy.orm import Session

from notifications import turns
from notifications.routing import HEIGHTS
from storage import alerts, casework, committees, events, losses, reports
from storage.models import Alert, Report
from storage.models.alert import ANSWER


def hurry(session: Session, now: datetime) -> int:
    """Where no SMS about an alert can arrive, say so, and let the next level be told at once; how
    many alerts."""
    lost = {found for each in losses.heed(session) for found in losses.told_of(session, each)}
    hurried = 0
    for alert_id, report_id in sorted(lost, key=lambda found: found[1]):
        report = reports.locked(session, report_id)
        alert = alerts.locked(session, alert_id)
        aside = casework.recused_phones(session, report_id)
        if alert.next_level_at is None or not losses.is_lost(session, alert, aside):
            continue
        if not alert.unreached:
            alert.unreached = True
            detail = {"committee": str(alert.committee_id)}
            events.append(session, report, "not_reached", "clock", now, detail)
        hurried += _let_climb(session, report, alert, now)
    return hurried


def _let_climb(session: Session, report: Report, alert: Alert, now: datetime) -> bool:
    """Let the next level be told, unless somebody beside or above may yet answer."""
    told = alerts.of_report(session, report.id)
    waiting = [each for each in told if each.turn == ANSWER]
    height = _height(session, alert)
    if any(not each.unreached and _height(session, each) >= height for each in waiting):
        return False
    for each in waiting:
        if each.unreached and each.next_level_at is not None:
            each.next_level_at = min(each.next_level_at, now)
            each.due_at = each.next_level_at  # the reminder may still find the phone on
    turns.say_on_report(report, told)
    return True


def _height(session: Session, alert: Alert) -> int:
    return HEIGHTS[committees.get(session, alert.committee_id).level]
