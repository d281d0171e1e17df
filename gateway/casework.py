"""What a committee does with a report: called by USSD, SMS, console and API alike.

Each action is one transition of `TRANSITIONS`, one event, in the caller's transaction; told twice
it changes nothing. Locks: the report first, then its alerts. Who has a report is in `sharing`, how
it ends in `closing`, who helps in `referring`.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gateway import access
from gateway.transitions import STANDS, move
from gateway.transitions import TRANSITIONS as TRANSITIONS
from notifications import reporters, turns
from notifications.rules import Rules
from storage import alerts, casework, events, reports
from storage.casework import Seen
from storage.models import Alert, AlertState, Member, Report, ReportStatus


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
    """An alert of the member's own committee, if its report exists for them and they may work on
    it; any other does not exist."""
    found = alerts.of_committee(session, uuid.UUID(alert_id), member.committee_id)
    if found is None:
        return None
    return by_reference(session, member, reports.get(session, found.report_id).reference)


def by_reference(session: Session, member: Member, reference: str) -> Alert | None:
    """The alert of the member's committee about the report with this reference."""
    found = access.report(session, access.viewer_of(session, member), reference, "work")
    return found[1] if found else None


def acknowledge(
    session: Session, rules: Rules, alert: Alert, member: Member, now: datetime
) -> bool:
    """A member says "I have it": nobody else is rung about this report.

    True when it is theirs now, also when they say it twice; False when another was first.
    """
    work = Work(session, rules, alert, member, now)
    report = held(work, "acknowledge")
    if report is None:
        return alert.state == AlertState.ACKNOWLEDGED and alert.acknowledged_by == member.id
    others = alerts.of_report(session, report.id)
    for other in others:
        other.remind_at = other.next_level_at = None
        if other is not alert and other.state == AlertState.OPEN:
            other.due_at = None  # somebody has it: the others are late for nothing
    alert.state, alert.acknowledged_at = AlertState.ACKNOWLEDGED, now
    alert.acknowledged_by = member.id
    turns.give_time_to_act(rules, report, alert, now)
    turns.say_on_report(report, others)
    move(report, "acknowledge")
    work.note(report, "acknowledged")
    return True


def visit(work: Work, seen: Seen, mark: str) -> str:
    """Record a visit to the child: "visited"; "date" when it is said to lie ahead, or before the
    report; or "gone"."""
    report = held(work, "visit")
    if report is None:
        return "gone"
    if not _may_have_been(work, report, seen):
        return "date"
    take(work)
    if casework.visit(work.session, report.id, work.member.id, seen, mark, work.now):
        move(report, "visit")
        told = {"situation": seen.situation, "works": seen.works, "at_school": seen.at_school}
        work.note(report, "visited", **told, **({"on": _day(work, seen.on)} if seen.on else {}))
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
    report = held(work, "link")
    viewer = access.viewer_of(work.session, work.member)
    found = access.report(work.session, viewer, reference)
    if report is None or found is None or found[0].id == report.id:
        return "gone"
    known = casework.link_between(work.session, report.id, found[0].id)
    if known is None:
        return "gone"
    state = "same" if same else "other"
    if known.state != state:
        known.state, known.decided_by, known.at = state, work.member.id, work.now
        work.note(report, "linked" if same else "parted", reference=found[0].reference)
    return "linked" if same else "parted"


def held(work: Work, action: str) -> Report | None:
    """The report, held until the commit, if the action may start from where it and the alert
    stand, and it is still there for this member."""
    report = reports.locked(work.session, work.alert.report_id)
    alerts.of_report(work.session, report.id)  # read again, now that nobody can change them
    may_start = ReportStatus(report.status) in TRANSITIONS[action]
    if not may_start or AlertState(work.alert.state) not in STANDS[action]:
        return None
    return None if casework.is_recused(work.session, report.id, work.member.id) else report


def take(work: Work) -> None:
    """Who works on a report has it."""
    if work.alert.state == AlertState.OPEN:
        acknowledge(work.session, work.rules, work.alert, work.member, work.now)


def _may_have_been(work: Work, report: Report, seen: Seen) -> bool:
    """Whether the child may have been visited that day: since the report, and not tomorrow."""
    if seen.on is None:
        return True
    first, last = _day(work, report.received_at or report.saved_at), _day(work, work.now)
    return first <= _day(work, seen.on) <= last


def _day(work: Work, moment: datetime) -> str:
    return moment.astimezone(work.rules.zone).date().isoformat()
