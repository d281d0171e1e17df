"""Many reports at once: a member gets one SMS for what is not critical, not one for each."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from notifications.rules import Rules
from storage import alerts, outbox
from storage.models import Member, Report

SPAN = timedelta(minutes=30)
MOST = 3  # alerts to one phone within the span; what follows is gathered
LIVES = timedelta(hours=24)


def is_one(session: Session, report: Report, member: Member, now: datetime) -> bool:
    """Whether a member has had so many alerts just now that the next would only be noise."""
    if report.urgency == "critical":
        return False
    return outbox.sent_to(session, member.phone_index, "alert", now - SPAN) >= MOST


def gather(
    session: Session,
    rules: Rules,
    member: Member,
    phone: str,
    alert_id: uuid.UUID,
    now: datetime,
) -> None:
    """Promise one SMS, at the end of the span, that says that several reports wait."""
    message_id = outbox.awaited(session, member.phone_index, "gathered")
    if message_id is None:
        body = rules.texts.alert("gathered", member.language, "")
        later = rules.by_day(now + SPAN)
        message_id = outbox.add(
            session, outbox.ALERTS, "gathered", phone, body, now, LIVES, alert_id, not_before=later
        )
    alerts.told_in(session, alert_id, message_id)
