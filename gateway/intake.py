"""Carries out what a conversation or an SMS decided about a report."""

import json
import uuid
from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from gateway import receipts
from gateway.errands import Asked, Errand, Told
from menus import triage
from menus.check_digit import with_check_digit
from menus.flows.report import child_of, concern_of, contact_of
from menus.flows.where import landmark_of, place_of
from notifications import escalation
from notifications.rules import Rules
from storage import contacts, events, reports, unfinished
from storage.database import keys_of
from storage.models import Report, ReportStatus
from storage.outbox import ALERTS
from storage.reports import Statement


class NothingToFile(Exception):
    """The answers do not yet say what and where."""


def save_draft(errand: Errand) -> Told:
    """Keep what was told so far; a call that breaks off now is still a report."""
    _keep(errand.session, statement_of(errand.asked), errand.now)
    return Told("saved")


def file_from_call(errand: Errand) -> Told:
    """File what a caller told us."""
    statement = statement_of(errand.asked)
    receipt, _ = file_report(errand.session, errand.rules, statement, errand.now)
    if errand.asked.report_key != errand.asked.session_key:
        unfinished.settle(errand.session, errand.asked.session_key)
    return Told("filed", {"receipt": receipt}, wakes=(ALERTS,))


def cancel_report(errand: Errand) -> Told:
    """Let a draft rest: its caller did not want it sent."""
    report = reports.by_session(errand.session, errand.asked.report_key)
    if report and report.status == ReportStatus.DRAFT:
        report.status, report.path_sealed = ReportStatus.CANCELLED, None
        events.append(errand.session, report, "cancelled", "reporter", errand.now)
    return Told("cancelled")


def file_report(
    session: Session, rules: Rules, statement: Statement, now: datetime
) -> tuple[str, uuid.UUID]:
    """File a report, once however often it is told; return its receipt and its id."""
    report = _keep(session, statement, now)
    is_new = report.receipt_hash is None
    report.path_sealed = None
    receipt = receipts.give(session, keys_of(session), report)
    if is_new and report.status in (ReportStatus.DRAFT, ReportStatus.CANCELLED):
        escalation.receive(session, rules, report, now, incomplete=False)
        contacts.remember_place(session, report.phone_index, report.place_id)
    elif is_new:
        escalation.complete(session, rules, report, now)
    return receipt, report.id


def keep_language(errand: Errand) -> Told:
    """Speak the language chosen, now and the next time."""
    language = errand.asked.answers["language"]
    contacts.remember_language(errand.session, errand.asked.phone_index, language)
    return Told("kept", {"language": language})


def statement_of(asked: Asked) -> Statement:
    """What the answers of a call come to."""
    answers, scene = asked.answers, asked.scene
    place = place_of(scene)
    if "danger" not in answers or place is None:
        raise NothingToFile
    concern, when = concern_of(scene), answers.get("when", "unknown")
    contact = contact_of(answers)
    agrees = contact != "never" and asked.call.can_be_called
    return Statement(
        session_key=asked.report_key,
        channel=asked.call.channel,
        concern=concern,
        urgency=triage.urgency_of(concern, when),
        place_id=place.id,
        language=scene.voice.language,
        phone_index=asked.phone_index,
        child=child_of(answers),
        when=when,
        route=answers.get("route", "unknown"),
        contact=contact,
        phone=asked.call.phone if agrees else "",
        relay=answers.get("contact") == "relay",
        landmark=landmark_of(scene),
        path=json.dumps(asked.path),
    )


def to_spool(statement: Statement) -> str:
    """A statement as the spool keeps it."""
    return json.dumps(asdict(statement))


def from_spool(content: str) -> Statement:
    """A statement as the spool kept it."""
    return Statement(**json.loads(content))


def _keep(session: Session, statement: Statement, now: datetime) -> Report:
    return reports.keep(session, statement, with_check_digit, now)
