"""An SMS -> what its sender wants, forgiving about case, accents, order and punctuation."""

import re
from dataclasses import dataclass

from anyascii import anyascii

from menus import triage
from menus.engine import clean
from menus.places import Gazetteer
from menus.words import Words


@dataclass(frozen=True)
class Wanted:
    """What an SMS asks for; `intent` is "" when a person has to read it."""

    intent: str
    language: str
    place_id: str = ""
    danger: str = ""


def parse(text: str, words: Words, places: Gazetteer, language: str) -> Wanted:
    """Read an SMS; `language` is the sender's own where it is known, and is tried first."""
    plain = re.sub(r"[^A-Z0-9]+", " ", anyascii(clean(text)).upper()).strip()
    for spoken in dict.fromkeys((language, *words.languages)):
        for intent, spellings in words.voice(spoken).keywords.items():
            for spelling in spellings:
                if re.match(rf"{spelling}(?![A-Z])", plain):
                    return _with_slots(intent, spoken, plain[len(spelling) :], places)
    return Wanted("", language or words.default)


def _with_slots(intent: str, language: str, rest: str, places: Gazetteer) -> Wanted:
    if intent != "sos":
        return Wanted(intent, language)
    numbers = re.findall(r"\d+", rest)
    place = next((found for n in numbers if (found := places.by_poster_code(n))), None)
    digit = next((n for n in numbers if len(n) == 1 and 1 <= int(n) <= len(triage.DANGERS)), "")
    danger = triage.DANGERS[int(digit) - 1] if digit else ""
    return Wanted(intent, language, place.id if place else "", danger)
