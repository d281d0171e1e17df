"""What some words change, before and after; and what a walk found wrong with them, in sentences."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from markupsafe import Markup, escape

from gateway.console.doors import Visit
from gateway.console.speech import Speech
from menus import rewording
from menus.gsm7 import septets
from storage.words import Overrides

_WORDS = re.compile(r"\S+\s*|\s+")
# The lines of the walk that name a screen, and the words that say the same here.
_KNOWN = (
    ("screen_long", re.compile(r"^(?P<language>\w+), (?P<name>\S+): (?P<n>\d+) septets, 160 fit")),
    ("sms_long", re.compile(r"^(?P<language>\w+), (?P<name>\S+): (?P<n>\d+) septets, one SMS")),
    ("screen_long", re.compile(r"^(?P<language>\w+), (?P<name>\S+): (?P<n>\d+) septets, \d+ fit")),
    ("letters", re.compile(r"^(?P<language>\w+), (?P<name>\S+): phones cannot show")),
    ("options", re.compile(r"^(?P<language>\w+), (?P<name>\S+): more than \d+ options")),
    ("blanks", re.compile(r"^(?P<language>\w+), (?P<name>\S+): other blanks")),
)


@dataclass(frozen=True)
class Change:
    """One text before and after, with what differs marked."""

    language: str
    where: str
    before: Markup
    after: Markup
    length: int
    text: str


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: the words, the screen to look for, how it would look."""

    words: Markup
    name: str
    shown: str = ""


def changes(visit: Visit, overrides: Overrides, before: Overrides) -> list[Change]:
    """Every text that two versions say otherwise."""
    base, found = visit.parts.words, []
    for language in base.languages:
        released = rewording.texts_of(base, language)
        new, old = overrides.get(language, {}), before.get(language, {})
        for where in released:
            now, then = new.get(where, released[where]), old.get(where, released[where])
            if now != then:
                marked = differences(then, now)
                found.append(Change(language, where, *marked, septets(now), now))
    return found


def differences(before: str, after: str) -> tuple[Markup, Markup]:
    """Two texts with the words marked that only one of them has."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    left, right = Markup(), Markup()
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = escape("".join(old[i:j])), escape("".join(new[k:m]))
        if tag == "equal":
            left, right = left + gone, right + come
            continue
        left += Markup("<del>{}</del>").format(gone) if gone else Markup()
        right += Markup("<ins>{}</ins>").format(come) if come else Markup()
    return left, right


def told(say: Speech, line: str) -> Fault:
    """A line of the walk as a sentence."""
    for key, pattern in _KNOWN:
        if found := pattern.match(line):
            name, n = found["name"], int(found.groupdict().get("n") or 0)
            words = say(f"words.wrong.{key}", language=found["language"], name=name, n=n)
            return Fault(words, name, line.partition("\n")[2])
    return Fault(say("words.wrong.something", what=line.partition("\n")[0]), "")
