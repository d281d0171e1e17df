"""The draft of the words: what it changes, proved on every screen, then heard by everybody."""

from flask import request, url_for

from gateway import wording
from gateway.console import bp
from gateway.console.answers import After, Answer, Go, Screen
from gateway.console.doors import Visit, page
from gateway.console.wording import count_of, language_names
from gateway.console.wording_changes import Fault, changes, told
from gateway.wording import DraftChanged, NoDraft, Proof
from storage import doings
from storage import words as kept
from storage.words import Overrides

LONGEST_NOTE = 200


@page(bp, "/words/draft", allows="see_words")
def draft(visit: Visit) -> Answer:
    """What the draft changes, if there is one."""
    return _screen(visit, notice=request.args.get("done", ""))


@page(bp, "/words/check", allows="change_words", methods=["POST"])
def check(visit: Visit) -> Answer:
    """Walk every screen with the words of the draft; it takes seconds, and locks nothing."""
    version = kept.draft(visit.session)
    if version is None:
        return Go(url_for("console.wording_draft_draft", done="no_draft"))
    overrides, base = dict(version.overrides), visit.parts.words
    drawn = _screen(visit)

    def find() -> Screen:
        return _with(drawn, visit, wording.prove(base, overrides))

    return After(find)


@page(bp, "/words/publish", allows="change_words", methods=["POST"])
def publish(visit: Visit) -> Answer:
    """Prove the draft, then let everybody hear it from their next call on."""
    note = request.form.get("note", "").strip()[:LONGEST_NOTE]
    version = kept.draft(visit.session)
    if version is None:
        return Go(url_for("console.wording_draft_draft", done="no_draft"))
    if not note:
        return _screen(visit, status=422, fault="note")
    overrides, base = dict(version.overrides), visit.parts.words
    drawn = _screen(visit, note=note)

    def find() -> Answer:
        proof = wording.prove(base, overrides)
        if proof.faults:
            return _with(drawn, visit, proof, status=422)
        return _published(visit, note, proof)

    return After(find)


@page(bp, "/words/drop", allows="change_words", methods=["POST"])
def drop(visit: Visit) -> Answer:
    """Throw the draft away."""
    if wording.drop(visit.session):
        doings.add(visit.session, visit.viewer.member.id, "dropped_words", {}, visit.now)
    return Go(url_for("console.wording_draft_draft", done="dropped"))


def _published(visit: Visit, note: str, proof: Proof) -> Go:
    parts, member = visit.parts, visit.viewer.member.id
    try:
        with parts.database.transaction() as session:
            made = wording.publish(session, parts.words, note, visit.now, proof)
            made.made_by = f"member:{member}"
            number = made.number
            doings.add(session, member, "published_words", {"version": number}, visit.now)
    except (NoDraft, DraftChanged) as refused:
        done = "no_draft" if isinstance(refused, NoDraft) else "overtaken"
        return Go(url_for("console.wording_draft_draft", done=done))
    return Go(url_for("console.wording_history_version", number=number, done="published"))


def _screen(
    visit: Visit, *, status: int = 200, fault: str = "", note: str = "", notice: str = ""
) -> Screen:
    version, before = kept.draft(visit.session), kept.published(visit.session)
    overrides: Overrides = version.overrides if version else {}
    return Screen(
        "words_draft.html",
        status=status,
        version=version,
        changes=changes(visit, overrides, before.overrides if before else {}) if version else [],
        count=count_of(overrides),
        languages=language_names(visit),
        may_change=bool(visit.viewer.may("change_words")),
        fault=fault,
        note=note,
        notice=notice,
        proof=None,
        faults=[],
        now=visit.now,
    )


def _with(drawn: Screen, visit: Visit, proof: Proof, *, status: int = 200) -> Screen:
    """The page, with what the walk found."""
    faults: list[Fault] = [told(visit.speech, each) for each in proof.faults]
    facts = {**drawn.facts, "proof": proof.report, "faults": faults}
    return Screen(drawn.template, status=status, **facts)
