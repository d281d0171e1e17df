"""Tries at secrets, counted so that nobody can guess for long."""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from storage.database import insert_if_absent
from storage.models import Attempt


def note(session: Session, kind: str, subject: str, mark: str, now: datetime) -> bool:
    """Count a failed try; `mark` tells tries apart, so that one told twice counts once. Whether it
    was counted now."""
    row = {"mark": mark, "kind": kind, "subject": subject, "at": now}
    return insert_if_absent(session, Attempt, row, "mark")


def since(session: Session, kind: str, moment: datetime, subject: str | None = None) -> int:
    """How many tries since a moment, of one subject or of all."""
    wanted = select(func.count()).select_from(Attempt)
    wanted = wanted.where(Attempt.kind == kind, Attempt.at > moment)
    if subject is not None:
        wanted = wanted.where(Attempt.subject == subject)
    return session.scalar(wanted) or 0


def forget(session: Session, kind: str, subject: str) -> None:
    """Start anew for a subject who got it right."""
    session.execute(delete(Attempt).where(Attempt.kind == kind, Attempt.subject == subject))
