"""The committee's work over USSD: what waits, one report, and everything done about it."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from gateway import call_backs, casework
from gateway.casework import Work
from gateway.errands import Errand, Told
from menus.gsm7 import fold
from storage import alerts, audit, members, places, reports, services
from storage import casework as kept
from storage.models import Alert, AlertState, Member
from storage.outbox import ALERTS

LONGEST_WORDS = 45  # of the reporter's own, on a member's screen


def list_alerts(errand: Errand) -> Told:
    """What waits for the member's committee, the most urgent and newest first."""
    member = _signed_in(errand)
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
    member, alert = _member_and_alert(errand)
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
    facts = {"alert": _shown(errand, alert)}
    return Told("open" if alert.state == AlertState.OPEN else "taken", facts)


def acknowledge(errand: Errand) -> Told:
    """The member has it."""
    member, alert = _member_and_alert(errand)
    if member is None or alert is None:
        return Told("gone")
    mine = casework.acknowledge(errand.session, alert, member, errand.now)
    return Told("done" if mine else "late", {"alert": _shown(errand, alert)})


def record_outcome(errand: Errand) -> Told:
    """What came of the report."""
    return _done(errand, lambda work: casework.close(work, errand.asked.answers["outcome"]))


def record_visit(errand: Errand) -> Told:
    """The child was visited."""
    situation, mark = errand.asked.answers["visit"], errand.try_mark
    return _done(errand, lambda work: casework.visit(work, situation, mark))


def list_services(errand: Errand) -> Told:
    """The services around the report's place."""
    _, alert = _member_and_alert(errand)
    if alert is None:
        return Told("gone")
    place = reports.get(errand.session, alert.report_id).place_id
    found = services.near(errand.session, places.path(errand.session, place))
    listed = [{"id": str(service.id), "name": service.name} for service in found]
    return Told("some" if listed else "none", {"services": listed})


def refer(errand: Errand) -> Told:
    """The report goes to a service too."""
    service = uuid.UUID(errand.asked.answers["service"])
    return _done(errand, lambda work: casework.refer(work, service))


def ask_reporter(errand: Errand) -> Told:
    """A question goes to the reporter, through us."""
    return _done(errand, lambda work: casework.ask(work, errand.asked.answers["ask"]))


def hand_up(errand: Errand) -> Told:
    """The next level takes over."""
    return _done(errand, lambda work: casework.pass_up(work, errand.asked.answers["pass_up"]))


def step_aside(errand: Errand) -> Told:
    """The member has a tie: the report leaves them."""
    return _done(errand, lambda work: f"recused_{casework.recuse(work)}")


def _done(errand: Errand, act: Callable[[Work], str]) -> Told:
    member, alert = _member_and_alert(errand)
    if member is None or alert is None:
        return Told("gone")
    result = act(Work(errand.session, errand.rules, alert, member, errand.now))
    if result == "gone":
        return Told("gone")
    return Told("noted", {"done": result}, wakes=(ALERTS,))


def _signed_in(errand: Errand) -> Member | None:
    """The member who calls, if their PIN was right in this very call."""
    member = members.by_phone(errand.session, errand.asked.phone_index)
    is_theirs = member is not None and errand.asked.scene.facts.get("member_id") == str(member.id)
    return member if is_theirs else None


def _member_and_alert(errand: Errand) -> tuple[Member | None, Alert | None]:
    member = _signed_in(errand)
    if member is None:
        return None, None
    return member, casework.alert_of(errand.session, member, errand.asked.answers["alerts"])


def _shown(errand: Errand, alert: Alert) -> dict[str, Any]:
    session, report = errand.session, reports.get(errand.session, alert.report_id)
    return {
        "id": str(alert.id),
        "reference": report.reference,
        "urgency": report.urgency,
        "concern": report.concern,
        "place": places.name(session, report.place_id),
        "child": report.child,
        "when": report.when,
        "minutes": _minutes(errand.now, alert.opened_at),
        "left": alert.next_level_at and _minutes(alert.next_level_at, errand.now),
        "taken": alert.state != AlertState.OPEN,
        "landmark": _clipped(reports.landmark_of(session, report)),
        "reachable": report.contact_consent != "never",
        "answer": _clipped(kept.last_answer(session, report.id)),
    }


def _minutes(later: datetime, earlier: datetime) -> int:
    return int((later - earlier).total_seconds() // 60)


def _clipped(words: str) -> str:
    """The reporter's own words, as far as a screen holds them."""
    shown = fold(words)
    return shown if len(shown) <= LONGEST_WORDS else f"{shown[: LONGEST_WORDS - 3]}..."
