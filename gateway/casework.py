"""What a committee does with a report: called by USSD, SMS, console and API alike.

Each action is one transition of `TRANSITIONS`, one event, in the caller's transaction; told twice
it changes nothing. Locks: the report first, then its alerts. Who has a report is in `sharing`, how
it ends in `closing`, who helps in `referring`.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from notifications import reporters, turns
from notifications.rules import Rules
from storage import alerts, casework, events, reports
from storage.casework import Seen
from storage.models import Alert, AlertState, Member, Report, ReportStatus

R = ReportStatus
_OPEN = (R.RECEIVED, R.ACKNOWLEDGED, R.CONFIRMED, R.IN_CARE)
_WORKED_ON = {R.RECEIVED: R.ACKNOWLEDGED, **{status: status for status in _OPEN[1:]}}
_AS_IT_IS = {status: status for status in _OPEN}
# From which status each action may start, and where it leads. What is final stays final, unless
# somebody reopens it.
TRANSITIONS: Mapping[str, Mapping[ReportStatus, ReportStatus]] = {
    "acknowledge": _WORKED_ON,
    "assign": _WORKED_ON,
    "confirm": {**dict.fromkeys(_OPEN[:3], R.CONFIRMED), R.IN_CARE: R.IN_CARE},
    "refer": dict.fromkeys(_OPEN, R.IN_CARE),
    "support": dict.fromkeys(_OPEN, R.IN_CARE),
    "visit": _WORKED_ON,
    "ask": _AS_IT_IS,
    "pass_up": _AS_IT_IS,
    "link": {status: status for status in R if status not in (R.DRAFT, R.CANCELLED)},
    "close": dict.fromkeys(_OPEN, R.CLOSED),
    "dismiss": dict.fromkeys(_OPEN, R.UNFOUNDED),
    "reopen": dict.fromkeys((R.CLOSED, R.UNFOUNDED), R.ACKNOWLEDGED),
}


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

    def note(self, report: Report, line: str, /, **detail: str) -> None:
        """Add a line to the report's history."""
        detail["committee"] = str(self.alert.committee_id)
        events.append(self.session, report, line, self.actor, self.now, detail)

    def settle(self, report: Report) -> None:
        """Say on the report what its alerts have come to."""
        self.session.flush()
        turns.say_on_report(report, alerts.of_report(self.session, report.id))


def alert_of(session: Session, member: Member, alert_id: str) -> Alert | None:
    """An alert of the member's own committee; any other does not exist, nor does one about a
    report from which the member stepped aside, or which their own phone made."""
    found = alerts.of_committee(session, uuid.UUID(alert_id), member.committee_id)
    if found is None or casework.is_recused(session, found.report_id, member.id):
        return None
    if reports.get(session, found.report_id).phone_index == member.phone_index:
        return None
    return found


def by_reference(session: Session, member: Member, reference: str) -> Alert | None:
    """The alert of the member's committee about the report with this reference."""
    found = alerts.by_reference(session, member.committee_id, reference)
    return alert_of(session, member, str(found)) if found else None


def acknowledge(
    session: Session, rules: Rules, alert: Alert, member: Member, now: datetime
) -> bool:
    """A member says "I have it": nobody else is rung about this report.

    True when it is theirs now, also when they say it twice; False when another was first.
    """
    report = reports.locked(session, alert.report_id)
    others = alerts.of_report(session, report.id)  # read again, now that nobody can change them
    if alert.state != AlertState.OPEN:
        return alert.acknowledged_by == member.id
    for other in others:
        other.remind_at = other.next_level_at = None
        if other is not alert and other.state == AlertState.OPEN:
            other.due_at = None  # somebody has it: the others are late for nothing
    alert.state, alert.acknowledged_at = AlertState.ACKNOWLEDGED, now
    alert.acknowledged_by = member.id
    turns.give_time_to_act(rules, report, alert, now)
    turns.say_on_report(report, others)
    move(report, "acknowledge")
    detail = {"committee": str(alert.committee_id)}
    events.append(session, report, "acknowledged", f"member:{member.id}", now, detail)
    return True


def visit(work: Work, seen: Seen, mark: str) -> str:
    """Record a visit to the child: "visited" or "gone"."""
    report = held(work, "visit")
    if report is None:
        return "gone"
    take(work)
    if casework.visit(work.session, report.id, work.member.id, seen, mark, work.now):
        told = {"situation": seen.situation, "works": seen.works, "at_school": seen.at_school}
        work.note(report, "visited", **told)
    return "visited"


def give(work: Work, kind: str, mark: str) -> str:
    """Record what was given to the child or the family: "supported" or "gone"."""
    report = held(work, "support")
    if report is None:
        return "gone"
    take(work)
    if casework.support(work.session, report.id, work.member.id, kind, mark, work.now):
        move(report, "support")
        work.note(report, "supported", kind=kind)
    return "supported"


def ask(work: Work, question: str) -> str:
    """Ask the reporter something through us: "asked", "cannot", or "gone"."""
    report = held(work, "ask")
    if report is None:
        return "gone"
    if report.receipt_hash is None and report.contact_consent != "text":
        return "cannot"
    if casework.ask(work.session, report.id, work.member.id, question, work.now):
        work.note(report, "asked", question=question)
        reporters.write(work.session, work.rules, report, "question", work.now)
    return "asked"


def link(work: Work, reference: str, *, same: bool) -> str:
    """Say whether another report is about the same child: "linked", "parted", or "gone"."""
    report = held(work, "link", at_work=False)
    other = reports.by_reference(work.session, reference)
    if report is None or other is None or other.id == report.id:
        return "gone"
    known = casework.link_between(work.session, report.id, other.id)
    if known is None:
        return "gone"
    state = "same" if same else "other"
    if known.state != state:
        known.state, known.decided_by, known.at = state, work.member.id, work.now
        work.note(report, "linked" if same else "parted", reference=other.reference)
    return "linked" if same else "parted"


def held(work: Work, action: str, *, at_work: bool = True) -> Report | None:
    """The report, held until the commit, if the action may start from where it stands and, for
    most, if this committee still works on it."""
    report = reports.locked(work.session, work.alert.report_id)
    alerts.of_report(work.session, report.id)
    works = work.alert.state in (AlertState.OPEN, AlertState.ACKNOWLEDGED) or not at_work
    is_allowed = ReportStatus(report.status) in TRANSITIONS[action]
    return report if works and is_allowed else None


def take(work: Work) -> None:
    """Who works on a report has it."""
    if work.alert.state == AlertState.OPEN:
        acknowledge(work.session, work.rules, work.alert, work.member, work.now)


def move(report: Report, action: str) -> None:
    """Bring a report to the status that an action leads to."""
    report.status = TRANSITIONS[action].get(ReportStatus(report.status), report.status)
