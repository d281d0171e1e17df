"""How a report ends: verified, closed with an outcome, dismissed, taken up again.

A critical report ends only when two people say so. "Out of child labour" is said only after two
visits, because a child who is sent home may be back at work a month later.
"""

from gateway.casework import Work, held, move, take
from notifications import alerts as inbox
from notifications import reporters, turns
from storage import alerts, casework, events
from storage.models import AlertState, Event, Report

UNFOUNDED, OUT_OF_LABOUR = "unfounded", "out_of_labour"
VISITS_NEEDED = 2


def confirm(work: Work) -> str:
    """Say that a report is true: "confirmed" or "gone"."""
    report = held(work, "confirm")
    if report is None:
        return "gone"
    take(work)
    before = report.status
    move(report, "confirm")
    if report.status != before:
        work.note(report, "confirmed")
    return "confirmed"


def close(work: Work, outcome: str, why: str = "") -> str:
    """Record what came of a report: "closed"; "second" while a critical one still needs another
    person to say so; "visits" while too few were made; or "gone"."""
    action = "dismiss" if outcome == UNFOUNDED else "close"
    report = held(work, action)
    if report is None:
        return "gone"
    take(work)
    if outcome == OUT_OF_LABOUR and not _is_seen_enough(work, report):
        return "visits"
    if report.urgency == "critical" and not _is_second(work, report, outcome):
        return "second"
    move(report, action)
    report.outcome, report.closed_at, report.due_at = outcome, work.now, None
    for alert in alerts.of_report(work.session, report.id):
        turns.leave(alert, AlertState.CLOSED)
    work.note(report, "closed", outcome=outcome, **({"why": why} if why else {}))
    asks = report.safe_now is None and outcome != UNFOUNDED
    if asks and reporters.write(work.session, work.rules, report, "safe_now", work.now):
        report.safe_now = "asked"
    return "closed"


def reopen(work: Work, why: str) -> str:
    """Take a finished report up again: "reopened" or "gone"."""
    report = held(work, "reopen", at_work=False)
    if report is None:
        return "gone"
    move(report, "reopen")
    report.closed_at = None
    alert = work.alert
    alert.state, alert.acknowledged_by = AlertState.ACKNOWLEDGED, work.member.id
    turns.give_time_to_act(work.rules, report, alert, work.now)
    work.settle(report)
    work.note(report, "reopened", why=why)
    return "reopened"


def proposed_closing(work: Work, report: Report) -> Event | None:
    """The wish to close a critical report that waits for a second person; a reopening ends it."""
    proposed = events.latest(work.session, report, "closing")
    since = events.latest(work.session, report, "reopened")
    is_over = proposed is None or (since is not None and since.number > proposed.number)
    return None if is_over else proposed


def _is_seen_enough(work: Work, report: Report) -> bool:
    visits = casework.visits_of(work.session, report.id)
    return len(visits) >= VISITS_NEEDED


def _is_second(work: Work, report: Report, outcome: str) -> bool:
    """Whether somebody else has proposed to close a critical report; if nobody has, this does,
    and another person is asked to look."""
    proposed = proposed_closing(work, report)
    if proposed is None:
        report.outcome = outcome
        work.note(report, "closing", outcome=outcome)
        inbox.write_to_others(
            work.session, work.rules, report, work.alert, work.member.id, "second", work.now
        )
        return False
    return proposed.actor != work.actor
