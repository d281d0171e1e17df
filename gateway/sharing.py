"""Who has a report: given to a member, handed up, stepped aside from, taken by another level."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from gateway import access
from gateway.casework import Work, acknowledge, held, take
from gateway.transitions import STANDS, TRANSITIONS, move
from notifications import alerts as inbox
from notifications import turns
from notifications.routing import rungs_above
from notifications.rules import Rules
from storage import alerts, casework, committees, events, members, reports
from storage.models import Alert, AlertState, Member, Report, ReportStatus

_TIE = "too_close"


def assign(work: Work, member_id: uuid.UUID) -> str:
    """Give a report to one member of the committee: "assigned", or "gone"."""
    report = held(work, "assign")
    other = members.get(work.session, member_id)
    if report is None or other is None or not _may_have(work, report, other):
        return "gone"
    take(work)
    if work.alert.assigned_to != other.id:
        work.alert.assigned_to = other.id
        move(report, "assign")
        work.note(report, "assigned", to=str(other.id))
        if other.id != work.member.id:
            inbox.write_to_member(work.session, work.rules, report, other, work.alert.id, work.now)
    return "assigned"


def pass_up(work: Work, reason: str) -> str:
    """Hand a report to the next level: "passed", "top" when there is none, or "gone"."""
    report = held(work, "pass_up")
    if report is None:
        return "gone"
    if not tell_above(work, report):
        return "top"
    turns.leave(work.alert, AlertState.PASSED_ON)
    work.settle(report)
    work.note(report, "passed_up", reason=reason)
    if reason == _TIE:
        casework.recuse(work.session, report.id, work.member.id, work.now)
    return "passed"


def recuse(work: Work) -> str:
    """Step aside: the report disappears from this member, and goes on without them."""
    report = held(work, "recuse")
    if report is None:
        return "done"
    casework.recuse(work.session, report.id, work.member.id, work.now)
    work.note(report, "recused")
    alert = work.alert
    in_hand = alert.assigned_to or alert.acknowledged_by
    if alert.state == AlertState.ACKNOWLEDGED and in_hand == work.member.id:
        _wait_for_another(work, report)
    is_left = inbox.somebody_left(work.session, report, alert.committee_id)
    # Where nobody stands above either, it goes on waiting here, and shows as late.
    if alert.state == AlertState.OPEN and not is_left and tell_above(work, report):
        turns.leave(alert, AlertState.PASSED_ON)
    work.settle(report)
    return "done"


def step_in(session: Session, rules: Rules, report: Report, member: Member, now: datetime) -> Alert:
    """A committee of the area takes a report that another one has: it is theirs too from now on.
    One that is finished stays so, until they reopen it: their alert says "closed"."""
    report = reports.locked(session, report.id)
    is_open = ReportStatus(report.status) in TRANSITIONS["step_in"]
    alerts.open_once(session, report, member.committee_id, "also", now, None, None)
    session.flush()
    (alert,) = (
        each
        for each in alerts.of_report(session, report.id)
        if each.committee_id == member.committee_id
    )
    if not is_open:
        turns.leave(alert, AlertState.CLOSED)
    elif AlertState(alert.state) in STANDS["step_in"]:
        alert.state, alert.assigned_to = AlertState.OPEN, None
        session.flush()
    if is_open:
        acknowledge(session, rules, alert, member, now)
    return alert


def tell_above(work: Work, report: Report) -> int:
    """Tell the nearest level above of a report, or wake who was told there and waits, or let who
    has it there go on; how many committees. One that handed it up itself is passed over."""
    session, rules, now = work.session, work.rules, work.now
    told = {str(alert.committee_id): alert for alert in alerts.of_report(session, report.id)}
    own = committees.get(session, work.alert.committee_id).level
    for rung in rungs_above(inbox.case_of(report), inbox.desks(session, report), own):
        count = inbox.tell(session, rules, report, rung, now)
        known = [told[each.committee_id] for each in rung if each.committee_id in told]
        for alert in known:
            count += _wakes(work, report, alert)
        if count:
            return count
    return 0


def _wakes(work: Work, report: Report, alert: Alert) -> bool:
    """Let a committee above that knew of a report have it; False where it gave it away."""
    if alert.state == AlertState.PASSED_ON:
        return False
    if alert.state == AlertState.OPEN and alert.opened_at == work.now:
        return True  # told in this very moment, by somebody else's doing: once is enough
    if alert.state != AlertState.ACKNOWLEDGED:
        turns.give_time_to_answer(work.rules, report, alert, work.now)
        inbox.write_to_committee(
            work.session, work.rules, report, alert.committee_id, alert.id, "escalated", work.now
        )
        detail = {"committee": str(alert.committee_id), "reason": "escalated"}
        events.append(work.session, report, "alerted", "gateway", work.now, detail)
    return True


def _may_have(work: Work, report: Report, other: Member) -> bool:
    """Whether a report may be given to somebody: one of us, who may work on it."""
    is_ours = other.active and other.committee_id == work.alert.committee_id
    viewer = access.viewer_of(work.session, other)
    found = is_ours and access.report(work.session, viewer, report.reference, "work")
    return bool(found)


def _wait_for_another(work: Work, report: Report) -> None:
    """The alert waits for another member of the committee, who is told."""
    turns.give_time_to_answer(work.rules, report, work.alert, work.now)
    committee, alert = work.alert.committee_id, work.alert.id
    inbox.write_to_committee(
        work.session, work.rules, report, committee, alert, "reminder", work.now
    )
