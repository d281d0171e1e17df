"""Who looked at what, written with the look itself."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from storage.models import AccessRecord, Member

LISTED, OPENED, CHECKED = "listed", "opened", "checked"
AGAIN = timedelta(hours=12)  # a list that stays open is one look, not one each minute


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


def listed(
    session: Session,
    member_id: uuid.UUID,
    report_ids: Sequence[uuid.UUID],
    channel: str,
    now: datetime,
) -> frozenset[uuid.UUID]:
    """Record that a member saw these reports in a list, once for as long as it stays open; which
    of them they had never seen before."""
    rows = session.execute(
        select(AccessRecord.report_id, func.max(AccessRecord.at))
        .where(AccessRecord.member_id == member_id, AccessRecord.report_id.in_(report_ids))
        .group_by(AccessRecord.report_id)
    )
    seen: dict[uuid.UUID, datetime] = {row[0]: row[1] for row in rows}
    due = [each for each in report_ids if each not in seen or seen[each] < now - AGAIN]
    looked(session, member_id, due, LISTED, channel, now)
    return frozenset(report_ids) - seen.keys()


def of_report(
    session: Session, report_id: uuid.UUID, most: int = 20
) -> Sequence[Row[Member, datetime]]:
    """Who opened a report, and when last, the latest first."""
    last = func.max(AccessRecord.at)
    seen = (
        select(AccessRecord.member_id, last.label("at"))
        .where(AccessRecord.report_id == report_id, AccessRecord.what == OPENED)
        .group_by(AccessRecord.member_id)
        .order_by(last.desc())
        .limit(most)
        .subquery()
    )
    rows = select(Member, seen.c.at).join(seen, Member.id == seen.c.member_id)
    return session.execute(rows.order_by(seen.c.at.desc())).all()
