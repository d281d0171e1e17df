"""How a report ends: verified, closed with an outcome, dismissed, taken up again.

A critical report ends only when two people say the same. "Out of child labour" is said only after
two visits running in which the child did not work: one who is sent home may be back a month later.
"""

from collections.abc import Iterable

from gateway import sharing
from gateway.casework import Work, held, take
from gateway.transitions import move
from notifications import alerts as inbox
from notifications import reporters, turns
from storage import alerts, casework, events
from storage.models import AlertState, Event, FollowUp, Report

UNFOUNDED, OUT_OF_LABOUR = "unfounded", "out_of_labour"
VISITS_NEEDED = 2


def confirm(work: Work) -> str:
    """Say that a report is true: "confirmed" or "gone"."""
    report = held(work, "confirm")
    if report is None:
        return "gone"
    take(work)
    move(report, "confirm")
    if _since_reopened(work, report, "confirmed") is None:
        work.note(report, "confirmed")
    return "confirmed"


def close(work: Work, outcome: str, why: str = "") -> str:
    """Record what came of a report: "closed"; "second" while a critical one still needs another
    person to say the same; "visits" while too few were made; "reason" where it is dismissed and
    nobody says why; or "gone"."""
    action = "dismiss" if outcome == UNFOUNDED else "close"
    report = held(work, action)
    if report is None:
        return "gone"
    if outcome == UNFOUNDED and not why:
        return "reason"
    take(work)
    if outcome == OUT_OF_LABOUR and not _works_no_more(work, report):
        return "visits"
    if report.urgency == "critical" and not _is_second(work, report, outcome, why):
        return "second"
    move(report, action)
    report.outcome, report.closed_at, report.due_at = outcome, work.now, None
    for alert in alerts.of_report(work.session, report.id):
        turns.leave(alert, AlertState.CLOSED)
    work.note(report, "closed", outcome=outcome, **_reason(why))
    _ask_whether_safe(work, report)
    return "closed"


def reopen(work: Work, why: str) -> str:
    """Take a finished report up again: "reopened" or "gone"."""
    report = held(work, "reopen")
    if report is None:
        return "gone"
    move(report, "reopen")
    report.outcome = report.closed_at = None
    alert = work.alert
    alert.state, alert.acknowledged_by = AlertState.ACKNOWLEDGED, work.member.id
    alert.acknowledged_at, alert.assigned_to = alert.acknowledged_at or work.now, None
    turns.give_time_to_act(work.rules, report, alert, work.now)
    work.settle(report)
    work.note(report, "reopened", why=why)
    return "reopened"


def proposed_closing(work: Work, report: Report) -> Event | None:
    """The wish to close a critical report that waits for a second person; none where it was
    reopened since, or where whoever wished it stepped aside."""
    proposed = _since_reopened(work, report, "closing")
    if proposed is None:
        return None
    aside = casework.recused_members(work.session, report.id)
    return None if proposed.actor in {f"member:{each}" for each in aside} else proposed


def _since_reopened(work: Work, report: Report, kind: str) -> Event | None:
    """The last line of a kind, if the report was not taken up again after it."""
    found = events.latest(work.session, report, kind)
    since = events.latest(work.session, report, "reopened")
    is_over = found is None or (since is not None and since.number > found.number)
    return None if is_over else found


def _works_no_more(work: Work, report: Report) -> bool:
    """Whether the last two visits, on two days, both say that the child does not work."""
    days = _last_of_each_day(work, casework.visits_of(work.session, report.id))
    return len(days) >= VISITS_NEEDED and all(
        visit.works == "no" for visit in days[-VISITS_NEEDED:]
    )


def _last_of_each_day(work: Work, visits: Iterable[FollowUp]) -> list[FollowUp]:
    days = {visit.visited_at.astimezone(work.rules.zone).date(): visit for visit in visits}
    return list(days.values())


def _is_second(work: Work, report: Report, outcome: str, why: str) -> bool:
    """Whether somebody else has wished to close a critical report in the same way; if nobody has,
    this does, and another person is asked to look."""
    proposed = proposed_closing(work, report)
    if proposed is not None and proposed.detail["outcome"] == outcome:
        return proposed.actor != work.actor
    work.note(report, "closing", outcome=outcome, **_reason(why))
    asked = inbox.write_to_others(
        work.session, work.rules, report, work.alert, work.member.id, "second", work.now
    )
    if not asked and sharing.tell_above(work, report):
        work.settle(report)
    return False


def _ask_whether_safe(work: Work, report: Report) -> None:
    """Ask the reporter whether the child is safe, once for each time a report is closed."""
    asks = report.outcome != UNFOUNDED
    asks = asks and reporters.write(work.session, work.rules, report, "safe_now", work.now)
    report.safe_now = "asked" if asks else None


def _reason(why: str) -> dict[str, str]:
    return {"why": why} if why else {}
