"""What the coordination is told about the house's own people: locked doors, PINs, who is new."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from menus.gsm7 import fold
from notifications.rules import Rules
from storage import committees, members, outbox
from storage.models import Member

LIVES = timedelta(hours=12)
LONGEST_COMMITTEE = 40
OFTEN = timedelta(hours=1)  # of a long afternoon of changes one SMS tells; the journal has the rest


def tell_coordination(
    session: Session, rules: Rules, member: Member, kind: str, now: datetime
) -> None:
    """Promise each coordinator of the country an SMS that names a committee, and nobody in it."""
    name = fold(committees.get(session, member.committee_id).name)[:LONGEST_COMMITTEE]
    for coordinator in _coordinators(session, member.id):
        body = rules.texts.about_a_member(kind, coordinator.language, name)
        _write(session, coordinator, kind, body, now)


def tell_of_changes(
    session: Session, rules: Rules, by: uuid.UUID, committee_id: uuid.UUID | None, now: datetime
) -> None:
    """Promise each other coordinator an SMS: the members of a committee have changed, or, where
    none is named, a list was loaded. Who could do so alone could let anybody in."""
    kind = "members_changed" if committee_id else "list_loaded"
    name = fold(committees.get(session, committee_id).name) if committee_id else ""
    for coordinator in _coordinators(session, by):
        if outbox.sent_to(session, coordinator.phone_index, kind, now - OFTEN):
            continue
        body = rules.texts.about_a_member(kind, coordinator.language, name[:LONGEST_COMMITTEE])
        _write(session, coordinator, kind, body, now)


def _coordinators(session: Session, but: uuid.UUID) -> list[Member]:
    found = committees.with_roles(session, (), ("coordinator",))
    return [member for _, _, _, member in found if member.id != but]


def _write(session: Session, member: Member, kind: str, body: str, now: datetime) -> None:
    phone = members.phone_of(session, member)
    outbox.add(session, outbox.ALERTS, kind, phone, body, now, LIVES)
