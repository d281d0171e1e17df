"""The committee's work over USSD: what waits, one report, and everything done about it."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from gateway import access, call_backs, casework, closing, referring, sharing
from gateway.casework import Work
from gateway.errands import Errand, Told
from menus.gsm7 import fold
from storage import alerts, audit, committees, members, places, reports, services
from storage import casework as kept
from storage.casework import Seen
from storage.models import Alert, AlertState, Member, Report
from storage.outbox import ALERTS

LONGEST_WORDS = 45  # of the reporter's own, on a member's screen


def list_alerts(errand: Errand) -> Told:
    """What waits for the member's committee, the most urgent and newest first."""
    member = signed_in(errand)
    if member is None:
        return Told("none")
    found = alerts.waiting(errand.session, member.committee_id, member.id)
    looked_at = [waiting.report_id for waiting in found]
    audit.looked(
        errand.session, member.id, looked_at, "listed", errand.asked.call.channel, errand.now
    )
    lines: list[dict[str, Any]] = [
        {
            "id": str(waiting.alert_id),
            "urgency": waiting.urgency,
            "place": waiting.place,
            "minutes": _minutes(errand.now, waiting.opened_at),
            "taken": waiting.state != AlertState.OPEN,
            "left": waiting.next_level_at and _minutes(waiting.next_level_at, errand.now),
        }
        for waiting in found
    ]
    lines += call_backs.waiting_lines(errand.session, member, errand.now)
    return Told("some" if lines else "none", {"alerts": lines})


def open_alert(errand: Errand) -> Told:
    """One report, as the member may see it."""
    member, alert = member_and_alert(errand)
    if member is None or alert is None:
        return Told("gone")
    audit.looked(
        errand.session,
        member.id,
        [alert.report_id],
        "opened",
        errand.asked.call.channel,
        errand.now,
    )
    return opened(errand, alert)


def opened(errand: Errand, alert: Alert) -> Told:
    """The screen that an alert opens with."""
    screens = {AlertState.OPEN: "open", AlertState.CLOSED: "finished"}
    result = screens.get(AlertState(alert.state), "taken")
    return Told(result, {"alert": shown(errand, alert)})


def acknowledge(errand: Errand) -> Told:
    """The member has it."""
    member, alert = member_and_alert(errand)
    if member is None or alert is None:
        return Told("gone")
    mine = casework.acknowledge(errand.session, errand.rules, alert, member, errand.now)
    return Told("done" if mine else "late", {"alert": shown(errand, alert)})


def record_outcome(errand: Errand) -> Told:
    """What came of the report."""
    return done(errand, lambda work: closing.close(work, errand.asked.answers["outcome"]))


def record_visit(errand: Errand) -> Told:
    """The child was visited."""
    situation, mark = errand.asked.answers["visit"], errand.try_mark
    return done(errand, lambda work: casework.visit(work, _seen(situation), mark))


def list_services(errand: Errand) -> Told:
    """The services around the report's place."""
    _, alert = member_and_alert(errand)
    if alert is None:
        return Told("gone")
    place = reports.get(errand.session, alert.report_id).place_id
    found = services.near(errand.session, places.path(errand.session, place))
    listed = [{"id": str(service.id), "name": service.name} for service in found]
    return Told("some" if listed else "none", {"services": listed})


def refer(errand: Errand) -> Told:
    """The report goes to a service too."""
    service = uuid.UUID(errand.asked.answers["service"])
    return done(errand, lambda work: referring.refer(work, service))


def ask_reporter(errand: Errand) -> Told:
    """A question goes to the reporter, through us."""
    return done(errand, lambda work: casework.ask(work, errand.asked.answers["ask"]))


def hand_up(errand: Errand) -> Told:
    """The next level takes over."""
    return done(errand, lambda work: sharing.pass_up(work, errand.asked.answers["pass_up"]))


def step_aside(errand: Errand) -> Told:
    """The member has a tie: the report leaves them."""
    return done(errand, lambda work: f"recused_{sharing.recuse(work)}")


def done(errand: Errand, act: Callable[[Work], str]) -> Told:
    """Do one piece of work on the report that is open on the phone."""
    member, alert = member_and_alert(errand)
    if member is None or alert is None:
        return Told("gone")
    result = act(Work(errand.session, errand.rules, alert, member, errand.now))
    if result == "gone":
        return Told("gone")
    return Told("noted", {"done": result}, wakes=(ALERTS,))


def _seen(situation: str) -> Seen:
    """A visit in one key: who works still works, who is safe does not."""
    works = {"working": "yes", "safe": "no"}.get(situation, "unknown")
    return Seen(situation, works)


def signed_in(errand: Errand) -> Member | None:
    """The member who calls, if their PIN was right in this very call."""
    member = members.by_phone(errand.session, errand.asked.phone_index)
    is_theirs = member is not None and errand.asked.scene.facts.get("member_id") == str(member.id)
    return member if is_theirs else None


def member_and_alert(errand: Errand) -> tuple[Member | None, Alert | None]:
    """Who calls, and the alert they are at: the one that is open, or the one just chosen."""
    member = signed_in(errand)
    if member is None:
        return None, None
    chosen = errand.asked.answers.get("alerts", "find")
    if chosen == "find":
        chosen = str(errand.asked.scene.facts["alert"]["id"])
    return member, casework.alert_of(errand.session, member, chosen)


def report_of(errand: Errand, alert: Alert) -> Report:
    """The report that an alert is about."""
    return reports.get(errand.session, alert.report_id)


def shown(errand: Errand, alert: Alert) -> dict[str, Any]:
    """A report as a member of the alert's committee may see it on a phone."""
    session, report = errand.session, report_of(errand, alert)
    return {
        **_named(errand, report),
        "id": str(alert.id),
        "minutes": _minutes(errand.now, alert.opened_at),
        "left": alert.next_level_at and _minutes(alert.next_level_at, errand.now),
        "taken": alert.state != AlertState.OPEN,
        "landmark": _clipped(reports.landmark_of(session, report)),
        "reachable": report.contact_consent != "never",
        "answer": _clipped(kept.last_answer(session, report.id)),
        **_team(errand, alert, report),
    }


def shown_elsewhere(errand: Errand, report: Report) -> dict[str, Any]:
    """A report that another committee has, and which."""
    told = alerts.of_report(errand.session, report.id)
    latest = max(told, key=lambda alert: (alert.turn, alert.opened_at), default=None)
    holder = committees.get(errand.session, latest.committee_id).name if latest else ""
    return {**_named(errand, report), "id": "", "holder": fold(holder)}


def _named(errand: Errand, report: Report) -> dict[str, Any]:
    return {
        "reference": report.reference,
        "urgency": report.urgency,
        "concern": report.concern,
        "place": places.name(errand.session, report.place_id),
        "child": report.child,
        "when": report.when,
    }


def _team(errand: Errand, alert: Alert, report: Report) -> dict[str, Any]:
    """Who else there is: colleagues, services that were asked, reports that may be the same."""
    session = errand.session
    member = signed_in(errand)
    viewer = access.viewer_of(session, member) if member else None
    aside = kept.recused_phones(session, report.id) | {report.phone_index}
    colleagues = [
        {"id": str(each.id), "name": fold(members.name_of(session, each))}
        for each in members.of_committee(session, alert.committee_id)
        if each.phone_index not in aside
    ]
    asked = [
        {"id": str(each.id), "name": fold(services.name(session, each.service_id)),
         "state": each.state}
        for each in kept.referrals_of(session, report.id)
    ]  # fmt: skip
    return {
        "colleagues": colleagues,
        "referrals": asked,
        "twins": kept.twin_references(session, report.id),
        "may_unseal": bool(viewer and viewer.may("unseal") and report.phone_sealed),
    }


def _minutes(later: datetime, earlier: datetime) -> int:
    return int((later - earlier).total_seconds() // 60)


def _clipped(words: str) -> str:
    """The reporter's own words, as far as a screen holds them."""
    shown = fold(words)
    return shown if len(shown) <= LONGEST_WORDS else f"{shown[: LONGEST_WORDS - 3]}..."
