"""Reports that may be about the same child: proposed, never decided, by the house.

Another person who tells of the same thing makes it more likely, so both reports move up in every
list; nothing is merged and nothing is deleted.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from storage import casework, events, reports
from storage.models import Report

CLOSE = timedelta(days=14)  # reports of one village within these may be about one child
MOST = 5  # proposals about one report


def propose(session: Session, report: Report, now: datetime) -> int:
    """Propose what resembles a new report, which this transaction holds; how many."""
    found = reports.like(session, report, now - CLOSE, MOST)
    for other_id in found:
        if not casework.propose_link(session, other_id, report.id, now):
            continue
        other = reports.locked(session, other_id)
        if other.phone_index != report.phone_index:
            _told_by_another(session, report, other, now)
    return len(found)


def _told_by_another(session: Session, report: Report, other: Report, now: datetime) -> None:
    report.told_by = other.told_by = max(report.told_by, other.told_by) + 1
    for each, twin in ((other, report), (report, other)):
        events.append(session, each, "told_again", "gateway", now, {"reference": twin.reference})
        reports.rank_again(session, each)
