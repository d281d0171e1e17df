"""All that an overview tells: read, hidden where it must be, in the order in which it is said."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from gateway.console import overview_shown as shown
from gateway.console.doors import Visit
from gateway.console.overview_book import Book, open_book
from gateway.console.overview_counts import codes, tables
from gateway.console.overview_pace import Paces, paces
from gateway.console.overview_places import Where, where_of
from gateway.console.overview_scope import (
    COMMITTEE,
    COUNTRY,
    Figured,
    figured,
    month_chosen,
    months_for,
)
from gateway.console.overview_shown import Count, Part, Week
from gateway.console.small_cells import SMALL
from storage import areas, figures
from storage.tallies import ANSWER, OUTCOME, RECEIVED, month_before


@dataclass(frozen=True)
class Story:
    """A month of a committee, an area or the country."""

    about: Figured
    month: date
    months: Sequence[date]
    as_of: datetime | None  # while the month goes on
    total: Count
    in_time: Part
    finished: Part
    weeks: Sequence[Week]  # of the month before, and of the month
    concerns: Sequence[tuple[str, int]]  # the most first
    other_concerns: int
    answers: Paces
    outcomes: Paces
    where: Where | None


def story(visit: Visit, month: str, place: str) -> Story | None:
    """What is told of a month and, to who sees the country, of one department; None before
    anything was counted."""
    zone = visit.parts.rules.zone
    today = visit.now.astimezone(zone).date()
    this = today.replace(day=1)
    countings = figures.countings(visit.session)
    months = months_for(visit.viewer, countings, this)
    if not months:
        return None
    about = figured(visit.viewer, visit.parts.conversation.shelf.menu.places, place)
    book = open_book(visit, countings, sensitive=about.sensitive)
    chosen = month_chosen(month, months) or _latest(book, about, months)
    before, table = tables(book, about, chosen)
    total = shown.total_of(table)
    concerns = _concerns(about, shown.concerns_of(table)) if total else []
    names = _names(visit, about)
    return Story(
        about,
        chosen,
        months,
        countings[chosen] if chosen == this else None,
        total,
        shown.in_time_of(table) if total else Part(shown.UNSAID),
        shown.finished_of(table) if total else Part(shown.UNSAID),
        [*shown.weeks_of_table(before, today), *shown.weeks_of_table(table, today)],
        concerns,
        (total or 0) - sum(count for _, count in concerns),
        paces(book, ANSWER, chosen, names),
        paces(book, OUTCOME, chosen, names),
        where_of(book, about, chosen, table),
    )


def _latest(book: Book, about: Figured, months: Sequence[date]) -> date:
    """The latest month of which there is something to tell."""
    latest = months[0]
    found = book.read((RECEIVED,), [about.subject], month_before(latest))
    this = sum(n for (_, week, _, _), n in found.items() if week >= latest)
    is_better_told = this < SMALL <= found.total() - this
    return months[1] if is_better_told and months[1:] == [month_before(latest)] else latest


def _concerns(about: Figured, counts: Sequence[Count]) -> list[tuple[str, int]]:
    found = zip(codes(sensitive=about.sensitive), counts, strict=True)
    return sorted(((code, n) for code, n in found if n), key=lambda each: -each[1])


def _names(visit: Visit, about: Figured) -> dict[uuid.UUID, str]:
    """Whose time is told: the committee's, the area's committees', the country's departments'."""
    if about.level == COMMITTEE:
        return {about.subject: about.name}
    if about.level == COUNTRY:
        return {uuid.UUID(place.id): place.name for place in about.siblings}
    found = areas.committees(visit.session, about.subject)
    return {committee_id: name for committee_id, name, _, _ in found}
