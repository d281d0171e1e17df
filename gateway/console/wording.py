"""What Veille says: every text by file and screen, its languages side by side."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from anyascii import anyascii
from flask import request, url_for

from gateway import wording
from gateway.console import bp
from gateway.console.answers import Answer, Screen
from gateway.console.doors import Visit, page
from menus import rewording
from menus.gsm7 import septets
from menus.words import Words
from storage import words as kept

PAGE = 20  # texts on a page, and the rest of the last screen
FILES = rewording.REWORDABLE
LAST = ("language_name", "layout", "notices", "labels")  # of a file: words of many screens


@dataclass(frozen=True)
class Said:
    """One text in one language."""

    language: str
    text: str
    septets: int
    is_drafted: bool


@dataclass(frozen=True)
class Place:
    """Where a text stands: its screen, which part of it, what it says."""

    where: str
    part: str
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Group:
    """The texts of one screen or one SMS."""

    name: str  # ussd.danger
    tone: str
    places: tuple[Place, ...]


@page(bp, "/words", allows="see_words")
def words(visit: Visit) -> Answer:
    """One page of the texts, or of those that hold a word."""
    asked, file = request.args.get("q", "").strip()[:60], request.args.get("file", "")
    file = file if file in FILES else ""
    after = request.args.get("after", "")
    draft, published = kept.draft(visit.session), kept.published(visit.session)
    found = [g for g in _groups(visit, draft.overrides if draft else {}) if _suits(g, asked, file)]
    names = [group.name for group in found]
    start = names.index(after) + 1 if after in names else 0
    shown = list(_a_page(found[start:]))
    more = shown[-1].name if len(found) > start + len(shown) else ""
    return Screen(
        "words.html",
        groups=shown,
        count=sum(len(group.places) for group in found),
        asked=asked,
        file=file,
        files=FILES,
        languages=language_names(visit),
        drafted=count_of(draft.overrides) if draft else 0,
        published=published,
        may_change=bool(visit.viewer.may("change_words")),
        is_first=start == 0,
        next_page=more and url_for("console.wording_words", after=more, q=asked, file=file),
        notice=request.args.get("done", ""),
    )


def spoken(visit: Visit) -> Words:
    """The words of the draft, or else what is heard."""
    return wording.spoken(visit.session, visit.parts.words)


def language_names(visit: Visit) -> dict[str, str]:
    """The languages there are, by their names."""
    say, words = visit.speech, visit.parts.words
    named = {code: f"words.language.{code}" for code in words.languages}
    return {
        code: str(say(key)) if say.has(key) else words.voice(code).name
        for code, key in named.items()
    }


def count_of(overrides: kept.Overrides) -> int:
    """How many texts some changes touch."""
    return sum(len(texts) for texts in overrides.values())


def split(where: str) -> tuple[str, str]:
    """The screen or SMS that a text belongs to, and which part of it: ("ussd.home", "text")."""
    file, name, *part = where.split(".")
    if file == "ussd" and name == "labels" and len(part) > 1:
        return f"{file}.{name}.{part[0]}", ".".join(part[1:])
    if file == "advice" and name in ("messages", "quiz"):
        return f"{file}.{part[0]}", ".".join((name, *part[1:]))
    if not part:
        return f"{file}.{name}", "text"
    return f"{file}.{name}", ".".join(part)


def _groups(visit: Visit, drafted: kept.Overrides) -> Iterator[Group]:
    words = spoken(visit)
    texts = {code: rewording.texts_of(words, code) for code in words.languages}
    tones = rewording.tones(visit.speech.language)
    every = dict.fromkeys(where for each in texts.values() for where in each)
    for name, wheres in itertools.groupby(_in_order(every), key=lambda where: split(where)[0]):
        places = tuple(
            Place(where, split(where)[1], tuple(_said(where, texts, drafted))) for where in wheres
        )
        yield Group(name, tones.get(name, ""), places)


def _a_page(groups: Sequence[Group]) -> Iterator[Group]:
    texts = 0
    for group in groups:
        if texts >= PAGE:
            return
        texts += len(group.places)
        yield group


def _in_order(wheres: Iterable[str]) -> list[str]:
    """Texts file by file, those of one screen together, in the order they were written."""
    first: dict[str, int] = {}
    for number, where in enumerate(wheres):
        first.setdefault(split(where)[0], number)
    order = {
        name: (FILES.index(name.split(".")[0]), name.split(".")[1] in LAST, at)
        for name, at in first.items()
    }
    return sorted(wheres, key=lambda where: order[split(where)[0]])


def _said(where: str, texts: dict[str, dict[str, str]], drafted: kept.Overrides) -> Iterator[Said]:
    for language, known in texts.items():
        if where in known:
            is_drafted = where in drafted.get(language, {})
            yield Said(language, known[where], septets(known[where]), is_drafted)


def _suits(group: Group, asked: str, file: str) -> bool:
    if file and group.name.split(".")[0] != file:
        return False
    wanted = _plain(asked)
    said = (said.text for place in group.places for said in place.said)
    return not wanted or wanted in _plain(group.name) or any(wanted in _plain(t) for t in said)


def _plain(text: str) -> str:
    return str(anyascii(text)).casefold()
