"""The lists of reports: what waits for the reader, what is late, open, closed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request, url_for

from gateway.console import bp
from gateway.console.answers import Answer, Go, Screen, menu
from gateway.console.doors import Visit, page
from gateway.console.filters import (
    Chosen,
    key_of,
    key_to_text,
    places_to_choose,
)
from gateway.console.rows import Shown, shown
from menus.places import Gazetteer
from menus.triage import URGENCIES
from storage import caseload
from storage.caseload import COUNTED, MINE, PAGE, TABS, Wanted


@dataclass(frozen=True)
class Tab:
    """A list and how many stand in it."""

    name: str
    count: str
    is_any: bool


@page(bp, "/", allows="sign_in")
def home(visit: Visit) -> Answer:
    """The first page that is open to whoever signed in."""
    first = next(iter(menu(visit)), None)
    return Go(url_for(first[0])) if first else None


@page(bp, "/reports", allows="see_reports")
def inbox(visit: Visit) -> Answer:
    """One page of one list."""
    chosen = Chosen.of(request.args)
    wanted, rows, more = _page(visit, chosen)
    tabs = _tabs(visit)
    waiting = next(tab for tab in tabs if tab.name == MINE)
    return Screen(
        "inbox.html",
        chosen=chosen,
        rows=rows,
        tabs=tabs,
        waiting=waiting,
        is_first=not wanted.after,
        next_page=more and _address(chosen.args(after=more)),
        places=[(p.id, p.name) for p in places_to_choose(visit.viewer, _places(visit))],
        dangers=visit.speech.options("danger"),
        urgencies=[(code, visit.speech.urgency(code)) for code in reversed(URGENCIES)],
        now=visit.now,
        since=visit.now.isoformat(),
        notice=request.args.get("done", ""),
    )


@page(bp, "/reports/live", allows="see_reports")
def live(visit: Visit) -> Answer:
    """What has come since a page was drawn: its new rows, and the counts."""
    chosen = Chosen.of(request.args)
    since = _moment(request.args.get("since", ""))
    if since is None:
        return None
    _, rows, _ = _page(visit, chosen)
    fresh = [row for row in rows if row.arrived_at > since]
    tabs = _tabs(visit)
    return Screen(
        "inbox_live.html",
        chosen=chosen,
        rows=fresh,
        tabs=tabs,
        waiting=next(tab for tab in tabs if tab.name == MINE),
        now=visit.now,
        since=visit.now.isoformat(),
    )


@page(bp, "/find", allows="see_reports")
def find(_visit: Visit) -> Answer:
    """A report by the number that staff say aloud."""
    typed = "".join(sign for sign in request.args.get("reference", "") if sign.isdigit())
    if not typed:
        return Go(url_for("console.inbox_inbox"))
    return Go(url_for("console.report_report", reference=typed))


def _address(args: dict[str, Any]) -> str:
    return url_for("console.inbox_inbox", **args)


def _page(visit: Visit, chosen: Chosen) -> tuple[Wanted, list[Shown], str]:
    """A page, its rows, and the key of the next one."""
    sight, after = visit.viewer.sight, key_of(request.args.get("after", ""))
    if not caseload.is_key(sight, chosen.tab, after):
        after = ()
    wanted = chosen.wanted(_places(visit), visit.now, after)
    rows = caseload.page(visit.session, sight, wanted, visit.now)
    more = key_to_text(rows[PAGE - 1].key) if len(rows) > PAGE else ""
    return wanted, shown(visit, rows[:PAGE]), more


def _tabs(visit: Visit) -> list[Tab]:
    tabs = []
    for name in TABS:
        count = caseload.count(visit.session, visit.viewer.sight, Wanted(tab=name), visit.now)
        said = f"{COUNTED - 1}+" if count >= COUNTED else visit.speech.number(count)
        tabs.append(Tab(name, said, count > 0))
    return tabs


def _places(visit: Visit) -> Gazetteer:
    return visit.parts.conversation.shelf.menu.places


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
