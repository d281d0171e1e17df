"""An SMS -> what its sender wants, forgiving about case, accents, order and punctuation."""

import re
from dataclasses import dataclass
from itertools import takewhile

from anyascii import anyascii

from menus import triage
from menus.engine import clean
from menus.places import Gazetteer
from menus.words import Words

_SOS_SIGN = "\N{SQUARED SOS}"  # the one emoji whose meaning is plain


@dataclass(frozen=True)
class Wanted:
    """What an SMS asks for; `intent` is "" when a person has to read it."""

    intent: str
    language: str
    place_id: str = ""
    danger: str = ""


def parse(text: str, words: Words, places: Gazetteer, language: str) -> Wanted:
    """Read an SMS; `language` is the sender's own where it is known, and is tried first."""
    own = words.voice(language).language
    plain = _plain(text)
    for spoken in dict.fromkeys((own, *words.languages)):
        for intent, spellings in words.voice(spoken).keywords.items():
            for spelling in spellings:
                if re.match(rf"{spelling}(?![A-Z])", plain):
                    return _with_slots(intent, spoken, plain[len(spelling) :], places)
    return Wanted("", own)


def _plain(text: str) -> str:
    """Capitals and digits with single spaces; S.O.S. is SOS. An emoji is no word."""
    letters = re.sub(r"[\W_]+", " ", clean(text).replace(_SOS_SIGN, "SOS"))
    capitals = re.sub(r"[^A-Z0-9]+", " ", anyascii(letters).upper()).strip()
    return re.sub(r"\b([A-Z]) (?=[A-Z]\b)", r"\1", capitals)


def _with_slots(intent: str, language: str, rest: str, places: Gazetteer) -> Wanted:
    if intent != "sos":
        return Wanted(intent, language)
    parts = re.findall(r"\d+|[A-Z]+", rest)
    leading = list(takewhile(str.isdigit, parts))
    for place, number in enumerate(parts):
        after = takewhile(str.isdigit, parts[place + 1 :])
        before = takewhile(str.isdigit, reversed(parts[:place]))
        if found := places.by_poster_code(number):
            return Wanted(intent, language, found.id, _danger([*after, *before, *leading]))
        if found := places.by_poster_code(number[:-1]):  # the digit glued to the code
            return Wanted(intent, language, found.id, _danger([number[-1]]))
    return Wanted(intent, language, danger=_danger(leading))


def _danger(numbers: list[str]) -> str:
    """The danger of the first single digit; one among the words may count the children."""
    for number in numbers:
        if len(number) == 1 and 1 <= int(number) <= len(triage.DANGERS):
            return triage.DANGERS[int(number) - 1]
    return ""
