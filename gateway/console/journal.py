"""The journal: who read which report, opened which number, did what to the house, came in."""

import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import request, url_for

from gateway.console import bp
from gateway.console.answers import Answer, File, Screen
from gateway.console.doors import Visit, page
from gateway.console.filters import key_to_text
from gateway.console.journal_asked import (
    AT_THE_DOOR,
    DOORS,
    HOUSE,
    LOOKS,
    READS,
    TABS,
    Asked,
    day_of,
    named,
)
from gateway.console.journal_lines import Line, lines, reader_of
from gateway.console.people import Person, people
from gateway.console.sheet import CSV, csv_file
from gateway.console.speech import keys
from storage import attempts, doings
from storage import journal as kept
from storage.audit import OPENED
from storage.journal import PAGE, Wanted

MANY = 200  # reports that one person opens in a day before it is asked why
LOOKED_BACK = 7  # days
MOST_LINES = 10_000  # of a file
MOST_PEOPLE = 60  # to choose from
KIND = "journal.kind."  # the words under it name each kind of line
COLUMNS = ("when", "committee", "role", "member", "what", "number", "channel")


@dataclass(frozen=True)
class Over:
    """Somebody who opened very many reports in a day."""

    person: Person
    day: date
    count: int


@page(bp, "/journal", allows="see_journal")
def journal(visit: Visit) -> Answer:
    """One page of one tab."""
    asked = Asked.of(request.args)
    names = kept.committee_names(visit.session) if asked.committee else {}
    meant = named(asked.committee, names)
    found, more = _page(visit, asked, meant)
    is_first = not asked.after
    return Screen(
        "journal.html",
        asked=asked,
        tabs=TABS,
        lines=found,
        meant=[names[each] for each in meant],
        persons=_persons(visit, asked, meant),
        kinds=_kinds(visit, asked.tab),
        over=_over(visit, asked) if is_first else [],
        today=_today(visit),
        tries=_tries(visit) if asked.tab == DOORS else 0,
        is_first=is_first,
        next_page=more and _address(asked.args(after=more)),
        most=MOST_LINES,
        many=MANY,
        now=visit.now,
    )


@page(bp, "/journal/export", allows="see_journal", methods=["POST"])
def export(visit: Visit) -> Answer:
    """The lines of a tab as a file; that it was taken is a line of the journal too."""
    asked, say = Asked.of(request.form), visit.speech
    meant = named(asked.committee, kept.committee_names(visit.session)) if asked.committee else ()
    found: list[Line] = []
    if meant or not asked.committee:
        found = lines(visit, asked, asked.wanted(meant, say.zone, MOST_LINES), named=False)
    rows = [_cells(visit, line) for line in found[:MOST_LINES]]
    mark = secrets.token_hex(3)  # by which a file that turns up is found in the journal
    detail = {"tab": asked.tab, "n": len(rows), "mark": mark}
    doings.add(visit.session, visit.viewer.member.id, "exported_journal", detail, visit.now)
    header = [str(say(f"journal.column.{name}")) for name in COLUMNS]
    day = visit.now.astimezone(say.zone).date()
    return File(csv_file(header, rows), CSV, f"journal-{asked.tab}-{day.isoformat()}-{mark}.csv")


def _address(args: dict[str, Any]) -> str:
    return str(url_for("console.journal_journal", **args))


def _page(visit: Visit, asked: Asked, meant: tuple[uuid.UUID, ...]) -> tuple[list[Line], str]:
    """A page's lines, and the key of the next one."""
    if asked.committee and not meant:
        return [], ""
    found = lines(visit, asked, asked.wanted(meant, visit.speech.zone, PAGE))
    return found[:PAGE], key_to_text(found[PAGE - 1].key) if len(found) > PAGE else ""


def _persons(visit: Visit, asked: Asked, meant: Sequence[uuid.UUID]) -> list[tuple[str, str]]:
    """The members to choose from: of the committees that were named, and the one chosen."""
    ids = list(kept.members_of(visit.session, meant))[:MOST_PEOPLE]
    if asked.member:
        ids.append(uuid.UUID(asked.member))
    return [
        (each.member_id, f"{each.name} ({each.committee}, {each.role})")
        for each in people(visit, ids).values()
    ]


def _kinds(visit: Visit, tab: str) -> list[tuple[str, str]]:
    say = visit.speech
    if tab == READS:
        return [(kind, str(say(KIND + kind))) for kind in LOOKS]
    if tab not in (HOUSE, DOORS):
        return []
    every = [key.removeprefix(KIND) for key in keys(say.language) if key.startswith(KIND)]
    shown = [k for k in every if k not in LOOKS and (k in AT_THE_DOOR) == (tab == DOORS)]
    return [(kind, str(say(KIND + kind))) for kind in shown]


def _over(visit: Visit, asked: Asked) -> list[Over]:
    """Who opened very many reports: on the day that was chosen, or in the last week."""
    session, zone = visit.session, visit.speech.zone
    today = visit.now.astimezone(zone).date()
    days = [asked.date] if asked.date else [today - timedelta(n) for n in range(LOOKED_BACK)]
    busy = kept.busy(session, MANY, day_of(days[-1], zone)[0], day_of(days[0], zone)[1])
    if not busy:
        return []
    reader = reader_of(visit)
    found = [
        (member_id, day, count)
        for day in days
        for member_id, count in kept.over(session, reader, MANY, *day_of(day, zone), busy)
    ]
    who: Mapping[uuid.UUID, Person] = people(visit, (member_id for member_id, *_ in found))
    return [Over(who[member_id], day, count) for member_id, day, count in found]


def _today(visit: Visit) -> tuple[int, int]:
    """How many reports were opened today, and how many numbers."""
    begins, _ = day_of(visit.now.astimezone(visit.speech.zone).date(), visit.speech.zone)
    return kept.count(visit.session, reader_of(visit), Wanted(kinds=(OPENED,), since=begins))


def _tries(visit: Visit) -> int:
    """How often somebody was refused on the web in a day, whoever they were."""
    return attempts.since(visit.session, "web", visit.now - timedelta(days=1))


def _cells(visit: Visit, line: Line) -> list[object]:
    person = line.person
    who = [person.committee, person.role, person.member_id] if person else ["", "", ""]
    at = line.at.astimezone(visit.speech.zone).isoformat(timespec="seconds")
    return [at, *who, str(line.what.striptags()), line.reference, line.channel]
