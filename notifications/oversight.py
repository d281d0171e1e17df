"""What the coordination is told about the house's own people: locked doors, new PINs."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from menus.gsm7 import fold
from notifications.rules import Rules
from storage import committees, members, outbox
from storage.models import Member

LIVES = timedelta(hours=12)
LONGEST_COMMITTEE = 40


def tell_coordination(
    session: Session, rules: Rules, member: Member, kind: str, now: datetime
) -> None:
    """Promise each coordinator of the country an SMS that names a committee, and nobody in it."""
    name = fold(committees.get(session, member.committee_id).name)[:LONGEST_COMMITTEE]
    for _, _, _, coordinator in committees.with_roles(session, (), ("coordinator",)):
        if coordinator.id == member.id:
            continue
        body = rules.texts.about_a_member(kind, coordinator.language, name)
        phone = members.phone_of(session, coordinator)
        outbox.add(session, outbox.ALERTS, kind, phone, body, now, LIVES)
