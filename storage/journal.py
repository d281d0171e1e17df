"""The journal: what members did to the house, what they read, whose numbers they opened.

It is paged by key, the latest first. What happened around a report that its reader stepped aside
from, or that was made from their own phone, is not there for them.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select, tuple_
from sqlalchemy.orm import Session

from storage.audit import OPENED
from storage.models import (
    AccessRecord,
    CallBack,
    Committee,
    Doing,
    Member,
    Recusal,
    Report,
    Unsealing,
)

PAGE = 50
Line = type[Doing] | type[AccessRecord] | type[Unsealing]


@dataclass(frozen=True)
class Reader:
    """For whom it is read."""

    member_id: uuid.UUID
    phone_index: str


@dataclass(frozen=True)
class Wanted:
    """One page; what is empty is not asked for."""

    member_id: uuid.UUID | None = None
    committees: tuple[uuid.UUID, ...] = ()
    kinds: tuple[str, ...] = ()
    but: tuple[str, ...] = ()  # these kinds are left out
    since: datetime | None = None
    until: datetime | None = None
    after: tuple[Any, ...] = ()  # moment and id of the last line of the page before
    most: int = PAGE


def doings(session: Session, wanted: Wanted) -> Sequence[Doing]:
    """What was done to the house."""
    found = select(Doing).where(*_chosen(Doing, wanted))
    return session.scalars(_ordered(found, Doing, wanted)).all()


def looks(session: Session, reader: Reader, wanted: Wanted) -> Sequence[Row[AccessRecord, str]]:
    """Which reports were looked at, each with its reference."""
    rows: Sequence[Row[AccessRecord, str]]
    rows = session.execute(_ordered(_looks(reader, wanted), AccessRecord, wanted)).all()
    return rows


def numbers(
    session: Session, reader: Reader, wanted: Wanted
) -> Sequence[Row[Unsealing, str | None, str | None]]:
    """Which numbers were opened: of a report, or of somebody who wished to be rung; the
    reference of the one and of the other."""
    rows: Sequence[Row[Unsealing, str | None, str | None]]
    rows = session.execute(_ordered(_numbers(reader, wanted), Unsealing, wanted)).all()
    return rows


def count(session: Session, reader: Reader, wanted: Wanted) -> tuple[int, int]:
    """How many reports were looked at so, and how many numbers opened."""
    reports = AccessRecord.report_id.distinct()
    looked = _looks(reader, wanted).with_only_columns(func.count(reports))
    kindless = replace(wanted, kinds=())
    opened = _numbers(reader, kindless).with_only_columns(func.count(Unsealing.id))
    return session.scalar(looked) or 0, session.scalar(opened) or 0


def busy(session: Session, most: int, since: datetime, until: datetime) -> Sequence[uuid.UUID]:
    """Who opened reports more often than so between two moments: of all, those worth counting."""
    rows = select(AccessRecord.member_id).where(*_opened(since, until))
    return session.scalars(
        rows.group_by(AccessRecord.member_id).having(func.count(AccessRecord.id) > most)
    ).all()


def over(
    session: Session,
    reader: Reader,
    most: int,
    since: datetime,
    until: datetime,
    among: Sequence[uuid.UUID],
) -> Sequence[Row[uuid.UUID, int]]:
    """Who of some opened more than so many different reports between two moments: how many."""
    reports = func.count(AccessRecord.report_id.distinct())
    return session.execute(
        select(AccessRecord.member_id, reports)
        .join(Report, AccessRecord.report_id == Report.id)
        .where(AccessRecord.member_id.in_(among), *_opened(since, until), *_exists_for(reader))
        .group_by(AccessRecord.member_id)
        .having(reports > most)
        .order_by(reports.desc(), AccessRecord.member_id)
    ).all()


def who(session: Session, member_ids: Iterable[uuid.UUID]) -> Sequence[Row[Member, str]]:
    """Members, active or not, each with what their committee is called."""
    found = select(Member, Committee.name).join(Committee, Member.committee_id == Committee.id)
    return session.execute(found.where(Member.id.in_(set(member_ids)))).all()


def committee_names(session: Session) -> dict[uuid.UUID, str]:
    """What every committee is called, active or not."""
    found = session.execute(select(Committee.id, Committee.name).order_by(Committee.code))
    return {row.id: row.name for row in found}


def members_of(session: Session, committee_ids: Sequence[uuid.UUID]) -> Sequence[uuid.UUID]:
    """Whoever is or was in some committees."""
    found = select(Member.id).where(Member.committee_id.in_(committee_ids))
    return session.scalars(found.order_by(Member.committee_id, Member.id)).all()


def is_key(key: tuple[Any, ...]) -> bool:
    """Whether this can be the key of a line."""
    return [type(part) for part in key] == [datetime, uuid.UUID]


def _looks(reader: Reader, wanted: Wanted) -> Any:
    return (
        select(AccessRecord, Report.reference)
        .join(Report, AccessRecord.report_id == Report.id)
        .where(*_chosen(AccessRecord, wanted), *_exists_for(reader))
    )


def _numbers(reader: Reader, wanted: Wanted) -> Any:
    theirs = CallBack.phone_index == reader.phone_index
    return (
        select(Unsealing, Report.reference, CallBack.reference)
        .outerjoin(Report, Unsealing.report_id == Report.id)
        .outerjoin(CallBack, Unsealing.call_back_id == CallBack.id)
        .where(*_chosen(Unsealing, wanted))
        .where(or_(Report.id.is_(None), and_(*_exists_for(reader))))
        .where(or_(CallBack.id.is_(None), ~theirs))
    )


def _opened(since: datetime, until: datetime) -> list[ColumnElement[bool]]:
    return [AccessRecord.what == OPENED, AccessRecord.at >= since, AccessRecord.at < until]


def _exists_for(reader: Reader) -> list[ColumnElement[bool]]:
    aside = select(Recusal.id).where(
        Recusal.report_id == Report.id, Recusal.member_id == reader.member_id
    )
    return [~aside.exists(), Report.phone_index != reader.phone_index]


def _kind(line: Line) -> Any:
    return {Doing: Doing.kind, AccessRecord: AccessRecord.what, Unsealing: Unsealing.reason}[line]


def _chosen(line: Line, wanted: Wanted) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = []
    if wanted.member_id is not None:
        chosen.append(line.member_id == wanted.member_id)
    if wanted.committees:
        of = select(Member.id).where(Member.committee_id.in_(wanted.committees))
        chosen.append(line.member_id.in_(of))
    if wanted.kinds:
        chosen.append(_kind(line).in_(wanted.kinds))
    if wanted.but:
        chosen.append(_kind(line).not_in(wanted.but))
    if wanted.since is not None:
        chosen.append(line.at >= wanted.since)
    if wanted.until is not None:
        chosen.append(line.at < wanted.until)
    return chosen


def _ordered(found: Any, line: Line, wanted: Wanted) -> Any:
    """In order, from the key on; one line more than a page says that another follows."""
    if wanted.after:
        found = found.where(tuple_(line.at, line.id) < wanted.after)
    return found.order_by(line.at.desc(), line.id.desc()).limit(wanted.most + 1)
