"""What a committee does with a report: called by USSD, SMS, console and API alike.

Each action is one transition of `TRANSITIONS`, one event, in the caller's transaction; told twice
it changes nothing. Locks: the report first, then its alerts.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from notifications import alerts as inbox
from notifications import reporters
from notifications.routing import next_level
from notifications.rules import Rules
from storage import alerts, casework, events, reports, services
from storage.models import Alert, AlertState, Member, Report, ReportStatus

R = ReportStatus
_OPEN = (R.RECEIVED, R.ACKNOWLEDGED, R.CONFIRMED, R.IN_CARE)
# From which status each action may start, and where it leads. What is final stays final.
TRANSITIONS: Mapping[str, Mapping[ReportStatus, ReportStatus]] = {
    "acknowledge": {R.RECEIVED: R.ACKNOWLEDGED, **{s: s for s in _OPEN[1:]}},
    "refer": dict.fromkeys(_OPEN, R.IN_CARE),
    "visit": {R.RECEIVED: R.ACKNOWLEDGED, **{s: s for s in _OPEN[1:]}},
    "ask": {s: s for s in _OPEN},
    "pass_up": {s: s for s in _OPEN},
    "close": dict.fromkeys(_OPEN, R.CLOSED),
    "dismiss": dict.fromkeys(_OPEN, R.UNFOUNDED),
}
UNFOUNDED = "unfounded"
_TIE = "too_close"


@dataclass(frozen=True, repr=False)
class Work:
    """One member at work on one alert, inside one transaction."""

    session: Session
    rules: Rules
    alert: Alert
    member: Member
    now: datetime

    @property
    def actor(self) -> str:
        """Who acts, as a report's history names them."""
        return f"member:{self.member.id}"

    def note(self, report: Report, kind: str, **detail: str) -> None:
        """Add a line to the report's history."""
        detail["committee"] = str(self.alert.committee_id)
        events.append(self.session, report, kind, self.actor, self.now, detail)


def alert_of(session: Session, member: Member, alert_id: str) -> Alert | None:
    """An alert of the member's own committee; any other does not exist, nor does one about a
    report from which the member stepped aside."""
    found = alerts.of_committee(session, uuid.UUID(alert_id), member.committee_id)
    if found is None or casework.is_recused(session, found.report_id, member.id):
        return None
    return found


def by_reference(session: Session, member: Member, reference: str) -> Alert | None:
    """The alert of the member's committee about the report with this reference."""
    found = alerts.by_reference(session, member.committee_id, reference)
    return alert_of(session, member, str(found)) if found else None


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
    _move(report, "acknowledge")
    detail = {"committee": str(alert.committee_id)}
    events.append(session, report, "acknowledged", f"member:{member.id}", now, detail)
    return True


def pass_up(work: Work, reason: str) -> str:
    """Hand a report to the next level: "passed", "top" when there is none, or "gone"."""
    report = _held(work, "pass_up")
    if report is None:
        return "gone"
    if not _tell_above(work, report):
        return "top"
    _leave(work.alert)
    work.note(report, "passed_up", reason=reason)
    if reason == _TIE:
        casework.recuse(work.session, report.id, work.member.id, work.now)
    return "passed"


def refer(work: Work, service_id: uuid.UUID) -> str:
    """Send a report on to a service of the directory: "referred" or "gone"."""
    report = _held(work, "refer")
    service = services.get(work.session, service_id)
    if report is None or service is None or not service.active:
        return "gone"
    _take(work)
    if casework.refer(work.session, report.id, service.id, work.member.id, work.now):
        _move(report, "refer")
        work.note(report, "referred", service=service.code)
    return "referred"


def visit(work: Work, situation: str, mark: str) -> str:
    """Record a visit to the child: "visited" or "gone"."""
    report = _held(work, "visit")
    if report is None:
        return "gone"
    _take(work)
    if casework.visit(work.session, report.id, work.member.id, situation, mark, work.now):
        work.note(report, "visited", situation=situation)
    return "visited"


def ask(work: Work, question: str) -> str:
    """Ask the reporter something through us: "asked", "cannot", or "gone"."""
    report = _held(work, "ask")
    if report is None:
        return "gone"
    if report.receipt_hash is None and report.contact_consent != "text":
        return "cannot"
    if casework.ask(work.session, report.id, work.member.id, question, work.now):
        work.note(report, "asked", question=question)
        reporters.write(work.session, work.rules, report, "question", work.now)
    return "asked"


def close(work: Work, outcome: str) -> str:
    """Record what came of a report: "closed", or "second" while a critical one still needs
    another person to say so, or "gone"."""
    report = _held(work, "dismiss" if outcome == UNFOUNDED else "close")
    if report is None:
        return "gone"
    _take(work)
    if report.urgency == "critical" and not _is_second(work, report, outcome):
        return "second"
    _move(report, "dismiss" if outcome == UNFOUNDED else "close")
    report.outcome, report.closed_at = outcome, work.now
    for alert in alerts.of_report(work.session, report.id):
        _leave(alert, AlertState.CLOSED)
    work.note(report, "closed", outcome=outcome)
    asks = report.safe_now is None and outcome != UNFOUNDED
    if asks and reporters.write(work.session, work.rules, report, "safe_now", work.now):
        report.safe_now = "asked"
    return "closed"


def recuse(work: Work) -> str:
    """Step aside: the report disappears from this member, and goes on without them."""
    report = reports.locked(work.session, work.alert.report_id)
    alerts.of_report(work.session, report.id)
    if not casework.recuse(work.session, report.id, work.member.id, work.now):
        return "done"
    work.note(report, "recused")
    was_theirs = work.alert.acknowledged_by == work.member.id
    if work.alert.state == AlertState.ACKNOWLEDGED and was_theirs:
        _reopen(work, report)
    if work.alert.state == AlertState.OPEN and not inbox.somebody_left(
        work.session, report, work.alert.committee_id
    ):
        _tell_above(work, report)
        _leave(work.alert)
    return "done"


def _held(work: Work, action: str) -> Report | None:
    """The report, held until the commit, if this committee still works on it."""
    report = reports.locked(work.session, work.alert.report_id)
    alerts.of_report(work.session, report.id)
    is_at_work = work.alert.state in (AlertState.OPEN, AlertState.ACKNOWLEDGED)
    is_allowed = ReportStatus(report.status) in TRANSITIONS[action]
    return report if is_at_work and is_allowed else None


def _take(work: Work) -> None:
    """Who works on a report has it."""
    if work.alert.state == AlertState.OPEN:
        acknowledge(work.session, work.alert, work.member, work.now)


def _move(report: Report, action: str) -> None:
    report.status = TRANSITIONS[action].get(ReportStatus(report.status), report.status)


def _leave(alert: Alert, state: AlertState = AlertState.PASSED_ON) -> None:
    alert.state, alert.remind_at, alert.next_level_at = state, None, None


def _reopen(work: Work, report: Report) -> None:
    """The alert waits for another member of the committee, who is told."""
    work.alert.state, work.alert.acknowledged_by = AlertState.OPEN, None
    work.alert.remind_at, work.alert.next_level_at = inbox.clocks(work.rules, report, work.now)
    committee, alert = work.alert.committee_id, work.alert.id
    inbox.write_to_committee(
        work.session, work.rules, report, committee, alert, "reminder", work.now
    )


def _tell_above(work: Work, report: Report) -> int:
    told = alerts.of_report(work.session, report.id)
    already = frozenset(str(alert.committee_id) for alert in told)
    above = next_level(inbox.case_of(report), inbox.desks(work.session, report), already)
    return inbox.tell(work.session, work.rules, report, above, work.now)


def _is_second(work: Work, report: Report, outcome: str) -> bool:
    """Whether somebody else has proposed to close a critical report; if nobody has, this does."""
    proposed = events.latest(work.session, report, "closing")
    if proposed is None:
        report.outcome = outcome
        work.note(report, "closing", outcome=outcome)
        return False
    return proposed.actor != work.actor
