"""The journal in sentences: who, what, when; never what a report says."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from gateway.console.doors import Visit
from gateway.console.journal_asked import NUMBERS, READS, Asked
from gateway.console.people import Person, people
from storage import committees, journal
from storage.journal import Reader, Wanted
from storage.models import Doing


@dataclass(frozen=True)
class Line:
    """One line: `code` is what was done, for a file; `what` the sentence for a page."""

    at: datetime
    key: tuple[Any, ...]
    person: Person | None
    code: str
    what: Markup
    reference: str = ""
    channel: str = ""


NOBODY = uuid.UUID(int=0)
# What a detail may fill in, and what stands there where it is not told.
BLANKS: Mapping[str, object] = {"n": 0, "version": 0, "to": 0, "mark": "", "where": ""}


def lines(visit: Visit, asked: Asked, wanted: Wanted, *, named: bool = True) -> list[Line]:
    """The lines of a tab, the latest first."""
    reader = reader_of(visit)
    if asked.tab == READS:
        return _reads(visit, journal.looks(visit.session, reader, wanted), named)
    if asked.tab == NUMBERS:
        return _numbers(visit, journal.numbers(visit.session, reader, wanted), named)
    return _doings(visit, journal.doings(visit.session, wanted), named)


def reader_of(visit: Visit) -> Reader:
    """For whom the journal is read."""
    return Reader(visit.viewer.member.id, visit.viewer.member.phone_index)


def _reads(visit: Visit, rows: Sequence[Any], named: bool) -> list[Line]:
    say = visit.speech
    who = people(visit, (look.member_id for look, _ in rows), named=named)
    return [
        Line(
            look.at,
            (look.at, look.id),
            who.get(look.member_id),
            look.what,
            say(f"journal.look.{look.what}", reference=say.reference(reference)),
            reference,
            look.channel,
        )
        for look, reference in rows
    ]


def _numbers(visit: Visit, rows: Sequence[Any], named: bool) -> list[Line]:
    say, found = visit.speech, []
    who = people(visit, (opened.member_id for opened, *_ in rows), named=named)
    reasons = say.options("why_number")
    for opened, of_report, of_call_back in rows:
        reference = of_report or of_call_back or ""
        key = "journal.opened.report" if of_report else "journal.opened.call_back"
        why = reasons.get(opened.reason, opened.reason).lower()
        what = say(key, reference=say.reference(reference), why=why)
        person, at = who.get(opened.member_id), opened.at
        found.append(
            Line(at, (at, opened.id), person, opened.reason, what, reference, opened.channel)
        )
    return found


def _doings(visit: Visit, rows: Sequence[Doing], named: bool) -> list[Line]:
    about = Subjects.of(visit, rows)
    who = people(visit, (doing.member_id for doing in rows), named=named)
    return [
        Line(
            doing.at,
            (doing.at, doing.id),
            who.get(doing.member_id) if doing.member_id else None,
            doing.kind,
            about.sentence(doing),
        )
        for doing in rows
    ]


@dataclass(frozen=True)
class Subjects:
    """What the details of some doings are called: members, committees."""

    visit: Visit
    people: Mapping[uuid.UUID, Person]
    committees: Mapping[uuid.UUID, str]

    @classmethod
    def of(cls, visit: Visit, rows: Sequence[Doing]) -> "Subjects":
        """Look them all up at once."""
        members = people(visit, (_id(row, "member") for row in rows))
        told = {each for row in rows if (each := _id(row, "committee"))}
        return cls(visit, members, committees.names(visit.session, told))

    def sentence(self, doing: Doing) -> Markup:
        """What was done, in words."""
        say = self.visit.speech
        key = f"journal.doing.{doing.kind}"
        if not say.has(key):
            return say("journal.doing.something")
        return say(key, **self._blanks(doing))

    def _blanks(self, doing: Doing) -> dict[str, object]:
        person = self.people.get(_id(doing, "member") or NOBODY)
        tab = f"journal.tab.{doing.detail.get('tab', '')}"
        return {
            **{name: doing.detail.get(name, empty) for name, empty in BLANKS.items()},
            "about": f"{person.committee}, {person.role}" if person else "",
            "committee": self.committees.get(_id(doing, "committee") or NOBODY, ""),
            "tab": self.visit.speech(tab) if self.visit.speech.has(tab) else "",
        }


def _id(doing: Doing, name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(doing.detail.get(name)))
    except ValueError:
        return None
