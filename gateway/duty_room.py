"""The committee's work over USSD: what waits, one report, and what is done about it most."""

import uuid
from collections.abc import Callable
from typing import Any

from gateway import access, casework, closing, on_visits, referring, ringing_room, sharing
from gateway.access import Viewer
from gateway.casework import Work
from gateway.errands import Errand, Told
from gateway.report_card import card, card_elsewhere, minutes, time_left
from gateway.steady import once, reads
from menus.layout import MOST_OPTIONS
from storage import audit, caseload, members, places, reports, services, triage
from storage.caseload import MINE, Wanted
from storage.models import Alert, AlertState, Member
from storage.models.report import OPEN
from storage.outbox import ALERTS

TEXTS = "texts"  # the line of the list that leads to the texts nobody understood
LISTED = 30  # reports of a committee on a phone; more wait until these are dealt with


@reads
def list_alerts(errand: Errand) -> Told:
    """What waits for the member's committee, the most urgent and newest first."""
    viewer = _viewer(errand)
    if viewer is None:
        return Told("none")
    lines = _report_lines(errand, viewer) if viewer.may("work") else []
    lines += ringing_room.waiting_lines(errand.session, viewer.member, errand.now)
    if viewer.may("triage") and (count := triage.waiting(errand.session)):
        lines.append({"id": TEXTS, "kind": "texts", "count": count})
    return Told("some" if lines else "none", {"alerts": lines})


@reads
def open_alert(errand: Errand) -> Told:
    """One report of the list, as the member may see it."""
    member = signed_in(errand)
    chosen = errand.asked.answers["alerts"]
    alert = casework.alert_of(errand.session, member, chosen) if member else None
    if member is None or alert is None:
        return Told("gone")
    look(errand, member, alert.report_id, audit.OPENED)
    return opened(errand, alert, member)


def opened(errand: Errand, alert: Alert, member: Member) -> Told:
    """The screen that an alert opens with."""
    report = reports.get(errand.session, alert.report_id)
    if report.stage != OPEN:
        return Told("finished", {"alert": card(errand, alert, member)})
    screens = {AlertState.OPEN: "open", AlertState.ACKNOWLEDGED: "taken"}
    if screen := screens.get(AlertState(alert.state)):
        return Told(screen, {"alert": card(errand, alert, member)})
    may = access.viewer_of(errand.session, member).may("step_in")
    return Told("elsewhere" if may else "passed", {"alert": card_elsewhere(errand, report)})


def acknowledge(errand: Errand) -> Told:
    """The member has it; or another has, and the screen says who."""
    result = once(errand, lambda: _worked(errand, _acknowledged))
    member, alert = member_and_alert(errand)
    if member is None or alert is None:
        return Told("gone")
    return Told(result, {"alert": card(errand, alert, member)} if result != "gone" else {})


def record_outcome(errand: Errand) -> Told:
    """What came of the report."""
    return done(errand, lambda work: closing.close(work, errand.asked.answers["outcome"]))


def record_visit(errand: Errand) -> Told:
    """The child was visited; asked again for the day when it cannot be."""
    seen = on_visits.seen(errand.asked.answers, errand.rules.zone, errand.now)
    if seen is None:
        return Told("date")
    told = done(errand, lambda work: casework.visit(work, seen, errand.try_mark))
    return Told("date") if told.facts.get("done") == "date" else told


@reads
def list_services(errand: Errand) -> Told:
    """The services around the report's place; by their kind where they are many."""
    _, alert = member_and_alert(errand)
    if alert is None:
        return Told("gone")
    place = reports.get(errand.session, alert.report_id).place_id
    found = services.near(errand.session, places.path(errand.session, place))
    listed = [{"id": str(each.id), "name": each.name, "kind": each.kind} for each in found]
    by_kind = len(listed) > MOST_OPTIONS and len({each.kind for each in found}) > 1
    result = "kinds" if by_kind else "some"
    return Told(result if listed else "none", {"services": listed, "by_kind": by_kind})


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
    """Do one piece of work on the report that is open on the phone, once."""
    result = once(errand, lambda: _worked(errand, act))
    return Told("gone") if result == "gone" else Told("noted", {"done": result}, wakes=(ALERTS,))


def signed_in(errand: Errand) -> Member | None:
    """The member who calls, if their PIN was right in this very call."""
    member = members.by_phone(errand.session, errand.asked.phone_index)
    is_theirs = member is not None and errand.asked.scene.facts.get("member_id") == str(member.id)
    return member if is_theirs else None


def member_and_alert(errand: Errand) -> tuple[Member | None, Alert | None]:
    """Who calls, and the alert that is open on their phone."""
    member = signed_in(errand)
    chosen = str(errand.asked.scene.facts["alert"]["id"])
    if member is None or not chosen:
        return member, None
    return member, casework.alert_of(errand.session, member, chosen)


def look(errand: Errand, member: Member, report_id: uuid.UUID, what: str) -> None:
    """Record that the member saw a report."""
    channel = errand.asked.call.channel
    audit.looked(errand.session, member.id, [report_id], what, channel, errand.now)


def _worked(errand: Errand, act: Callable[[Work], str]) -> str:
    member, alert = member_and_alert(errand)
    if member is None or alert is None:
        return "gone"
    return act(Work(errand.session, errand.rules, alert, member, errand.now))


def _acknowledged(work: Work) -> str:
    mine = casework.acknowledge(work.session, work.rules, work.alert, work.member, work.now)
    return "done" if mine else "late"


def _viewer(errand: Errand) -> Viewer | None:
    member = signed_in(errand)
    return access.viewer_of(errand.session, member) if member else None


def _report_lines(errand: Errand, viewer: Viewer) -> list[dict[str, Any]]:
    session = errand.session
    wanted = Wanted(tab=MINE, most=LISTED)
    rows = caseload.page(session, viewer.sight, wanted, errand.now)[:LISTED]
    found = [row.report.id for row in rows]
    own = {
        alert.report_id: alert
        for alert in caseload.alerts_of(session, found)
        if alert.committee_id == viewer.committee.id
    }
    audit.looked(
        session, viewer.member.id, found, audit.LISTED, errand.asked.call.channel, errand.now
    )
    return [
        {
            "id": str(own[row.report.id].id),
            "urgency": row.report.urgency,
            "place": row.place,
            "minutes": minutes(errand.now, own[row.report.id].opened_at),
            "taken": own[row.report.id].state != AlertState.OPEN,
            "left": time_left(own[row.report.id], errand.now),
        }
        for row in rows
    ]
