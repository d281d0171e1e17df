"""Reports that may be about the same child: proposed, never decided, by the house.

Another person who tells of the same thing makes it more likely, so these reports move up in every
list; nothing is merged and nothing is deleted.
"""

import uuid
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from storage import casework, events, reports
from storage.models import Report

CLOSE = timedelta(days=14)  # reports of one village within these may be about one child
MOST = 5  # proposals about one report
NOT_VILLAGE = "not_village"
COUNTED = 50  # reports among which the people who tell of it are counted


def propose(session: Session, report: Report, now: datetime) -> int:
    """Propose what resembles a report, which this transaction holds; how many.

    A report that the village must not know of is no twin of one that the village has.
    """
    alike = [
        (other_id, phone_index)
        for other_id, phone_index, route in reports.like(session, report, now - CLOSE, COUNTED)
        if (route == NOT_VILLAGE) == report.avoids_village
    ]
    found = [other for other, _ in alike[:MOST] if _is_new(session, report, other, now)]
    known = {phone_index for _, phone_index in alike}
    people = len({report.phone_index, *known})
    if not found or people == 1:
        return len(found)
    if report.phone_index not in known:
        for other_id in sorted(found):
            other = reports.locked(session, other_id)
            _told_again(session, other, report, people, now)
            _told_again(session, report, other, people, now)
    report.told_by = people
    reports.rank_again(session, report)
    return len(found)


def _is_new(session: Session, report: Report, other_id: uuid.UUID, now: datetime) -> bool:
    if casework.link_between(session, report.id, other_id) is not None:
        return False
    return casework.propose_link(session, other_id, report.id, now)


def _told_again(session: Session, one: Report, by: Report, people: int, now: datetime) -> None:
    """Another person told of it: it moves up in every list."""
    one.told_by = max(one.told_by, people)
    reports.rank_again(session, one)
    events.append(session, one, "told_again", "gateway", now, {"reference": by.reference})
