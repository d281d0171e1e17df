"""SMS to those who reported: rare, neutral, and only where they said that a text is safe."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from notifications.rules import Rules
from storage import outbox, reports
from storage.models import Report

LIVES = timedelta(hours=24)


def write(session: Session, rules: Rules, report: Report, kind: str, now: datetime) -> bool:
    """Promise an SMS of sms.toml to a report's reporter, by day; whether it may be written."""
    if report.contact_consent != "text" or report.phone_sealed is None:
        return False
    body = rules.texts.reply(kind, report.language)
    phone = reports.phone_of(session, report)
    morning = rules.by_day(now)
    outbox.add(
        session, outbox.ALERTS, kind, phone, body, now, LIVES, not_before=morning, by_day=True
    )
    return True
