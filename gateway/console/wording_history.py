"""The versions of the words: who published which, when, what it changed, and the way back."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import request, url_for

from gateway import wording
from gateway.console import bp
from gateway.console.answers import After, Answer, Go, Screen
from gateway.console.doors import Visit, page
from gateway.console.people import member_of, people
from gateway.console.wording import count_of, language_names
from gateway.console.wording_changes import changes, told
from gateway.wording import DraftOpen, Proof
from storage import doings
from storage import words as kept
from storage.models import WordsVersion

PAGE = 20


@dataclass(frozen=True)
class Past:
    """A version there is: who made it, when, why, how much it changes."""

    number: int
    state: str
    by: str
    at: datetime
    note: str
    count: int


@page(bp, "/words/history", allows="see_words")
def history(visit: Visit) -> Answer:
    """The versions, the newest first."""
    before = request.args.get("before", type=int)
    found = kept.page(visit.session, before, PAGE + 1)
    return Screen(
        "words_history.html",
        versions=_shown(visit, found[:PAGE]),
        is_first=before is None,
        more=found[PAGE - 1].number if len(found) > PAGE else None,
        now=visit.now,
    )


@page(bp, "/words/history/<int:number>", allows="see_words")
def version(visit: Visit, number: int) -> Answer:
    """What one version changed of the one before it."""
    return _screen(visit, number, notice=request.args.get("done", ""))


@page(bp, "/words/history/<int:number>/back", allows="change_words", methods=["POST"])
def back(visit: Visit, number: int) -> Answer:
    """Let everybody hear again what an earlier version said; 0 is what the release says."""
    found = kept.numbered(visit.session, number)
    if found is None and number:
        return None
    if kept.draft(visit.session) is not None:
        return _refused(number, "draft_open")
    overrides, base = dict(found.overrides) if found else {}, visit.parts.words
    drawn = _screen(visit, number) if found else None

    def find() -> Answer:
        proof = wording.prove(base, overrides)
        if proof.faults and drawn is not None:
            faults = [told(visit.speech, each) for each in proof.faults]
            return Screen(drawn.template, status=422, **{**drawn.facts, "faults": faults})
        return _rolled_back(visit, number, proof)

    return After(find)


def _rolled_back(visit: Visit, number: int, proof: Proof) -> Go:
    parts, member = visit.parts, visit.viewer.member.id
    try:
        with parts.database.transaction() as session:
            made = wording.roll_back(
                session, parts.words, number, f"member:{member}", visit.now, proof
            )
            detail = {"version": made.number, "to": number}
            doings.add(session, member, "rolled_back_words", detail, visit.now)
            new = made.number
    except DraftOpen:
        return _refused(number, "draft_open")
    return Go(url_for("console.wording_history_version", number=new, done="rolled_back"))


def _refused(number: int, why: str) -> Go:
    if not number:
        return Go(url_for("console.wording_draft_draft", done=why))
    return Go(url_for("console.wording_history_version", number=number, done=why))


def _screen(visit: Visit, number: int, *, notice: str = "") -> Screen | None:
    found = kept.numbered(visit.session, number)
    if found is None:
        return None
    previous = kept.before(visit.session, number)
    return Screen(
        "words_version.html",
        version=_shown(visit, [found])[0],
        previous=previous.number if previous else 0,
        changes=changes(visit, found.overrides, previous.overrides if previous else {}),
        languages=language_names(visit),
        may_change=bool(visit.viewer.may("change_words")),
        has_draft=kept.draft(visit.session) is not None,
        faults=[],
        notice=notice,
        now=visit.now,
    )


def _shown(visit: Visit, versions: Sequence[WordsVersion]) -> list[Past]:
    who = people(visit, {_maker(each) for each in versions})
    return [
        Past(
            each.number,
            each.state,
            person.name if (person := who.get(_maker(each) or uuid.UUID(int=0))) else "",
            each.published_at or each.made_at,
            each.note,
            count_of(each.overrides),
        )
        for each in versions
    ]


def _maker(version: WordsVersion) -> uuid.UUID | None:
    try:
        return member_of(version.made_by)
    except ValueError:
        return None
