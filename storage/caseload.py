"""Which reports exist for a person, and the lists they stand in: paged by key, served by an index.

Who may see what is decided elsewhere (`gateway.access`) and comes here as a `Sight`.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage.models import Alert, Place, Recusal, Report
from storage.models.alert import FINISHED, NOTHING, OUTCOME
from storage.models.report import CLOSED, OPEN, UNSEEN

MINE, LATE, OPEN_TAB, CLOSED_TAB = "mine", "late", "open", "closed"
TABS = (MINE, LATE, OPEN_TAB, CLOSED_TAB)
PAGE = 30
COUNTED = 100  # a tab counts so far; more is "99+"
_PLACED = {
    "department": Report.department_id,
    "sub_prefecture": Report.sub_prefecture_id,
    "village": Report.place_id,
}


@dataclass(frozen=True)
class Sight:
    """Which reports exist for a member."""

    member_id: uuid.UUID
    phone_index: str
    committee_id: uuid.UUID
    area: str  # "" = what the committee was told; else sub_prefecture, department or country
    place_id: uuid.UUID
    never: frozenset[str]  # concerns that do not exist for them at all
    only_own: frozenset[str]  # concerns that exist only where their committee was told
    in_village: bool


@dataclass(frozen=True)
class Wanted:
    """One page of one list."""

    tab: str = MINE
    within: tuple[str, uuid.UUID] | None = None  # department, sub_prefecture or village; which
    concerns: tuple[str, ...] = ()
    urgency: str = ""
    since: datetime | None = None
    before: datetime | None = None
    after: tuple[Any, ...] = ()  # the key of the last row of the page before
    most: int = PAGE


@dataclass(frozen=True)
class Row:
    """A report in a list, with the name of its place and its key in this list."""

    report: Report
    place: str
    key: tuple[Any, ...] = field(default=())


def find(session: Session, sight: Sight, reference: str) -> Report | None:
    """The report with this reference, if it exists for them."""
    found = select(Report).where(
        Report.reference == reference, Report.stage > UNSEEN, *_exists_for(sight)
    )
    told = _told(sight)
    within = _in_area(sight)
    if within is None:
        found = found.where(told)
    else:
        found = found.where(or_(told, and_(*within, Report.concern.not_in(sight.only_own))))
    return session.scalar(found)


def alert_of(session: Session, committee_id: uuid.UUID, report_id: uuid.UUID) -> Alert | None:
    """What a committee was told of a report."""
    return session.scalar(
        select(Alert).where(Alert.committee_id == committee_id, Alert.report_id == report_id)
    )


def page(session: Session, sight: Sight, wanted: Wanted, now: datetime) -> list[Row]:
    """One page of a list, in its order; one row more than a page says that another follows."""
    columns = _order(sight, wanted.tab)
    asked = _rows(sight, wanted, now).add_columns(*columns)
    if wanted.after:
        asked = asked.where(_beyond(columns, wanted))
    forward = wanted.tab == LATE and bool(sight.area)
    asked = asked.order_by(*(c if forward else c.desc() for c in columns)).limit(wanted.most + 1)
    return [Row(row[0], row[1], tuple(row[2:])) for row in session.execute(asked)]


def is_key(sight: Sight, tab: str, key: tuple[Any, ...]) -> bool:
    """Whether this can be the key of a row in a list."""
    kinds = [column.type.python_type for column in _order(sight, tab)]
    return [type(part) for part in key] == kinds


def count(session: Session, sight: Sight, wanted: Wanted, now: datetime) -> int:
    """How many reports stand in a list, as far as `COUNTED`."""
    rows = _rows(sight, wanted, now).with_only_columns(Report.id).limit(COUNTED).subquery()
    return session.scalar(select(func.count()).select_from(rows)) or 0


def alerts_of(session: Session, report_ids: Sequence[uuid.UUID]) -> Sequence[Alert]:
    """Every alert about some reports."""
    return session.scalars(
        select(Alert).where(Alert.report_id.in_(report_ids)).order_by(Alert.opened_at)
    ).all()


def _rows(sight: Sight, wanted: Wanted, now: datetime) -> Select[Any]:
    by_alert = wanted.tab == MINE or not sight.area
    rows: Any = select(Report, Place.name)
    if by_alert:
        rows = rows.select_from(Alert).join(Report, Alert.report_id == Report.id)
        rows = rows.where(Alert.committee_id == sight.committee_id, *_turns(wanted.tab, now))
        rows = rows.where(Report.stage > UNSEEN)
    else:  # of a stage, and of no other: SQLite would look for "seen" in the wrong index
        rows = rows.where(*(_in_area(sight) or ()), *_stages(wanted.tab, now))
        told = _told(sight)
        rows = rows.where(or_(Report.concern.not_in(sight.only_own), told))
    rows = rows.join(Place, Report.place_id == Place.id)
    asked: Select[Any] = rows.where(*_exists_for(sight), *_chosen(wanted))
    return asked


def _turns(tab: str, now: datetime) -> list[ColumnElement[bool]]:
    if tab == CLOSED_TAB:
        return [Alert.turn == FINISHED]
    if tab == OPEN_TAB:
        return [Alert.turn >= NOTHING]
    waits = [Alert.turn >= OUTCOME]
    return [*waits, Alert.due_at < now] if tab == LATE else waits


def _stages(tab: str, now: datetime) -> list[ColumnElement[bool]]:
    if tab == LATE:
        return [Report.stage == OPEN, Report.due_at < now]
    return [Report.stage == (CLOSED if tab == CLOSED_TAB else OPEN)]


def _order(sight: Sight, tab: str) -> tuple[InstrumentedAttribute[Any], ...]:
    """The columns of the index that serves a list."""
    if tab == MINE or not sight.area:
        return Alert.turn, Alert.rank, Alert.opened_at, Alert.id
    if tab == LATE:
        return Report.due_at, Report.id
    if tab == CLOSED_TAB:
        return Report.received_at, Report.id
    return Report.rank, Report.received_at, Report.id


def _beyond(columns: tuple[InstrumentedAttribute[Any], ...], wanted: Wanted) -> ColumnElement[bool]:
    key = tuple_(*columns)
    forward = wanted.tab == LATE and columns[0].key == "due_at"
    return key > wanted.after if forward else key < wanted.after


def _exists_for(sight: Sight) -> list[ColumnElement[bool]]:
    """What nobody's list or search may show to this person, of reports that are seen at all."""
    aside = select(Recusal.id).where(
        Recusal.report_id == Report.id, Recusal.member_id == sight.member_id
    )
    must: list[ColumnElement[bool]] = [
        ~aside.exists(),
        Report.phone_index != sight.phone_index,
    ]
    if sight.never:
        must.append(Report.concern.not_in(sight.never))
    if sight.in_village:
        must.append(Report.route != "not_village")
    return must


def _told(sight: Sight) -> ColumnElement[bool]:
    # Not `exists()`: PostgreSQL may then read all that the committee was ever told, before the
    # first row of a page. A value is looked up for each row.
    told = select(Alert.id).where(
        Alert.report_id == Report.id, Alert.committee_id == sight.committee_id
    )
    return told.limit(1).scalar_subquery().is_not(None)


def _in_area(sight: Sight) -> list[ColumnElement[bool]] | None:
    """The reports of an area; none where there is no area, all of them in the country."""
    if not sight.area:
        return None
    if sight.area == "country":
        return []
    column = Report.department_id if sight.area == "department" else Report.sub_prefecture_id
    return [column == sight.place_id]


def _chosen(wanted: Wanted) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = []
    if wanted.within is not None:
        level, place_id = wanted.within
        chosen.append(_PLACED[level] == place_id)
    if wanted.concerns:
        chosen.append(Report.concern.in_(wanted.concerns))
    if wanted.urgency:
        chosen.append(Report.urgency == wanted.urgency)
    if wanted.since is not None:
        chosen.append(Report.received_at >= wanted.since)
    if wanted.before is not None:
        chosen.append(Report.received_at < wanted.before)
    return chosen
