"""Proves the conversation: every path in every language, every word, every SMS."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from menus.flows import CONVERSATION
from menus.flows.where import FEW
from menus.gsm7 import outsiders, segments, septets
from menus.layout import ROOM
from menus.samples import CALLERS, CONSTANTS, SMS_BLANKS, sample_places
from menus.screens import Effect
from menus.walk import Findings, fewest, walk
from menus.watched import WatchedMenu
from menus.words import Words, WordsMissing, blanks_of

MOST_QUESTIONS = 4  # to a report that is sent, for somebody who never called before
NEW_CALLER = {"member": False, "last_place": None}
KNOWN_CALLER = {"member": False, "last_place": "v1"}


@dataclass
class Report:
    """What was found: per language, and what is wrong in all."""

    languages: dict[str, Findings] = field(default_factory=dict)
    questions: dict[str, tuple[int, int]] = field(default_factory=dict)  # new, known caller
    faults: list[str] = field(default_factory=list)

    @property
    def shown(self) -> int:
        """How many screens were looked at."""
        return sum(found.shown for found in self.languages.values())

    @property
    def ways(self) -> dict[tuple[str, str], set[str]]:
        """Every way from one screen to the next; the same in every language."""
        return next(iter(self.languages.values())).ways


def check(words: Words) -> Report:
    """Walk everything; `faults` is empty when no caller can meet a bad screen."""
    menu = WatchedMenu(CONVERSATION, words, sample_places(departments=1), CONSTANTS)
    large = WatchedMenu(CONVERSATION, words, sample_places(departments=FEW + 1), CONSTANTS)
    report = Report(faults=list(_uneven_words(words)))
    for language in words.languages:
        found = report.languages[language] = Findings()
        try:
            walk(menu, language, CALLERS, found)
            walk(large, language, CALLERS[1:2], found)
            report.questions[language] = _questions(menu, language)
        except (WordsMissing, KeyError) as missing:
            report.faults.append(f"{language}: the walk stopped, words are missing: {missing}")
            continue
        report.faults += found.faults
        report.faults += _too_long_a_way(language, report.questions[language])
        report.faults += [*_unreached(menu, language, found)]
    for language in words.languages:
        report.faults += [*_unfit_messages(words, language), *_unfit_farewell(words, language)]
    report.faults = list(dict.fromkeys(report.faults))
    return report


def _questions(menu: WatchedMenu, language: str) -> tuple[int, int]:
    """The fewest questions to a report that is sent: for a new caller, and for a known one."""
    callers = (NEW_CALLER, KNOWN_CALLER)
    new, known = (fewest(menu, {"language": language, **c}, "file_report") for c in callers)
    return new, known


def _too_long_a_way(language: str, questions: tuple[int, int]) -> Iterator[str]:
    if questions[0] > MOST_QUESTIONS:
        yield f"{language}: {questions[0]} questions to a report, {MOST_QUESTIONS} are too many"


def _unreached(menu: WatchedMenu, language: str, found: Findings) -> Iterator[str]:
    for screen in menu.flow:
        if screen.name not in found.screens:
            yield f"{language}, {screen.name}: no path leads to this screen"
    for notice in menu.words.voice(language).notices:
        if notice not in found.notices:
            yield f"{language}, notices.{notice}: an orphan, never shown"


def _uneven_words(words: Words) -> Iterator[str]:
    """Words that one language has and another lacks, and words no screen asks for."""
    wanted = {screen.name for screen in CONVERSATION if not isinstance(screen, Effect)}
    first = words.voice(words.default)
    model = {where: blanks_of(text) for where, text in first.every_text() if _is_shared(where)}
    for language in words.languages:
        voice = words.voice(language)
        yield from (f"{language}, {name}: an orphan" for name in voice.own_screens - wanted)
        yield from (f"{language}, {name}: no words" for name in wanted - voice.own_screens)
        texts = {where: blanks_of(text) for where, text in voice.every_text() if _is_shared(where)}
        for where in sorted(model.keys() ^ texts.keys()):
            yield f"{language}, {where}: in one language only"
        for where in sorted(model.keys() & texts.keys()):
            if where.endswith(".short"):
                continue  # a short question may leave blanks out
            if model[where] != texts[where]:
                yield f"{language}, {where}: other blanks than in {words.default}"
        yield from _unfoldable(language, dict(voice.every_text()))


def _is_shared(where: str) -> bool:
    """Each language spells its keywords its own way, and shortens where it must."""
    return not where.startswith("keywords.") and not where.endswith(".short")


def _unfoldable(language: str, texts: Mapping[str, str]) -> Iterator[str]:
    for where, text in texts.items():
        if outside := outsiders(text):
            yield f"{language}, {where}: phones cannot show {outside!r}"


def _unfit_messages(words: Words, language: str) -> Iterator[str]:
    """SMS that would be billed twice."""
    voice = words.voice(language)
    for file in ("sms", "alerts"):
        for name in voice.messages(file):
            for two_way in (True, False):
                try:
                    text = voice.message(file, name, two_way=two_way, **CONSTANTS, **SMS_BLANKS)
                except WordsMissing as missing:
                    yield str(missing)
                    break
                if segments(text) > 1:
                    yield f"{language}, {file}.{name}: {septets(text)} septets, one SMS holds 160"


def _unfit_farewell(words: Words, language: str) -> Iterator[str]:
    """What a caller hears when we cannot go on is a screen too."""
    text = words.voice(language).layout["unavailable"].format(**CONSTANTS)
    if septets(text) > ROOM:
        yield f"{language}, layout.unavailable: {septets(text)} septets, {ROOM} fit"
