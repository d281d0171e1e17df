"""Carries out what a conversation or an SMS decided about a report."""

import json
import uuid
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from gateway import receipts
from gateway.errands import Asked, Errand, Told
from menus import triage
from menus.check_digit import with_check_digit
from menus.flows.report import concern_of, place_of
from notifications import escalation
from notifications.rules import Rules
from storage import attempts, contacts, events, reports
from storage.database import keys_of
from storage.models import Report, ReportStatus
from storage.outbox import ALERTS
from storage.reports import Statement

# What a reporter may hear of a report's status: four neutral words, and nothing more.
HEARD = {
    ReportStatus.RECEIVED: "received",
    ReportStatus.ACKNOWLEDGED: "checking",
    ReportStatus.CONFIRMED: "checking",
    ReportStatus.IN_CARE: "in_care",
    ReportStatus.UNFOUNDED: "finished",
    ReportStatus.CLOSED: "finished",
}
GUESSES = timedelta(days=1)
GUESSES_OF_ONE_PHONE = 5
GUESSES_OF_ALL = 50


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
    return Told("filed", {"receipt": receipt}, wakes=(ALERTS,))


def cancel_report(errand: Errand) -> Told:
    """Let a draft rest: its caller did not want it sent."""
    report = reports.by_session(errand.session, errand.asked.session_key)
    if report and report.status == ReportStatus.DRAFT:
        report.status = ReportStatus.CANCELLED
        events.append(errand.session, report, "cancelled", "reporter", errand.now)
    return Told("cancelled")


def file_report(
    session: Session, rules: Rules, statement: Statement, now: datetime
) -> tuple[str, uuid.UUID]:
    """File a report, once however often it is told; return its receipt and its id."""
    report = _keep(session, statement, now)
    is_new = report.receipt_hash is None
    receipt = receipts.give(session, keys_of(session), report)
    if is_new and report.status in (ReportStatus.DRAFT, ReportStatus.CANCELLED):
        escalation.receive(session, rules, report, now, incomplete=False)
        contacts.remember_place(session, report.phone_index, report.place_id)
    elif is_new:
        escalation.complete(session, rules, report, now)
    return receipt, report.id


def find_receipt(errand: Errand) -> Told:
    """Where a report stands, for whoever holds its receipt."""
    if _guesses(errand, errand.asked.phone_index) >= GUESSES_OF_ONE_PHONE:
        return Told("blocked")
    kept = receipts.fingerprint(keys_of(errand.session), errand.asked.answers["receipt"])
    report = reports.by_receipt(errand.session, kept)
    is_own = report is not None and report.phone_index == errand.asked.phone_index
    if not is_own and _guesses(errand) >= GUESSES_OF_ALL:
        return Told("blocked")
    if report is None:
        attempts.note(
            errand.session, "receipt", errand.asked.phone_index, errand.try_mark, errand.now
        )
        return Told("unknown")
    return Told("found", {"status": HEARD[ReportStatus(report.status)]})


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
    contact = answers.get("contact", "never")
    agrees = contact != "never" and asked.call.can_be_called
    return Statement(
        session_key=asked.session_key,
        channel=asked.call.channel,
        concern=concern,
        urgency=triage.urgency_of(concern, when),
        place_id=place.id,
        language=scene.voice.language,
        phone_index=asked.phone_index,
        child=answers.get("child", "unknown"),
        when=when,
        route=answers.get("route", "unknown"),
        contact=contact,
        phone=asked.call.phone if agrees else "",
    )


def to_spool(statement: Statement) -> str:
    """A statement as the spool keeps it."""
    return json.dumps(asdict(statement))


def from_spool(content: str) -> Statement:
    """A statement as the spool kept it."""
    return Statement(**json.loads(content))


def _keep(session: Session, statement: Statement, now: datetime) -> Report:
    return reports.keep(session, statement, with_check_digit, now)


def _guesses(errand: Errand, phone_index: str | None = None) -> int:
    since = errand.now - GUESSES
    return attempts.since(errand.session, "receipt", since, phone_index)
