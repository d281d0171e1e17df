"""The overview: what is late, how long answers take, how many reports, of what, where."""

from collections.abc import Sequence
from typing import Any

from flask import request, url_for

from gateway.console import bp
from gateway.console.answers import Answer, File, Screen
from gateway.console.doors import Visit, page
from gateway.console.overview_file import rows_of
from gateway.console.overview_story import Story, story
from gateway.console.overview_words import head_of, name_of, time_table, week_table
from gateway.console.rows import Shown, shown
from gateway.console.sheet import CSV, csv_file
from storage import caseload
from storage.caseload import COUNTED, LATE, Wanted

LATEST = 10  # late reports that are listed here; the list of reports has them all


@page(bp, "/overview", allows="see_overview")
def overview(visit: Visit) -> Answer:
    """A month of the reader's committee, area or country."""
    told, say = _told(visit), visit.speech
    late, count = _late(visit, told)
    return Screen(
        "overview.html",
        story=told,
        now=visit.now,
        late=late,
        late_number=count,
        late_count=f"{COUNTED - 1}+" if count >= COUNTED else say.number(count),
        has_more=count > LATEST,
        **_drawn(visit, told),
    )


@page(bp, "/overview.csv", allows="see_overview")
def file(visit: Visit) -> Answer:
    """The same figures for a spreadsheet; never a report."""
    told = _told(visit)
    if told is None:
        return None
    header, rows = rows_of(visit.speech, told)
    return File(csv_file(header, rows), CSV, f"veille-{told.month:%Y-%m}.csv")


def _told(visit: Visit) -> Story | None:
    return story(visit, request.args.get("month", ""), request.args.get("place", ""))


def _drawn(visit: Visit, told: Story | None) -> dict[str, Any]:
    """What stands on the page in words and drawings; nothing before anything was counted."""
    if told is None:
        return {}
    say, chosen = visit.speech, told.about.chosen
    month = f"{told.month:%Y-%m}"
    return {
        "name": name_of(say, told.about),
        "head": head_of(say, told.about, told.total, told.in_time),
        "answers": time_table(say, told.answers),
        "outcomes": time_table(say, told.outcomes),
        "weeks": week_table(say, told.weeks),
        "months": [(f"{each:%Y-%m}", say.month(each)) for each in told.months],
        "file": url_for("console.overview_file", month=month, place=chosen or None),
    }


def _late(visit: Visit, told: Story | None) -> tuple[Sequence[Shown] | None, int]:
    """What is late now, and how many; None for those who see no reports."""
    if not visit.viewer.may("see_reports"):
        return None, 0
    wanted = Wanted(tab=LATE, within=told.about.within if told else None, most=LATEST)
    sight = visit.viewer.sight
    rows = caseload.page(visit.session, sight, wanted, visit.now)[:LATEST]
    return shown(visit, rows), caseload.count(visit.session, sight, wanted, visit.now)
