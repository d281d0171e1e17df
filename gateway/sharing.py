"""Who has a report: given to a member, handed up, stepped aside from, taken by another level."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from gateway.casework import Work, acknowledge, held, take
from notifications import alerts as inbox
from notifications import turns
from notifications.routing import next_level
from notifications.rules import Rules
from storage import alerts, casework, members, reports
from storage.models import Alert, AlertState, Member, Report

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
    report = reports.locked(work.session, work.alert.report_id)
    alerts.of_report(work.session, report.id)
    if not casework.recuse(work.session, report.id, work.member.id, work.now):
        return "done"
    work.note(report, "recused")
    was_theirs = work.member.id in (work.alert.acknowledged_by, work.alert.assigned_to)
    if work.alert.state == AlertState.ACKNOWLEDGED and was_theirs:
        _wait_for_another(work, report)
    if work.alert.state == AlertState.OPEN and not inbox.somebody_left(
        work.session, report, work.alert.committee_id
    ):
        tell_above(work, report)
        turns.leave(work.alert, AlertState.PASSED_ON)
    work.settle(report)
    return "done"


def step_in(session: Session, rules: Rules, report: Report, member: Member, now: datetime) -> Alert:
    """A committee of the area takes a report that another one has; it is theirs from now on."""
    held_now = reports.locked(session, report.id)
    alerts.open_once(session, held_now, member.committee_id, "also", now, None, None)
    session.flush()
    (alert,) = (
        each
        for each in alerts.of_report(session, report.id)
        if each.committee_id == member.committee_id
    )
    if alert.state == AlertState.PASSED_ON:
        alert.state = AlertState.OPEN
    acknowledge(session, rules, alert, member, now)
    return alert


def tell_above(work: Work, report: Report) -> int:
    """Tell the next level of a report; how many committees were told."""
    told = alerts.of_report(work.session, report.id)
    already = frozenset(str(alert.committee_id) for alert in told)
    above = next_level(inbox.case_of(report), inbox.desks(work.session, report), already)
    return inbox.tell(work.session, work.rules, report, above, work.now)


def _may_have(work: Work, report: Report, other: Member) -> bool:
    """Whether a report may be given to somebody: one of us, with no tie to it."""
    is_ours = other.active and other.committee_id == work.alert.committee_id
    if not is_ours or other.phone_index == report.phone_index:
        return False
    return not casework.is_recused(work.session, report.id, other.id)


def _wait_for_another(work: Work, report: Report) -> None:
    """The alert waits for another member of the committee, who is told."""
    turns.give_time_to_answer(work.rules, report, work.alert, work.now)
    committee, alert = work.alert.committee_id, work.alert.id
    inbox.write_to_committee(
        work.session, work.rules, report, committee, alert, "reminder", work.now
    )
