"""What an SMS says beside its keyword: the place, the danger, a receipt, a reference, a topic."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import takewhile

from menus import check_digit, triage
from menus.flows.casework import OUTCOMES
from menus.flows.teamwork import DECLINED
from menus.places import Gazetteer, Place
from menus.words import Words

RECEIPT_DIGITS = 12
_REFERENCES = range(5, 11)  # digits of a reference, its check digit with them
_CLOSE = 0.16  # how far a village's name may be from what was typed when nobody can be asked
_WINDOW = 4  # words of the longest name looked for


@dataclass(frozen=True)
class Slots:
    """What was understood, in codes; "" where nothing was."""

    place: str = ""
    danger: str = ""
    kind: str = ""
    receipt: str = ""
    reference: str = ""
    outcome: str = ""
    reason: str = ""
    topic: str = ""
    language: str = ""

    def has(self, name: str) -> bool:
        """Whether something is known."""
        return bool(getattr(self, name))

    def joined(self, more: "Slots") -> "Slots":
        """These, with what only the others know."""
        return replace(self, **{k: v for k, v in asdict(more).items() if v and not self.has(k)})


def read(intent: str, text: str, words: Words, places: Gazetteer) -> Slots:
    """What the rest of an SMS says, for what its sender wants."""
    if intent == "sos":
        return _report(text, words, places)
    if intent in ("follow", "nobody"):
        return Slots(receipt=receipt(text))
    if intent in ("seen", "up", "done", "service_yes", "service_no", "service_done"):
        known = Slots(reference=_reference(text))
        if intent == "service_no":
            return replace(known, reason=_one_of(DECLINED, text, words, "reasons"))
        outcome = _one_of(OUTCOMES, text, words, "outcomes") if intent == "done" else ""
        return replace(known, outcome=outcome)
    if intent == "advice":
        return Slots(topic=_named(text, words, "topics"))
    return Slots(language=_named(text, words, "languages")) if intent == "language" else Slots()


def answer(intent: str, missing: str, text: str, words: Words, places: Gazetteer) -> Slots:
    """What a text says that answers a question, where it stands alone."""
    if intent == "sos":
        found = _report(text, words, places)
        return replace(found, danger=found.danger or _digit(text, words, len(triage.DANGERS)))
    if missing == "outcome":
        return Slots(outcome=_one_of(OUTCOMES, text, words, "outcomes"))
    if missing == "reason":
        return Slots(reason=_one_of(DECLINED, text, words, "reasons"))
    return read(intent, text, words, places)


def receipt(text: str) -> str:
    """Twelve digits with a right check digit, however they were grouped."""
    digits = "".join(re.findall(r"\d+", text))
    found = len(digits) == RECEIPT_DIGITS and check_digit.is_valid(digits)
    return digits if found else ""


def _reference(text: str) -> str:
    numbers = re.findall(r"\d+", text)
    right = (n for n in numbers if len(n) in _REFERENCES and check_digit.is_valid(n))
    return next(right, "")


def _one_of(codes: Sequence[str], text: str, words: Words, group: str) -> str:
    """One of some codes, by its digit on the screen or by a word."""
    digits = [n for n in re.findall(r"\d+", text) if len(n) == 1 and 1 <= int(n) <= len(codes)]
    return codes[int(digits[0]) - 1] if digits else _named(text, words, group)


def _report(text: str, words: Words, places: Gazetteer) -> Slots:
    place, rest, danger = _place_by_code(text, places)
    if place is None:
        place, rest = _place_by_name(text, words, places)
    kind = _named(rest, words, "kinds")
    by_word = triage.CONCERNS[kind].danger if kind else _named(rest, words, "dangers")
    danger = danger or by_word or (_last_number(rest, words) if place else "")
    fitting = kind if kind and triage.CONCERNS[kind].danger == danger else ""
    return Slots(place=place.id if place else "", danger=danger, kind=fitting)


def _place_by_code(text: str, places: Gazetteer) -> tuple[Place | None, str, str]:
    """The village whose poster code is in the text, the other words, the digit beside it."""
    parts = text.split()
    leading = list(takewhile(str.isdigit, parts))
    for n, number in enumerate(parts):
        if not number.isdigit():
            continue
        after = [*takewhile(str.isdigit, parts[n + 1 :])]
        before = [*takewhile(str.isdigit, reversed(parts[:n]))]
        others = " ".join(word for word in parts if not word.isdigit())
        if found := places.by_poster_code(number):
            return found, others, _danger([*after, *before, *leading])
        if found := places.by_poster_code(number[:-1]):  # the digit glued to the code
            return found, others, _danger([number[-1]])
    return None, text, _danger(leading)


def _place_by_name(text: str, words: Words, places: Gazetteer) -> tuple[Place | None, str]:
    """The one village that the text names, and the words around it."""
    parts = text.split()
    for length in range(min(_WINDOW, len(parts)), 0, -1):
        for start in range(len(parts) - length + 1):
            name = " ".join(parts[start : start + length])
            if len(name) > 2 and len(found := places.written(name)) == 1:
                return found[0], " ".join([*parts[:start], *parts[start + length :]])
    unknown = [p for p in parts if not p.isdigit() and not _is_known_word(p, words)]
    if 0 < len(unknown) <= 2:
        near = places.nearest(" ".join(unknown), _CLOSE)
        if near is not None:
            return near, " ".join(p for p in parts if p not in unknown)
    return None, text


def _is_known_word(word: str, words: Words) -> bool:
    groups = ("dangers", "kinds", "numbers")
    voices = [words.voice(language) for language in words.languages]
    named = (w for v in voices for g in groups for every in v.sms_group(g).values() for w in every)
    return word in {*named, *(w for v in voices for w in v.sms_words("polite"))} or len(word) < 4


def _danger(numbers: list[str]) -> str:
    """The danger of the first single digit; one among the words may count the children."""
    for number in numbers:
        if len(number) == 1 and 1 <= int(number) <= len(triage.DANGERS):
            return triage.DANGERS[int(number) - 1]
    return ""


def _digit(text: str, words: Words, most: int) -> str:
    """A text that is only a digit, or its name, as a danger."""
    for language in words.languages:
        for digit, names in words.voice(language).sms_group("numbers").items():
            if (text == digit or text in names) and int(digit) <= most:
                return triage.DANGERS[int(digit) - 1]
    return ""


def _last_number(text: str, words: Words) -> str:
    """A number at the very end, in digits or in a word; "un" and "une" count the children."""
    last = text.split()[-1:] if text else []
    if not last or last[0] in ("UN", "UNE", "ONE"):
        return ""
    return _digit(last[0], words, len(triage.DANGERS))


def _named(text: str, words: Words, group: str) -> str:
    """The code of the first thing that a text names."""
    found: dict[str, int] = {}
    for language in words.languages:
        named: Mapping[str, tuple[str, ...]] = words.voice(language).sms_group(group)
        for code, spellings in named.items():
            for spelling in spellings:
                at = f" {text} ".find(f" {spelling} ")
                if at >= 0:
                    found[code] = min(at - len(spelling), found.get(code, at))
    return min(found, key=lambda code: found[code]) if found else ""
