"""SMS whose sender was asked for something and did not answer: a person reads them."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from storage import inbox

ANSWERED_WITHIN = timedelta(hours=1)


def pass_to_people(session: Session, now: datetime) -> int:
    """Hand what nobody completed to a person; how many."""
    late = inbox.unanswered(session, now - ANSWERED_WITHIN)
    for message in late:
        message.state = inbox.FOR_PERSON
    return len(late)


def are_any(session: Session, now: datetime) -> bool:
    """Whether somebody was asked and did not answer."""
    return bool(inbox.unanswered(session, now - ANSWERED_WITHIN, 1))
