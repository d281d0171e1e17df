"""Lists that were brought and wait to be confirmed: sealed, for an hour, one for each member."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage.database import keys_of
from storage.ids import new_id
from storage.models import WaitingImport

TABLE = "waiting_imports"
LIVES = timedelta(hours=1)


def keep(
    session: Session, member_id: uuid.UUID, kind: str, name: str, text: str, now: datetime
) -> uuid.UUID:
    """Keep a file's text until it is confirmed; an earlier one of the same member goes, and so do
    all whose time is over."""
    session.execute(
        delete(WaitingImport).where(
            (WaitingImport.member_id == member_id) | (WaitingImport.ends_at <= now)
        )
    )
    keys, made = keys_of(session), new_id()
    session.add(
        WaitingImport(
            id=made,
            member_id=member_id,
            kind=kind,
            name_sealed=keys.seal(name, TABLE, str(made), "name"),
            text_sealed=keys.seal(text, TABLE, str(made), "text"),
            ends_at=now + LIVES,
        )
    )
    return made


def get(
    session: Session, import_id: uuid.UUID, member_id: uuid.UUID, now: datetime
) -> WaitingImport | None:
    """What this member brought, while it waits."""
    found = select(WaitingImport).where(
        WaitingImport.id == import_id,
        WaitingImport.member_id == member_id,
        WaitingImport.ends_at > now,
    )
    return session.scalar(found)


def opened(session: Session, waiting: WaitingImport) -> tuple[str, str]:
    """The file's name and its text."""
    keys, place = keys_of(session), (TABLE, str(waiting.id))
    name = keys.open(waiting.name_sealed, *place, "name")
    return name, keys.open(waiting.text_sealed, *place, "text")


def drop(session: Session, member_id: uuid.UUID, now: datetime) -> None:
    """Let go of what a member brought, and of all whose time is over."""
    session.execute(
        delete(WaitingImport).where(
            (WaitingImport.member_id == member_id) | (WaitingImport.ends_at <= now)
        )
    )
