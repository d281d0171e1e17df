"""Whose turn it is: what an alert waits for, until when, and when its committee is asked again."""

from collections.abc import Iterable
from datetime import datetime

from notifications.rules import Rules
from storage.models import Alert, AlertState, Report
from storage.models.alert import ANSWER, NOTHING

CRITICAL = "critical"


def can_wait(report: Report) -> bool:
    """Whether nobody need be woken for a report."""
    return report.urgency != CRITICAL


def kindly(rules: Rules, report: Report, moment: datetime) -> datetime:
    """When somebody may be written to about a report: at once when it is critical, else by day."""
    return rules.by_day(moment) if can_wait(report) else moment


def answer_by(rules: Rules, report: Report, now: datetime) -> tuple[datetime, datetime]:
    """When a committee is reminded of a report, and when the next level is told. Its time runs
    from when its members hear of it."""
    heard, times = kindly(rules, report, now), rules.times[report.urgency]
    remind_at, next_level_at = heard + times.remind, heard + times.next_level
    return kindly(rules, report, remind_at), kindly(rules, report, next_level_at)


def give_time_to_answer(rules: Rules, report: Report, alert: Alert, now: datetime) -> None:
    """Wait for an answer, from now on."""
    alert.state, alert.acknowledged_by, alert.assigned_to = AlertState.OPEN, None, None
    alert.unreached = False
    alert.remind_at, alert.next_level_at = answer_by(rules, report, now)
    alert.due_at, alert.ask_at = alert.next_level_at, None


def give_time_to_act(rules: Rules, report: Report, alert: Alert, now: datetime) -> None:
    """Wait for an outcome, from now on; the committee is asked for it when the time is over."""
    alert.remind_at = alert.next_level_at = None
    alert.due_at = alert.ask_at = kindly(rules, report, now + rules.outcomes[report.urgency].first)
    alert.asked = 0


def ask_again(rules: Rules, report: Report, alert: Alert, now: datetime) -> None:
    """Set when the outcome is asked for next; however long the clock was down, once."""
    alert.asked += 1
    alert.ask_at = kindly(rules, report, now + rules.outcomes[report.urgency].again)


def leave(alert: Alert, state: AlertState) -> None:
    """Nothing is awaited of this committee any more."""
    alert.state = state
    alert.remind_at = alert.next_level_at = alert.due_at = alert.ask_at = None


def last_told(alerts: Iterable[Alert]) -> list[Alert]:
    """Of those who have not answered, the ones who were told last."""
    waiting = [alert for alert in alerts if alert.turn == ANSWER]
    latest = max((alert.opened_at for alert in waiting), default=None)
    return [alert for alert in waiting if alert.opened_at == latest]


def say_on_report(report: Report, alerts: Iterable[Alert]) -> None:
    """Keep on the report when the first of its turns is over, for the lists of what is late."""
    moments = [alert.due_at for alert in alerts if alert.turn > NOTHING and alert.due_at]
    report.due_at = min(moments, default=None)
