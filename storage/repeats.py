"""What a step of a call came to the first time: kept under a mark, for when it is played again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.database import insert_if_absent
from storage.models import Attempt

_KIND = "step"


@dataclass(frozen=True)
class First:
    """What came of a step, and when; `said` is a code or a fingerprint, never what was shown."""

    said: str
    at: datetime


def begin(session: Session, mark: str, now: datetime) -> First | None:
    """None for who comes first; else what came of it. Who comes at the same time waits."""
    row = {"mark": mark, "kind": _KIND, "subject": "", "at": now}
    if insert_if_absent(session, Attempt, row, "mark"):
        return None
    said, at = session.execute(
        select(Attempt.subject, Attempt.at).where(Attempt.mark == mark)
    ).one()
    return First(said, at)


def end(session: Session, mark: str, said: str) -> None:
    """Keep what came of a step that this transaction began."""
    session.execute(update(Attempt).where(Attempt.mark == mark).values(subject=said))
