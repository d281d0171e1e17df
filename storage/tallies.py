"""What one report adds to the counts of its month, by place and by committee.

A report is counted once somebody has answered, or once the time to answer is over: so nobody is
called late who still has time.
"""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from storage.bins import NEVER, bin_of
from storage.models import AlertState

KINDS = RECEIVED, IN_TIME, CONCERN, ANSWER, OUTCOME, FINISHED = (
    "received", "in_time", "concern", "answer", "outcome", "finished",
)  # fmt: skip
EVERYWHERE = uuid.UUID(int=0)  # the subject of what is counted in the whole country
WEEKS = (1, 8, 15, 22)  # the days on which a week begins
Line = tuple[str, date, str, bool]  # kind, period, key, whether it is sensitive


class Told(NamedTuple):
    """An alert, as far as it counts."""

    committee_id: uuid.UUID
    level: str
    state: str
    opened_at: datetime
    acknowledged_at: datetime | None


class Known(NamedTuple):
    """A report, as far as it counts."""

    received_at: datetime
    sub_prefecture_id: uuid.UUID | None
    department_id: uuid.UUID | None
    concern: str
    urgency: str
    route: str
    closed_at: datetime | None
    told: list[Told]


@dataclass(frozen=True)
class Span:
    """What is counted, and by which rules, as things stand at `now`.

    `in_time(urgency, since, then)` says whether an answer that comes then is in time.
    """

    since: datetime
    until: datetime
    now: datetime
    zone: tzinfo
    sensitive: frozenset[str]
    in_time: Callable[[str, datetime, datetime], bool]


def month_of(moment: datetime, zone: tzinfo) -> date:
    """The first day of a moment's month."""
    return moment.astimezone(zone).date().replace(day=1)


def month_after(month: date) -> date:
    """The first day of the next month."""
    return (month + timedelta(days=31)).replace(day=1)


def month_before(month: date) -> date:
    """The first day of the month before."""
    return (month - timedelta(days=1)).replace(day=1)


def weeks_of(month: date) -> tuple[date, ...]:
    """The first days of a month's weeks; the last one goes on to the month's end."""
    return tuple(month.replace(day=day) for day in WEEKS)


def week_of(day: date) -> date:
    """The first day of a day's week."""
    return day.replace(day=WEEKS[min((day.day - 1) // 7, 3)])


def midnight(day: date, zone: tzinfo) -> datetime:
    """When a day begins, where the house is."""
    return datetime.combine(day, time(0), zone)


def in_month(span: Span, month: date) -> Span:
    """The same rules for a whole month."""
    since, until = midnight(month, span.zone), midnight(month_after(month), span.zone)
    return replace(span, since=since, until=until)


def added_by(report: Known, span: Span) -> Iterator[tuple[uuid.UUID, list[Line]]]:
    """What a report adds to the counts of a span, subject by subject: one to each of the lines."""
    until = min(span.until, span.now)
    if span.since <= report.received_at < until:
        yield from _arrival(report, span)
    if report.closed_at is not None and span.since <= report.closed_at < until:
        yield from _ending(report, report.closed_at, span)


def _arrival(report: Known, span: Span) -> Iterator[tuple[uuid.UUID, list[Line]]]:
    """What it adds to the counts of the month in which it came."""
    day = report.received_at.astimezone(span.zone).date()
    month, week, secret = day.replace(day=1), week_of(day), report.concern in span.sensitive

    def waited(since: datetime, answer: datetime | None) -> list[Line]:
        took = str(bin_of(answer - since)) if answer else NEVER
        lines: list[Line] = [
            (RECEIVED, week, "", secret),
            (CONCERN, month, report.concern, secret),
            (ANSWER, month, took, secret),
        ]
        if answer and span.in_time(report.urgency, since, answer):
            lines.append((IN_TIME, week, "", secret))
        return lines

    first = min((each for told in report.told if (each := _answer(told, span))), default=None)
    if first or not span.in_time(report.urgency, report.received_at, span.now):
        lines = waited(report.received_at, first)
        for area in _areas(report):
            yield area, lines
    for told in _counting(report, span):
        answer = _answer(told, span)
        if answer == told.opened_at:
            continue  # they took it by themselves: nobody waited for them
        if answer or not _is_excused(report, told, first, span):
            yield told.committee_id, waited(told.opened_at, answer)


def _ending(
    report: Known, closed_at: datetime, span: Span
) -> Iterator[tuple[uuid.UUID, list[Line]]]:
    """What it adds to the counts of the month in which it ended."""
    came, ended = month_of(report.received_at, span.zone), month_of(closed_at, span.zone)
    secret = report.concern in span.sensitive
    lines: list[Line] = [
        (OUTCOME, ended, str(bin_of(closed_at - report.received_at)), secret),
        (FINISHED, ended, f"{came:%Y-%m}", secret),
    ]
    for area in _areas(report):
        yield area, lines
    for told in _counting(report, span):
        if _answer(told, span):
            yield told.committee_id, lines


def _areas(report: Known) -> tuple[uuid.UUID, ...]:
    above = (report.sub_prefecture_id, report.department_id)
    return (*(place for place in above if place), EVERYWHERE)


def _counting(report: Known, span: Span) -> Iterator[Told]:
    """The alerts that count for their committees: what no village may see counts for none."""
    secret = report.concern in span.sensitive or report.route == "not_village"
    return (told for told in report.told if not (secret and told.level == "village"))


def _is_excused(report: Known, told: Told, first: datetime | None, span: Span) -> bool:
    """Whether a committee has not failed to answer: it handed the report on, another one was
    quicker, or there is still time."""
    until = first or span.now
    return told.state == AlertState.PASSED_ON or span.in_time(report.urgency, told.opened_at, until)


def _answer(told: Told, span: Span) -> datetime | None:
    """When a committee said "I have it", if it had."""
    answer = told.acknowledged_at
    return answer if answer and answer < span.now else None
