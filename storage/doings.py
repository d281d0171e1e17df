"""What members did to the house itself: signed in, changed words, times, people."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import Doing


def add(
    session: Session,
    member_id: uuid.UUID | None,
    kind: str,
    detail: Mapping[str, Any],
    now: datetime,
) -> None:
    """Write one line; `detail` holds codes and ids, never a name or a number."""
    session.add(Doing(member_id=member_id, kind=kind, detail=dict(detail), at=now))


def details(
    session: Session, member_id: uuid.UUID, kind: str, since: datetime
) -> Sequence[dict[str, Any]]:
    """What a member's lines of one kind say since a moment."""
    found = select(Doing.detail).where(
        Doing.member_id == member_id, Doing.kind == kind, Doing.at >= since
    )
    return session.scalars(found).all()
