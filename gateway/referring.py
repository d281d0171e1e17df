"""Asking a service to help: sent, accepted or declined, done or revoked.

A service answers by the one-time link of its SMS, by a short SMS of its own, or by telephone: then
a member enters what it said.
"""

import secrets
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from gateway.casework import Work, held, take
from gateway.transitions import TRANSITIONS, move
from menus.flows.casework import FOLLOWS as FOLLOWS
from notifications import alerts as inbox
from notifications import turns
from notifications.rules import Rules
from storage import casework, events, outbox, reports, services
from storage.database import keys_of
from storage.models import Referral, Report, ReportStatus, Service
from storage.phone import NotAPhone, PhoneNumber

ANSWERS = ("accepted", "declined", "done", "revoked")
# By its link it says yes or no once, and after a yes that it is done: a link may have been passed
# on, and whoever has it then must not turn a yes into a no.
BY_LINK: Mapping[str, tuple[str, ...]] = {
    "sent": ("accepted", "declined", "done"),
    "accepted": ("done",),
}
LINK_LIVES = timedelta(days=7)
SMS_LIVES = timedelta(hours=24)


def refer(work: Work, service_id: uuid.UUID, public_url: str = "") -> str:
    """Send a report on to a service of the directory: "referred" or "gone". One that declined, or
    was no longer asked, is asked again."""
    report = held(work, "refer")
    service = services.get(work.session, service_id)
    if report is None or service is None or not service.active:
        return "gone"
    take(work)
    if casework.refer(work.session, report.id, service.id, work.member.id, work.now):
        move(report, "refer")
        work.note(report, "referred", service=service.code)
        _write(work, report, service, public_url or work.rules.public_url)
    return "referred"


def answer(work: Work, referral_id: uuid.UUID, said: str, reason: str = "") -> str:
    """What a service said to a member: "answered", or "gone" where it cannot say so now."""
    report = held(work, "answer")
    referral = casework.referral(work.session, referral_id)
    if report is None or referral is None or referral.report_id != report.id:
        return "gone"
    if referral.state == said:
        return "answered"
    if said not in FOLLOWS[referral.state]:
        return "gone"
    _keep(work.session, report, referral, said, reason, work.actor, work.now)
    return "answered"


def answer_by_itself(
    session: Session,
    rules: Rules,
    referral: Referral,
    said: str,
    reason: str,
    now: datetime,
    follows: Mapping[str, tuple[str, ...]] = BY_LINK,
) -> bool:
    """What a service answered by itself, by its link, or by SMS when `follows` says so; the
    committee is told when it declines. False where it cannot be said any more."""
    report = reports.locked(session, referral.report_id)
    known = casework.referral(session, referral.id)
    if known is None:
        return False
    if known.state == said:
        return True
    is_late = said != "done" and ReportStatus(report.status) not in TRANSITIONS["answer"]
    if is_late or said not in follows.get(known.state, ()):
        return False
    _keep(session, report, known, said, reason, "service", now)
    if said == "declined":
        inbox.write_to_working(session, rules, report, "declined", now)
    return True


def by_link(session: Session, token: str, now: datetime) -> Referral | None:
    """The referral that a link is about, while it may still be answered."""
    found = casework.referral_by_answer(session, keys_of(session).index("referral", token))
    is_alive = found and found.answer_until and found.answer_until > now
    return found if is_alive else None


def by_phone(session: Session, rules: Rules, phone: PhoneNumber, reference: str) -> Referral | None:
    """What was asked about a report of the service that writes from this phone."""
    report = reports.by_reference(session, reference)
    for referral in casework.referrals_of(session, report.id) if report else ():
        service = services.get(session, referral.service_id)
        if service is not None and service.active and _phone_of(rules, service) == phone:
            return referral
    return None


def _keep(
    session: Session,
    report: Report,
    referral: Referral,
    said: str,
    reason: str,
    actor: str,
    now: datetime,
) -> None:
    referral.state, referral.reason = said, reason or None
    if said == "done":
        referral.done_at = now
    if said in ("accepted", "declined"):
        referral.answered_at = now
    service = services.get(session, referral.service_id)
    detail = {"service": service.code if service else "", "said": said, "reason": reason}
    events.append(session, report, "service_said", actor, now, detail)


def _write(work: Work, report: Report, service: Service, public_url: str) -> None:
    """Promise the service an SMS, where it has a phone that can have one; it says nothing of the
    child, and its link can be answered once."""
    phone = _phone_of(work.rules, service)
    if phone is None:
        return
    kind, blanks = "referral", {"reference": report.reference}
    if public_url:
        token = secrets.token_urlsafe(16)
        for referral in casework.referrals_of(work.session, report.id):
            if referral.service_id == service.id:
                referral.answer_hash = keys_of(work.session).index("referral", token)
                referral.answer_until = work.now + LINK_LIVES
        kind, blanks = "referral_link", {**blanks, "link": f"{public_url}/s/{token}"}
    body = work.rules.texts.to_service(kind, **blanks)
    when, waits = turns.kindly(work.rules, report, work.now), turns.can_wait(report)
    outbox.add(
        work.session, outbox.ALERTS, kind, phone.e164, body, work.now, SMS_LIVES,
        not_before=when, by_day=waits,
    )  # fmt: skip


def _phone_of(rules: Rules, service: Service) -> PhoneNumber | None:
    """The phone of a service, as its list gives it; None where no SMS can go there."""
    try:
        return PhoneNumber.parse(service.phone, rules.country) if service.phone else None
    except NotAPhone:
        return None
