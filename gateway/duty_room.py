"""The committee's work over USSD: its alerts, one of them, "I have it"."""

from typing import Any

from gateway import casework
from gateway.errands import Errand, Told
from storage import alerts, audit, members, places, reports
from storage.models import Alert, AlertState, Member


def list_alerts(errand: Errand) -> Told:
    """What waits for the member's committee, the most urgent and newest first."""
    member = _signed_in(errand)
    if member is None:
        return Told("none")
    found = alerts.waiting(errand.session, member.committee_id)
    looked_at = [waiting.report_id for waiting in found]
    audit.looked(
        errand.session, member.id, looked_at, "listed", errand.asked.call.channel, errand.now
    )
    lines = [
        {
            "id": str(waiting.alert_id),
            "urgency": waiting.urgency,
            "place": waiting.place,
            "minutes": int((errand.now - waiting.opened_at).total_seconds() // 60),
        }
        for waiting in found
    ]
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
    if casework.acknowledge(errand.session, alert, member, errand.now):
        return Told("done")
    return Told("late")


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
    report = reports.get(errand.session, alert.report_id)
    return {
        "id": str(alert.id),
        "reference": report.reference,
        "urgency": report.urgency,
        "concern": report.concern,
        "place": places.name(errand.session, report.place_id),
        "child": report.child,
        "when": report.when,
        "minutes": int((errand.now - alert.opened_at).total_seconds() // 60),
    }
