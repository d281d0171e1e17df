"""An SMS -> what its sender wants: forgiving about case, accents, order, slips, missing spaces.

It would rather understand nothing than the wrong thing: whoever is not understood is read by a
person, while a wrong STOP silences somebody and a wrong SOS sends people out.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from anyascii import anyascii
from rapidfuzz.distance import OSA

from menus import sms_slots
from menus.engine import clean
from menus.places import Gazetteer
from menus.sms_slots import Slots
from menus.words import Voice, Words

_SOS_SIGN = "\N{SQUARED SOS}"  # the one emoji whose meaning is plain
_LONG = 6  # letters of a keyword in which one slip is forgiven
_SHORT_TEXT = 8  # words; in a longer text, a keyword in the middle is part of a story
# Yes and no are words like any other: they answer for a service only beside a reference.
SERVICE_ANSWERS = ("service_yes", "service_no", "service_done")
_EXACT_ONLY = frozenset({"stop", "start", "seen", "up", "done", *SERVICE_ANSWERS})
# What each intent needs before it can be carried out, in the order it is asked for.
NEEDS: Mapping[str, tuple[str, ...]] = {
    "sos": ("place", "danger"),
    "follow": ("receipt",),
    "nobody": ("receipt",),
    "seen": ("reference",),
    "up": ("reference",),
    "done": ("reference", "outcome"),
    "service_yes": ("reference",),
    "service_no": ("reference", "reason"),
    "service_done": ("reference",),
}


@dataclass(frozen=True)
class Wanted:
    """What an SMS asks for; `intent` is "" when a person has to read it."""

    intent: str
    language: str
    slots: Slots = field(default_factory=Slots)
    sure: bool = False  # written as it should be, with all that is needed

    @property
    def missing(self) -> str:
        """The first thing still to be asked for; "" when nothing is."""
        return next((name for name in NEEDS.get(self.intent, ()) if not self.slots.has(name)), "")


def parse(
    text: str, words: Words, places: Gazetteer, language: str, awaited: Wanted | None = None
) -> Wanted:
    """Read an SMS; `language` is the sender's own where it is known, and is tried first.

    `awaited` is what the sender was asked to complete: a text without a keyword is its answer.
    """
    plain = flatten(text)
    rest = _trimmed(plain, _every(words, "polite"))
    for spoken in dict.fromkeys((words.voice(language).language, *words.languages)):
        if found := _in_language(rest, words.voice(spoken), words, places):
            return found
    if awaited is not None:
        return _answer(plain, awaited, words, places)
    if receipt := sms_slots.receipt(plain):
        own = words.voice(language).language
        return Wanted("follow", own, Slots(receipt=receipt), sure=True)
    return Wanted("", words.voice(language).language)


def flatten(text: str) -> str:
    """Capitals and digits with single spaces; S.O.S. is SOS. An emoji is no word."""
    letters = re.sub(r"[\W_]+", " ", clean(text).replace(_SOS_SIGN, " SOS "))
    capitals = re.sub(r"[^A-Z0-9]+", " ", anyascii(letters).upper()).strip()
    together = re.sub(r"\b([A-Z]) (?=[A-Z]\b)", r"\1", capitals)
    return " ".join(re.findall(r"\d+|[A-Z]+", together))


def _in_language(rest: str, voice: Voice, words: Words, places: Gazetteer) -> Wanted | None:
    intent, spelling, exact = _keyword(rest, voice)
    if not intent:
        return None
    left = " ".join(f" {rest} ".replace(f" {spelling} ", " ", 1).split())
    if intent in ("stop", "start"):
        return Wanted(intent, voice.language, sure=exact) if _is_plain(left, words) else None
    after = _trimmed(_without(left, _every(words, "small")), _every(words, "polite"))
    slots = sms_slots.read(intent, after, words, places)
    if not _fits(intent, after, slots, words):
        return None
    wanted = Wanted(intent, voice.language, slots)
    return replace(wanted, sure=exact and not wanted.missing)


def _keyword(rest: str, voice: Voice) -> tuple[str, str, bool]:
    """The intent, the words that say so, and whether they are written as they should be."""
    spelled = [(s, intent) for intent, every in voice.keywords.items() for s in every]
    for spelling, intent in sorted(spelled, key=lambda pair: -len(pair[0])):
        left = rest.removeprefix(spelling)
        if left != rest and left[:1] in ("", " ") and _may_begin(intent, left, voice):
            return intent, spelling, True
    first = rest.split(" ", 1)[0]
    for spelling, intent in spelled:
        near = len(spelling) >= _LONG and intent not in _EXACT_ONLY
        if near and first[:1] == spelling[:1] and OSA.distance(first, spelling) == 1:
            return intent, first, False
    return _in_the_middle(rest, spelled)


def _may_begin(intent: str, left: str, voice: Voice) -> bool:
    """Whether what follows a first word leaves it a keyword."""
    if intent not in SERVICE_ANSWERS:
        return True
    numbers = _without(left, voice.sms_words("small")).split()
    return bool(numbers) and all(number.isdigit() for number in numbers)


def _in_the_middle(rest: str, spelled: Iterable[tuple[str, str]]) -> tuple[str, str, bool]:
    """A keyword that is not the first word: SOS anywhere, to be rung in a short text, or a
    keyword with nothing but numbers around it."""
    is_short = len(rest.split()) <= _SHORT_TEXT
    for spelling, intent in sorted(spelled, key=lambda pair: -len(pair[0])):
        if f" {spelling} " not in f" {rest} ":
            continue
        others = f" {rest} ".replace(f" {spelling} ", " ").split()
        if intent == "sos" and (spelling == "SOS" or all(o.isdigit() for o in others)):
            return intent, spelling, len(others) <= _SHORT_TEXT
        if intent == "call_back" and " " in spelling and is_short:
            return intent, spelling, False
        if intent in NEEDS and others and all(o.isdigit() for o in others):
            return intent, spelling, False
    return "", "", False


def _fits(intent: str, after: str, slots: Slots, words: Words) -> bool:
    """Whether what surrounds a keyword leaves it its meaning."""
    letters = " ".join(word for word in after.split() if not word.isdigit())
    if intent == "sos":
        return not _holds(after, _every(words, "not_for_us"))
    if intent in ("seen", "up", "help"):
        return not letters
    if intent == "done":
        return not after or slots.has("reference")
    if intent in SERVICE_ANSWERS:
        return not letters and slots.has("reference")
    if intent in ("call_back", "nobody"):
        return len(letters.split()) <= _SHORT_TEXT // 2
    return len(letters.split()) <= 2


def _is_plain(left: str, words: Words) -> bool:
    """Whether nothing but a wish about messages stands beside STOP or START."""
    return not _without(left, [*_every(words, "after_stop"), *_every(words, "polite")])


def _answer(plain: str, awaited: Wanted, words: Words, places: Gazetteer) -> Wanted:
    """A text that answers what was asked, or a message for a person."""
    slots = awaited.slots.joined(
        sms_slots.answer(awaited.intent, awaited.missing, plain, words, places)
    )
    if slots == awaited.slots:
        return Wanted("", awaited.language)
    wanted = replace(awaited, slots=slots)
    return replace(wanted, sure=not wanted.missing)


def _every(words: Words, name: str) -> list[str]:
    """The words of a list, in every language: people mix them."""
    return [w for language in words.languages for w in words.voice(language).sms_words(name)]


def _without(text: str, phrases: Iterable[str]) -> str:
    """A text without some words."""
    left = f" {text} "
    for phrase in sorted(phrases, key=len, reverse=True):
        left = re.sub(rf"(?<= ){phrase}(?= )", "", left)
    return " ".join(left.split())


def _trimmed(text: str, phrases: Iterable[str]) -> str:
    """A text without some words before the first other one and after the last."""
    some = "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))
    left = re.sub(rf"^(?:(?:{some})(?: |$))+", "", text)
    return re.sub(rf"(?:(?:^| )(?:{some}))+$", "", left) or text


def _holds(text: str, phrases: Sequence[str]) -> bool:
    return any(f" {phrase} " in f" {text} " for phrase in phrases)
