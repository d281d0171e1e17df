"""One report on a member's phone: what their committee may see of it, and who else there is."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from gateway import access
from gateway.errands import Errand
from menus.gsm7 import fold
from storage import alerts, casework, committees, members, places, reports, services
from storage.models import Alert, AlertState, Member, Report

LONGEST_WORDS = 45  # of the reporter's own, on a member's screen
LONGEST_NAME = 20  # of a colleague, beside what else a screen says


def card(errand: Errand, alert: Alert, member: Member) -> dict[str, Any]:
    """A report as a member of the alert's committee may see it on a phone."""
    session, report = errand.session, reports.get(errand.session, alert.report_id)
    viewer = access.viewer_of(session, member)
    return {
        **_named(errand, report),
        "id": str(alert.id),
        "minutes": minutes(errand.now, alert.opened_at),
        "left": time_left(alert, errand.now),
        "taken": alert.state != AlertState.OPEN,
        "who": _who_has_it(errand, alert, member),
        "landmark": clipped(reports.landmark_of(session, report), LONGEST_WORDS),
        "reachable": report.contact_consent != "never",
        "answer": clipped(casework.last_answer(session, report.id), LONGEST_WORDS),
        "colleagues": _colleagues(errand, viewer, report),
        "referrals": _referrals(errand, report),
        "twins": twins(session, viewer, report),
        "may_unseal": bool(viewer.may("unseal") and report.phone_sealed),
    }


def card_elsewhere(errand: Errand, report: Report) -> dict[str, Any]:
    """A report that another committee has, and which."""
    told = alerts.of_report(errand.session, report.id)
    latest = max(told, key=lambda alert: (alert.turn, alert.opened_at), default=None)
    holder = committees.get(errand.session, latest.committee_id).name if latest else ""
    return {**_named(errand, report), "id": "", "holder": fold(holder)}


def twins(session: Session, viewer: access.Viewer, report: Report) -> list[str]:
    """The reports that may be the same, of those that exist for the reader."""
    return [
        reference
        for reference in casework.twin_references(session, report.id)
        if access.report(session, viewer, reference) is not None
    ]


def time_left(alert: Alert, now: datetime) -> int | None:
    """In minutes, until the next level is told; 0 when an outcome is late; None when nothing is
    counted."""
    if alert.next_level_at is not None:
        return minutes(alert.next_level_at, now)
    is_late = alert.state == AlertState.ACKNOWLEDGED and alert.due_at and alert.due_at <= now
    return 0 if is_late else None


def minutes(later: datetime, earlier: datetime) -> int:
    """How long from one moment to another."""
    return int((later - earlier).total_seconds() // 60)


def _named(errand: Errand, report: Report) -> dict[str, Any]:
    return {
        "reference": report.reference,
        "urgency": report.urgency,
        "concern": report.concern,
        "place": places.name(errand.session, report.place_id),
        "child": report.child,
        "when": report.when,
    }


def _who_has_it(errand: Errand, alert: Alert, reader: Member) -> str:
    """The name of who has a report, "me" for the reader, "" when nobody has."""
    has_it = alert.assigned_to or alert.acknowledged_by
    if alert.state != AlertState.ACKNOWLEDGED or has_it is None:
        return ""
    found = members.get(errand.session, has_it)
    if has_it == reader.id or found is None:
        return "me" if found else ""
    return clipped(members.name_of(errand.session, found), LONGEST_NAME)


def _colleagues(errand: Errand, viewer: access.Viewer, report: Report) -> list[dict[str, str]]:
    """Those of the committee to whom a report can be given."""
    session = errand.session
    aside = casework.recused_phones(session, report.id) | {report.phone_index}
    return [
        {"id": str(each.id), "name": fold(members.name_of(session, each))}
        for each in members.at_work(session, viewer.committee.id)
        if each.phone_index not in aside
    ]


def _referrals(errand: Errand, report: Report) -> list[dict[str, str]]:
    return [
        {
            "id": str(each.id),
            "name": fold(services.name(errand.session, each.service_id)),
            "state": each.state,
        }
        for each in casework.referrals_of(errand.session, report.id)
    ]


def clipped(words: str, longest: int) -> str:
    """Words as far as a screen holds them."""
    shown = fold(words)
    return shown if len(shown) <= longest else f"{shown[: longest - 3]}..."
