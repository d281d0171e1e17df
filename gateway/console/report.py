"""One report: what is known, whose turn it is, what can be done, what happened, who has looked."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import request

from gateway import access, closing
from gateway.console import bp
from gateway.console.answers import Answer, Screen
from gateway.console.doors import Visit, page
from gateway.console.history import Historian
from gateway.console.numbers import masked
from gateway.console.offers import offered
from gateway.console.rows import CHANNEL
from gateway.console.turn import Teller
from gateway.console.village_map import Point, VillageMap, village_map
from storage import audit, call_backs, caseload, casework, committees, events, places, reports
from storage import services as directory
from storage.models import Alert, Referral, Report
from storage.models.report import CLOSED


@dataclass(frozen=True)
class Asked:
    """A service that was asked for help, and how far it is."""

    name: str
    phone: str
    referral: Referral


@dataclass(frozen=True)
class Looked:
    """Somebody who has opened the report, and when last."""

    is_reader: bool
    role: str
    committee: str
    at: datetime


@page(bp, "/reports/<reference>", allows="see_reports")
def report(visit: Visit, reference: str) -> Answer:
    """The report with this number, if it exists for the reader."""
    found = access.report(visit.session, visit.viewer, reference)
    if found is None:
        return None
    told, alert = found
    access.look(visit.session, visit.viewer, [told.id], "opened", CHANNEL, visit.now)
    alerts = caseload.alerts_of(visit.session, [told.id])
    history = events.of_report(visit.session, told)
    names = committees.names(visit.session, _committees(alerts, [e.detail for e in history]))
    turn = Teller(visit.speech, visit.viewer, names, visit.now).turn(told, alerts)
    twins = visible_twins(visit, told)
    asked = _asked(visit, told)
    return Screen(
        "report.html",
        report=told,
        alert=alert,
        turn=turn,
        now=visit.now,
        is_closed=told.stage == CLOSED,
        place=places.name(visit.session, told.place_id),
        above=_above(visit, told),
        map=_map(visit, told),
        private=_private(visit, told),
        asked=asked,
        visits=casework.visits_of(visit.session, told.id),
        twins=twins,
        offers=offered(visit, told, alert, has_services=bool(asked), has_twins=bool(twins)),
        proposed=_proposed(visit, told, alert),
        lines=Historian(visit, names).lines(told, history, alerts),
        looked=_looked(visit, told),
        unsealed=_unsealed(visit, told),
        notice=request.args.get("done", ""),
    )


def visible_twins(visit: Visit, told: Report) -> list[str]:
    """The references of what may be about the same child, of those that exist for the reader."""
    found = casework.twin_references(visit.session, told.id)
    return [each for each in found if access.report(visit.session, visit.viewer, each)]


def _committees(alerts: Sequence[Alert], details: Sequence[dict[str, object]]) -> set[uuid.UUID]:
    named = {str(detail["committee"]) for detail in details if detail.get("committee")}
    return {alert.committee_id for alert in alerts} | {uuid.UUID(each) for each in named}


def _above(visit: Visit, told: Report) -> str:
    """The sub-prefecture or department that a place lies in."""
    path = visit.parts.conversation.shelf.menu.places.path(str(told.place_id))
    above = next(
        (place for place in path[1:] if place.level in ("sub_prefecture", "department")), None
    )
    return str(visit.speech(f"level.{above.level}", name=above.name)) if above else ""


def _private(visit: Visit, told: Report) -> dict[str, str]:
    """What the reader's role may see of what is private."""
    session, sees = visit.session, visit.viewer.sees
    found = {}
    if sees("landmark"):
        found["landmark"] = reports.landmark_of(session, told)
    if sees("words"):
        found["words"] = reports.words_of(session, told)
    if sees("answers"):
        found["answer"] = casework.last_answer(session, told.id)
    if sees("masked_phone"):
        phone = reports.phone_of(session, told)
        found["phone"] = masked(phone)
    return {name: value for name, value in found.items() if value}


def _asked(visit: Visit, told: Report) -> list[Asked]:
    found = []
    for referral in casework.referrals_of(visit.session, told.id):
        service = directory.get(visit.session, referral.service_id)
        if service is not None:
            found.append(Asked(service.name, service.phone, referral))
    return found


def _proposed(visit: Visit, told: Report, alert: Alert | None) -> str:
    """The outcome that another person proposed for a critical report: "" when none waits."""
    if alert is None or told.urgency != "critical" or told.stage == CLOSED:
        return ""
    event = closing.proposed_closing(visit.work(alert), told)
    if event is None or event.actor == f"member:{visit.viewer.member.id}":
        return ""
    return str(event.detail.get("outcome", ""))


def _looked(visit: Visit, told: Report) -> list[Looked]:
    if not visit.viewer.sees("who_looked"):
        return []
    rows = audit.of_report(visit.session, told.id)
    names = committees.names(visit.session, {member.committee_id for member, _ in rows})
    return [
        Looked(
            member.id == visit.viewer.member.id,
            member.role,
            names.get(member.committee_id, ""),
            at,
        )
        for member, at in rows
    ]


def _unsealed(visit: Visit, told: Report) -> list[tuple[str, datetime]]:
    """Why and when the number was opened."""
    if not visit.viewer.sees("who_looked"):
        return []
    return [(each.reason, each.at) for each in call_backs.unsealings_of(visit.session, told.id)]


def _map(visit: Visit, told: Report) -> VillageMap | None:
    near = places.around(visit.session, told.place_id)
    here = next((place for place in near if place.id == told.place_id), None)
    if here is None:
        return None
    points = {
        place.id: Point(
            place.name, place.latitude or 0.0, place.longitude or 0.0, place.level != "village"
        )
        for place in near
    }
    return village_map(points.pop(here.id), list(points.values()))
