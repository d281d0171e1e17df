"""What members did to the house itself: signed in, changed words, times, people."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import Doing

READ_TEXTS = "read_texts"  # texts that wait for a person were opened
AGAIN = timedelta(hours=12)  # a list that stays open is one look, not one each minute


def add(
    session: Session,
    member_id: uuid.UUID | None,
    kind: str,
    detail: Mapping[str, Any],
    now: datetime,
) -> None:
    """Write one line; `detail` holds codes and ids, never a name or a number."""
    session.add(Doing(member_id=member_id, kind=kind, detail=dict(detail), at=now))


def note_texts(
    session: Session, member_id: uuid.UUID, message_ids: Sequence[str], now: datetime
) -> None:
    """Write down which texts a member read, each once for as long as the list stays open."""
    lines = select(Doing.detail).where(
        Doing.member_id == member_id, Doing.kind == READ_TEXTS, Doing.at >= now - AGAIN
    )
    known = {each for detail in session.scalars(lines) for each in detail["messages"]}
    if fresh := [each for each in message_ids if each not in known]:
        add(session, member_id, READ_TEXTS, {"messages": fresh, "n": len(fresh)}, now)
