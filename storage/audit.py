"""Who looked at what, written with the look itself."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from storage.models import AccessRecord


def looked(
    session: Session,
    member_id: uuid.UUID,
    report_ids: Iterable[uuid.UUID],
    what: str,
    channel: str,
    now: datetime,
) -> None:
    """Record that a member saw these reports, listed or opened."""
    session.add_all(
        AccessRecord(member_id=member_id, report_id=report_id, what=what, channel=channel, at=now)
        for report_id in report_ids
    )
