"""Calls that broke off in a report: what was answered, for a day."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.database import insert_if_absent, keys_of
from storage.encryption import CannotOpen
from storage.ids import new_id
from storage.models import Report, ReportStatus, UnfinishedCall

TABLE = "unfinished_calls"
Path = Sequence[Sequence[str]]  # screen and code of each answer


@dataclass(frozen=True, repr=False)
class Unfinished:
    """What was answered, and the key of the call whose report it is."""

    key: str
    path: Path


def keep(
    session: Session, key: str, phone_index: str, unfinished: Unfinished, now: datetime
) -> None:
    """Keep what was answered in a call; told again, the later wins."""
    content = json.dumps([unfinished.key, unfinished.path])
    sealed = keys_of(session).seal(content, TABLE, key)
    row = {
        "id": new_id(),
        "session_key": key,
        "phone_index": phone_index,
        "path_sealed": sealed,
        "settled": False,
        "saved_at": now,
    }
    if not insert_if_absent(session, UnfinishedCall, row, "session_key"):
        known = update(UnfinishedCall).where(UnfinishedCall.session_key == key)
        session.execute(known.values(path_sealed=sealed, saved_at=now))


def of_call(session: Session, key: str) -> Unfinished | None:
    """What a call took up from an earlier one, or broke off with."""
    found = session.scalar(select(UnfinishedCall).where(UnfinishedCall.session_key == key))
    return _opened(session, found) if found else None


def of_phone(session: Session, phone_index: str, since: datetime) -> Unfinished | None:
    """The latest report or call that somebody left unfinished on this phone."""
    report = session.scalar(
        select(Report)
        .where(
            Report.phone_index == phone_index,
            Report.saved_at > since,
            Report.receipt_hash.is_(None),
            Report.path_sealed.is_not(None),
            Report.status.in_((ReportStatus.DRAFT, ReportStatus.RECEIVED)),
        )
        .order_by(Report.saved_at.desc())
        .limit(1)
    )
    if report is not None:
        return _begun(session, report)
    call = session.scalar(
        select(UnfinishedCall)
        .where(
            UnfinishedCall.phone_index == phone_index,
            UnfinishedCall.saved_at > since,
            ~UnfinishedCall.settled,
        )
        .order_by(UnfinishedCall.saved_at.desc())
        .limit(1)
    )
    return _opened(session, call) if call else None


def settle(session: Session, key: str) -> None:
    """Offer this call no more: it was taken up, begun again or cancelled."""
    session.execute(
        update(UnfinishedCall).where(UnfinishedCall.session_key == key).values(settled=True)
    )
    session.execute(update(Report).where(Report.session_key == key).values(path_sealed=None))


def _begun(session: Session, report: Report) -> Unfinished | None:
    try:
        content = keys_of(session).open(
            report.path_sealed or b"", "reports", str(report.id), "path"
        )
        return Unfinished(report.session_key, json.loads(content))
    except (CannotOpen, ValueError):
        return None


def _opened(session: Session, call: UnfinishedCall) -> Unfinished | None:
    try:
        content = keys_of(session).open(call.path_sealed, TABLE, call.session_key)
        return Unfinished(*json.loads(content))
    except (CannotOpen, ValueError, TypeError):
        return None
