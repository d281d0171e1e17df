"""Many reports at once: a member gets one SMS for what is not critical, not one for each."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from notifications.rules import Rules
from storage import crowding, outbox
from storage.models import Member, Report

SPAN = timedelta(minutes=30)
MOST = 3  # SMS to one phone within the span; what follows is gathered
LIVES = timedelta(hours=24)
# What says no more than that something waits, so that one SMS can say it of several.
KINDS = ("alert", "escalated", "reminder", "outcome")


def is_one(session: Session, report: Report, member: Member, kind: str, when: datetime) -> bool:
    """Whether a member has so many SMS about that moment that the next would only be noise."""
    if report.urgency == "critical" or kind not in KINDS:
        return False
    return crowding.is_promised(session, member.phone_index, KINDS, when - SPAN, MOST)


def gather(
    session: Session,
    rules: Rules,
    member: Member,
    phone: str,
    alert_id: uuid.UUID,
    when: datetime,
    now: datetime,
) -> uuid.UUID:
    """Promise one SMS, at the end of the span, that says that several reports wait; which."""
    message_id = crowding.awaited(session, member.phone_index, "gathered", now - LIVES)
    if message_id is None:
        body = rules.texts.alert("gathered", member.language, "")
        later = rules.by_day(when + SPAN)
        message_id = outbox.add(
            session, outbox.ALERTS, "gathered", phone, body, now, LIVES, alert_id, later,
            by_day=True,
        )  # fmt: skip
    return message_id
