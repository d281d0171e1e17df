"""What members did to the house itself: signed in, changed words, times, people."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

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
