"""A list of contacts that was brought: what it would change, and keeping it."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import islice

from flask import url_for
from sqlalchemy.orm import Session

from gateway.console import bp, keep_form
from gateway.console.answers import After, Answer, Go, Screen
from gateway.console.doors import Visit, page
from gateway.console.import_preview import SHOWN
from gateway.imports import ImportRefused, contacts
from gateway.imports.contacts import Sheet, Source
from storage import contact_lists, doings, waiting

KIND = "contacts"


@dataclass(frozen=True, repr=False)
class Brought:
    """A list, and who brought it."""

    visit: Visit
    import_id: uuid.UUID
    name: str  # of the file
    text: str
    source: Source
    kind: str = KIND

    def sheet(self, session: Session) -> Sheet:
        """Its phones. Raises ImportRefused."""
        country = self.visit.parts.settings.country
        today = self.visit.now.date()
        return contacts.read_contacts(session, self.name, self.text, country, today)


def hold(visit: Visit, source: Source, name: str, text: str) -> uuid.UUID:
    """Keep a list until it is confirmed."""
    told = {"name": source.name, "proof": source.proof, "on": str(source.agreed_on), "text": text}
    kept = json.dumps(told, ensure_ascii=False)
    return waiting.keep(visit.session, visit.viewer.member.id, KIND, name, kept, visit.now)


@page(bp, "/contacts/lists/<uuid:import_id>", allows="keep_contacts")
def preview(visit: Visit, import_id: uuid.UUID) -> Answer:
    """What the list would change, or what is wrong with it."""
    return _with(visit, import_id, _looked_at)


@page(bp, "/contacts/lists/<uuid:import_id>", allows="keep_contacts", methods=["POST"])
def confirm(visit: Visit, import_id: uuid.UUID) -> Answer:
    """Keep it."""
    return _with(visit, import_id, _taken)


def _with(visit: Visit, import_id: uuid.UUID, act: Callable[[Brought], Answer]) -> Answer:
    """Do something with what was brought, when this transaction is over: a long list must keep
    nobody from reporting."""
    member = visit.viewer.member
    found = waiting.get(visit.session, import_id, member.id, visit.now)
    if found is None or found.kind != KIND:
        return Go(url_for("console.contacts_contacts"))
    name, kept = waiting.opened(visit.session, found)
    told = json.loads(kept)
    source = Source(told["name"], told["proof"], date.fromisoformat(told["on"]), member.id)
    return After(lambda: act(Brought(visit, import_id, name, told["text"], source)))


def _looked_at(brought: Brought) -> Answer:
    agreed_on = brought.source.agreed_on
    try:
        with brought.visit.parts.database.reading() as session:
            sheet = brought.sheet(session)
            tally = contacts.preview_contacts(session, sheet, agreed_on)
    except ImportRefused as refused:
        return _refused(brought, refused, 200)
    return Screen(
        "contacts_preview.html",
        brought=brought,
        sheet=sheet,
        tally=tally,
        repaired=list(islice(sheet.repaired.items(), SHOWN)),
        shown=SHOWN,
    )


def _taken(brought: Brought) -> Answer:
    visit = brought.visit
    database = visit.parts.database
    try:
        with database.reading() as session:
            sheet = brought.sheet(session)
    except ImportRefused as refused:
        return _refused(brought, refused, 422)
    tally = contacts.load_contacts(database, sheet, brought.source, visit.now)
    with database.transaction() as session:
        waiting.drop(session, visit.viewer.member.id, visit.now)
        if tally.is_any:
            detail = {"list": KIND, "new": str(tally["new"]), "changed": str(tally["changed"])}
            doings.add(session, visit.viewer.member.id, "imported", detail, visit.now)
    counts = {str(each): tally[each] for each in contact_lists.Became}
    return Go(url_for("console.contacts_contacts", done="taken", **counts))  # type: ignore[arg-type]


def _refused(brought: Brought, refused: ImportRefused, status: int) -> Screen:
    lines: dict[int, list[str]] = {}
    for fault in refused.faults:
        lines.setdefault(fault.line, []).append(keep_form.sentence(brought.visit, fault.reason))
    return Screen(
        "import_refused.html",
        status=status,
        here="console.contacts_contacts",
        another=url_for("console.contacts_contacts"),
        brought=brought,
        whole=keep_form.sentence(brought.visit, refused.reason) if refused.reason else "",
        lines=dict(islice(lines.items(), SHOWN)),
        wrong=len(lines),
        shown=SHOWN,
    )
