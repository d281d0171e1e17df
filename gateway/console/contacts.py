"""Who agreed to be written to, in counts; lists of them are brought here. Never a number."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from flask import request, url_for
from markupsafe import Markup

from gateway.console import bp, keep_form
from gateway.console.answers import Answer, Go, Screen
from gateway.console.contacts_list import hold
from gateway.console.doors import Visit, page
from gateway.console.forms import Field, Wrong, day_of, read
from gateway.imports import ImportRefused
from gateway.imports.contacts import COLUMNS, Source
from gateway.imports.files import text_of
from menus.advice import TOPICS
from storage import contact_lists, listeners
from storage.operators import NAMES

LONGEST_FILE, LONGEST_NAME, LONGEST_PROOF = 80, 80, 200
FIRST_DAY = date(2000, 1, 1)
ROLES = ("public", "relay")
WAYS = ("sms", "ussd", "provider")


@dataclass(frozen=True)
class Table:
    """One way to count who listens: its title, and how many of each."""

    title: Markup
    rows: list[tuple[str, int]]


@page(bp, "/contacts", allows="keep_contacts")
def contacts(visit: Visit) -> Answer:
    """How many listen, where, in which language; the lists that were brought; a form."""
    return _screen(visit)


@page(bp, "/contacts", allows="keep_contacts", methods=["POST"])
def bring(visit: Visit) -> Answer:
    """Take a list; nothing of it holds yet."""
    try:
        source, name, text = _told(visit)
    except Wrong as wrong:
        return _screen(visit, wrong)
    made = hold(visit, source, name, text)
    return Go(url_for("console.contacts_list_preview", import_id=made))


def _told(visit: Visit) -> tuple[Source, str, str]:
    """Where the list comes from, its file's name and text. Raises Wrong."""
    fields = _fields(visit)
    answers = read(fields[:-1], request.form)
    for field, longest in (("list", LONGEST_NAME), ("proof", LONGEST_PROOF)):
        answers[field] = keep_form.typed_name(visit, answers[field], longest, field)
    zone = visit.parts.settings.zone
    first = datetime(FIRST_DAY.year, 1, 1, tzinfo=zone)
    agreed = day_of("agreed_on", answers["agreed_on"], zone, first, visit.now)
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Wrong("file", "missing_file")
    name = "".join(sign for sign in file.filename if sign.isprintable())[-LONGEST_FILE:]
    try:
        text = text_of(name, file.read())
    except ImportRefused as refused:
        said = keep_form.sentence(visit, refused.reason) if refused.reason else ""
        raise Wrong("file", keep_form.SAID, sentence=said) from None
    by = visit.viewer.member.id
    return Source(answers["list"], answers["proof"], agreed.astimezone(zone).date(), by), name, text


def _fields(visit: Visit) -> list[Field]:
    say = visit.speech
    return [
        Field("list", str(say("contacts.ask.name")), kind="text", longest=LONGEST_NAME),
        Field(
            "proof", str(say("contacts.ask.proof")), kind="text", longest=LONGEST_PROOF,
            hint=str(say("contacts.ask.proof_hint")),
        ),
        Field("agreed_on", str(say("contacts.ask.agreed_on")), kind="date"),
        Field("file", str(say("import.file")), kind="file", hint=str(say("import.file_hint"))),
    ]  # fmt: skip


def _screen(visit: Visit, wrong: Wrong | None = None) -> Screen:
    say, session = visit.speech, visit.session
    kinds, stopped = listeners.by_kind(session), listeners.stopped(session)
    lists = [] if wrong else contact_lists.lists(session)
    return Screen(
        "contacts.html",
        status=422 if wrong else 200,
        people=kinds["role"].total(),
        stopped=stopped.total(),
        ways=_rows(stopped, {way: str(say(f"contacts.way.{way}")) for way in WAYS}),
        tables=_tables(visit, kinds),
        departments=[
            (name or say("contacts.no_place"), people)
            for name, people in listeners.by_department(session)
        ],
        lists=lists,
        fields=_fields(visit),
        columns=COLUMNS,
        topics=tuple(TOPICS),
        given=request.form if wrong else {},
        wrong=wrong,
        fault=_fault(visit, wrong),
        done=_counts(),
    )


def _fault(visit: Visit, wrong: Wrong | None) -> Markup | str:
    """Beside a day, the words of days."""
    if wrong is not None and visit.speech.has(f"do.fault.{wrong.why}"):
        return visit.speech(f"do.fault.{wrong.why}", **wrong.blanks)
    return keep_form.fault(visit, wrong)


def _tables(visit: Visit, kinds: dict[str, Counter[str]]) -> list[Table]:
    say, topics = visit.speech, listeners.by_topic(visit.session)
    voice = say.voice
    return [
        Table(say("contacts.by.topic"), _rows(topics, {t: voice.topic(t) for t in TOPICS})),
        Table(say("contacts.by.language"), _rows(kinds["language"], _languages(visit))),
        Table(
            say("contacts.by.role"),
            _rows(kinds["role"], {role: str(say(f"contacts.role.{role}")) for role in ROLES}),
        ),
        Table(
            say("contacts.by.operator"),
            _rows(kinds["operator"], {**NAMES, "other": str(say("contacts.other_operator"))}),
        ),
    ]


def _languages(visit: Visit) -> dict[str, str]:
    words = visit.parts.conversation.shelf.words()
    known = {each: keep_form.NAMES.get(each, words.voice(each).name) for each in words.languages}
    return {**known, "": str(visit.speech("contacts.no_language"))}


def _rows(counts: Counter[str], names: dict[str, str]) -> list[tuple[str, int]]:
    """How many of each, the most first; what has no name of its own under its code."""
    return [(names.get(code, code), people) for code, people in counts.most_common()]


def _counts() -> dict[str, int]:
    """What the last list came to, as its address says."""
    if request.args.get("done") != "taken":
        return {}
    names = ("new", "changed", "unchanged", "stopped")
    return {name: request.args.get(name, 0, type=int) for name in names}
