"""What a committee did in a span of time, in counts, and which were told of it already."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.database import insert_if_absent
from storage.models import Alert, Committee, Digest, Report
from storage.models.alert import OUTCOME


def not_told(
    session: Session, period: str, levels: Sequence[str], most: int
) -> Sequence[Committee]:
    """Active committees, of some levels or of all, that were not told of a period yet."""
    told = select(Digest.committee_id).where(
        Digest.committee_id == Committee.id, Digest.period == period
    )
    found = select(Committee).where(Committee.active, ~told.exists())
    if levels:
        found = found.where(Committee.level.in_(levels))
    return session.scalars(found.order_by(Committee.code).limit(most)).all()


def tell_once(session: Session, committee_id: uuid.UUID, period: str, now: datetime) -> bool:
    """Take a committee's digest of a period; False when it was taken before."""
    row = {"committee_id": committee_id, "period": period, "at": now}
    return insert_if_absent(session, Digest, row, "committee_id", "period")


def counts(
    session: Session, committee_id: uuid.UUID, since: datetime, until: datetime, now: datetime
) -> dict[str, int]:
    """Of a committee's reports: received, taken and closed in a span; late now."""
    ours = Alert.committee_id == committee_id

    def of(*where: object) -> int:
        asked = select(func.count()).select_from(Alert).join(Report, Alert.report_id == Report.id)
        return session.scalar(asked.where(ours, *where)) or 0  # type: ignore[arg-type]

    return {
        "received": of(Alert.opened_at >= since, Alert.opened_at < until),
        "taken": of(Alert.acknowledged_at >= since, Alert.acknowledged_at < until),
        "closed": of(Report.closed_at >= since, Report.closed_at < until),
        "late": of(Alert.turn >= OUTCOME, Alert.due_at < now),
    }
