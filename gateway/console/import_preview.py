"""A list that was brought: what it would change, row by row, and changing it."""

import itertools
import uuid
from dataclasses import dataclass
from typing import Any

from flask import url_for

from gateway.console.answers import Answer, Go, Screen
from gateway.console.doors import Visit
from gateway.console.keep_form import sentence
from gateway.console.speech import Speech
from gateway.imports import Imported, ImportRefused
from gateway.imports.cells import BadRow
from gateway.imports.lists import Change, Listing, Terms, load, preview, read
from gateway.imports.members import MemberRow
from gateway.imports.refusal import Reason
from gateway.imports.writing import Outcome
from gateway.keeping import Keeper
from storage import handing_over, waiting
from storage.outbox import ALERTS

SHOWN = 100  # rows of each kind on a page; the rest is counted

CALLED = {"role": "role", "level": "committees.levels", "kind": "services.kinds"}


@dataclass(frozen=True, repr=False)
class Brought:
    """A file, and who brought it."""

    visit: Visit
    import_id: uuid.UUID
    kind: str
    listing: Listing[Any]
    name: str
    text: str


@dataclass(frozen=True)
class Shown:
    """A row that changes something: which, and of what the new and the old."""

    line: int
    name: str
    cells: list[tuple[str, str, str]]  # column, before, after


def looked_at(brought: Brought) -> Answer:
    """What the file would change. Nothing is written."""
    try:
        wanted, faults = read(brought.listing, brought.name, brought.text, _terms(brought))
        with brought.visit.parts.database.reading() as session:
            found = preview(
                session, brought.listing, wanted, faults, lambda row: _own(brought, row)
            )
    except ImportRefused as refused:
        return _refused(brought, refused, 200)
    new, changed = (
        [_shown(brought.visit.speech, each) for each in found.changes if each.outcome == outcome]
        for outcome in (Outcome.NEW, Outcome.CHANGED)
    )
    return Screen(
        "import_preview.html",
        brought=brought,
        counts=found.counts,
        is_any=bool(found.changes),
        lists=(("changed", changed[:SHOWN]), ("new", new[:SHOWN])),
        shown=SHOWN,
    )


def taken(brought: Brought) -> Answer:
    """Keep all of it in one transaction, or nothing of it."""
    try:
        wanted, faults = read(brought.listing, brought.name, brought.text, _terms(brought))
        done = _load(brought, wanted, faults)
    except ImportRefused as refused:
        return _refused(brought, refused, 422)
    brought.visit.parts.queues.wake([ALERTS])
    counts = {"new": done.new, "changed": done.changed, "unchanged": done.unchanged}
    return Go(url_for("console.importing_page_choose", done="taken", **counts))  # type: ignore[arg-type]


def _load(brought: Brought, wanted: list[Any], faults: list[Any]) -> Imported:
    visit = brought.visit
    with visit.parts.database.transaction() as session:
        done = load(
            session,
            brought.listing,
            wanted,
            faults,
            visit.now,
            also=lambda row: _own(brought, row),
        )
        if not handing_over.coordinators(session):
            raise ImportRefused(Reason("row.last_coordinator"))
        waiting.drop(session, visit.viewer.member.id, visit.now)
        if done.new or done.changed:
            keeper = Keeper(session, visit.parts.rules, visit.viewer, visit.now)
            keeper.note("imported", list=brought.kind, new=str(done.new), changed=str(done.changed))
            keeper.tell_of_changes(None)
    return done


def _terms(brought: Brought) -> Terms:
    return Terms(brought.visit.parts.settings.country)


def _own(brought: Brought, row: Any) -> None:
    """Nobody gives a role or a committee to themselves, by a list either."""
    viewer, keys = brought.visit.viewer, brought.visit.parts.settings.keys
    if not isinstance(row, MemberRow) or keys.phone(row.phone) != viewer.member.phone_index:
        return
    if (row.role, row.committee_code) != (viewer.member.role, viewer.committee.code):
        raise BadRow("own_role")


def _shown(say: Speech, change: Change) -> Shown:
    cells = [
        (name, _called(say, name, change.before.get(name, "")), _called(say, name, after))
        for name, after in change.after.items()
    ]
    return Shown(change.line, change.name, cells)


def _called(say: Speech, column: str, code: str) -> str:
    """A code of a list as the pages call it, where they do."""
    key = f"{CALLED[column]}.{code}" if column in CALLED and code else ""
    return str(say(key)) if key and say.has(key) else code


def _refused(brought: Brought, refused: ImportRefused, status: int) -> Screen:
    lines: dict[int, list[str]] = {}
    for fault in refused.faults:
        lines.setdefault(fault.line, []).append(sentence(brought.visit, fault.reason))
    return Screen(
        "import_refused.html",
        status=status,
        brought=brought,
        whole=sentence(brought.visit, refused.reason) if refused.reason else "",
        lines=dict(itertools.islice(lines.items(), SHOWN)),
        wrong=len(lines),
        shown=SHOWN,
    )
