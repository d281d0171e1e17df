"""What the holder of a receipt may learn and do: by USSD and by SMS alike."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from gateway import receipts
from gateway.errands import Errand, Told
from notifications import insisting
from notifications.rules import Rules
from storage import attempts, casework, events, reports
from storage.database import keys_of
from storage.models import Report, ReportStatus
from storage.outbox import ALERTS

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
RECEIPT_LIVES = timedelta(days=400)
UNKNOWN, BLOCKED = "unknown", "blocked"


@dataclass(frozen=True, repr=False)
class Look:
    """Somebody's wish to look at what a receipt belongs to."""

    session: Session
    receipt: str
    phone_index: str
    try_mark: str  # the same try told again counts once
    now: datetime


def find(look: Look) -> Report | str:
    """The report of a receipt, or why not: `unknown` for a wrong, an expired and a foreign one
    alike, `blocked` after too many tries from this phone, or from all phones together."""
    if _guesses(look, look.phone_index) >= GUESSES_OF_ONE_PHONE:
        return BLOCKED
    kept = receipts.fingerprint(keys_of(look.session), look.receipt)
    report = reports.by_receipt(look.session, kept)
    if report is not None and (report.received_at or look.now) < look.now - RECEIPT_LIVES:
        report = None
    is_own = report is not None and report.phone_index == look.phone_index
    if not is_own and _guesses(look) >= GUESSES_OF_ALL:
        return BLOCKED
    if report is None:
        attempts.note(look.session, "receipt", look.phone_index, look.try_mark, look.now)
        return UNKNOWN
    return report


def find_receipt(errand: Errand) -> Told:
    """Where a report stands, for whoever holds its receipt; a question of its committee first."""
    report = _report(errand)
    if isinstance(report, str):
        return Told(report)
    facts = {"status": HEARD[ReportStatus(report.status)]}
    if asked := casework.open_question(errand.session, report.id):
        return Told("question", {**facts, "question": asked.question})
    if report.status == ReportStatus.CLOSED and report.safe_now in (None, "asked"):
        return Told("closed", facts)
    return Told("found", facts)


def answer_question(errand: Errand) -> Told:
    """Pass the reporter's answer on to the committee that asked."""
    report = _held(errand)
    asked = casework.open_question(errand.session, report.id) if report else None
    if report is None or asked is None:
        return Told("gone")
    casework.answer(errand.session, asked, errand.asked.answers["question"], errand.now)
    detail = {"question": asked.question}
    events.append(errand.session, report, "question_answered", "reporter", errand.now, detail)
    return Told("kept")


def nobody_came(errand: Errand) -> Told:
    """The reporter says that nobody came."""
    report = _held(errand)
    if report is None:
        return Told("gone")
    result = insisting.nobody_came(errand.session, errand.rules, report, errand.now)
    return Told(result, wakes=(ALERTS,))


def tell_safe_now(errand: Errand) -> Told:
    """Whether the child is safe after the report was closed; asked once."""
    report, said = _held(errand), errand.asked.answers["safe_now"]
    if report is not None and said != report.safe_now:
        safe_now(errand.session, errand.rules, report, said, errand.now)
    return Told("not_safe" if said == "no" else "safe", wakes=(ALERTS,))


def safe_now(session: Session, rules: Rules, report: Report, said: str, now: datetime) -> None:
    """Keep whether the child is safe; where not, the report is taken up again."""
    report.safe_now = said
    events.append(session, report, "safe_now", "reporter", now, {"said": said})
    if said == "no" and report.status == ReportStatus.CLOSED:
        insisting.not_safe(session, rules, report, now)


def _report(errand: Errand) -> Report | str:
    asked = errand.asked
    return find(
        Look(
            errand.session,
            asked.answers["receipt"],
            asked.phone_index,
            errand.try_mark,
            errand.now,
        )
    )


def _held(errand: Errand) -> Report | None:
    """The report of the receipt, held until the commit."""
    found = _report(errand)
    return None if isinstance(found, str) else reports.locked(errand.session, found.id)


def _guesses(look: Look, phone_index: str | None = None) -> int:
    return attempts.since(look.session, "receipt", look.now - GUESSES, phone_index)
