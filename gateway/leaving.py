"""When somebody leaves, or a committee closes: what they had goes on, with others or a level up."""

import uuid

from gateway.keeping import Keeper
from notifications import alerts as inbox
from notifications import turns
from storage import alerts, events, handing_over, reports
from storage.models import Alert, AlertState, Report
from storage.models.alert import NOTHING


def member_leaves(keeper: Keeper, member_id: uuid.UUID, committee_id: uuid.UUID) -> int:
    """Let the others of a committee go on with what one of them had, or the next level where
    nobody is left; how many reports. The member is no longer one of them."""
    keeper.session.flush()
    found = handing_over.in_hands_of(keeper.session, member_id, committee_id)
    for alert_id, report_id in found:
        report, alert = _locked(keeper, alert_id, report_id)
        _let_others(keeper, report, alert)
    return len(found)


def committee_closes(keeper: Keeper, committee_id: uuid.UUID) -> int:
    """Let the next level go on with what waits for a committee that is closed now; how many."""
    keeper.session.flush()
    found = handing_over.before(keeper.session, committee_id)
    for alert_id, report_id in found:
        report, alert = _locked(keeper, alert_id, report_id)
        _hand_up(keeper, report, alert)
    return len(found)


def _locked(keeper: Keeper, alert_id: uuid.UUID, report_id: uuid.UUID) -> tuple[Report, Alert]:
    """The report first and then its alert, as everybody locks them."""
    report = reports.locked(keeper.session, report_id)
    return report, alerts.locked(keeper.session, alert_id)


def _let_others(keeper: Keeper, report: Report, alert: Alert) -> None:
    session, now = keeper.session, keeper.now
    if not inbox.somebody_left(session, report, alert.committee_id):
        _hand_up(keeper, report, alert)
        return
    turns.give_time_to_answer(keeper.rules, report, alert, now)
    _note(keeper, report, alert)
    inbox.write_to_committee(
        session, keeper.rules, report, alert.committee_id, alert.id, "reminder", now
    )
    _settle(keeper, report)


def _hand_up(keeper: Keeper, report: Report, alert: Alert) -> None:
    """The next level is told; where all above know already, one of them has it, or the clock finds
    somebody."""
    _note(keeper, report, alert)
    told = inbox.tell_above(keeper.session, keeper.rules, report, keeper.now)
    others = [each for each in alerts.of_report(keeper.session, report.id) if each is not alert]
    if told or any(each.turn > NOTHING for each in others):
        turns.leave(alert, AlertState.PASSED_ON)
    else:
        turns.give_time_to_answer(keeper.rules, report, alert, keeper.now)
    _settle(keeper, report)


def _note(keeper: Keeper, report: Report, alert: Alert) -> None:
    detail = {"committee": str(alert.committee_id)}
    actor = f"member:{keeper.viewer.member.id}"
    events.append(keeper.session, report, "left", actor, keeper.now, detail)


def _settle(keeper: Keeper, report: Report) -> None:
    keeper.session.flush()
    turns.say_on_report(report, alerts.of_report(keeper.session, report.id))
