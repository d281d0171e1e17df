"""Walks every path of the conversation in every language, and tells what is wrong with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from menus.engine import Dialogue, Menu, Step, Turn
from menus.flows import CONVERSATION
from menus.flows.where import FEW
from menus.gsm7 import outsiders, segments, septets
from menus.layout import BACK, MORE, MOST_OPTIONS, ROOM, SCREEN
from menus.samples import CALLERS, CONSTANTS, SMS_BLANKS, TYPED, WORLD, sample_places
from menus.screens import Choose, Effect, End, Type
from menus.triage import CONCERNS, concern_of
from menus.words import Words, WordsMissing, blanks_of


@dataclass
class Findings:
    """What a walk met: what is wrong, and every way from one screen to the next."""

    faults: list[str] = field(default_factory=list)
    ways: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    screens: set[str] = field(default_factory=set)
    notices: set[str] = field(default_factory=set)
    shown: int = 0


def check(words: Words) -> Findings:
    """Walk everything; `faults` is empty when no caller can meet a bad screen."""
    menu = Menu(CONVERSATION, words, sample_places(departments=1), CONSTANTS)
    large = Menu(CONVERSATION, words, sample_places(departments=FEW + 1), CONSTANTS)
    findings = Findings(faults=list(_uneven_words(words)))
    for language in words.languages:
        try:
            _walk(menu, language, CALLERS, findings)
            _walk(large, language, CALLERS[1:], findings)
        except (WordsMissing, KeyError) as missing:
            findings.faults.append(f"{language}: the walk stopped, words are missing: {missing}")
        findings.faults += [*_unfit_messages(words, language), *_unfit_farewell(words, language)]
    findings.faults += _unreached(menu, findings)
    findings.faults = list(dict.fromkeys(findings.faults))
    return findings


def _walk(
    menu: Menu, language: str, callers: Sequence[Mapping[str, Any]], findings: Findings
) -> None:
    waiting = [menu.start({"language": language, **caller}).dialogue for caller in callers]
    known = {_sameness(menu, dialogue) for dialogue in waiting}
    while waiting:
        dialogue = waiting.pop()
        _look(menu, dialogue, findings)
        for after in _onward(menu, dialogue, findings):
            if (sameness := _sameness(menu, after)) not in known:
                known.add(sameness)
                waiting.append(after)
    for dialogue in _every_summary(menu, language):
        _look(menu, dialogue, findings)


def _sameness(menu: Menu, dialogue: Dialogue) -> tuple[object, ...]:
    """Two dialogues with this in common go the same ways and show the same words from here on.

    Answers that only the summary repeats are left out: `_every_summary` looks at each of them.
    """
    answers, facts = dialogue.answers, dialogue.facts
    danger = answers.get("danger", "")
    concern = concern_of(danger, answers.get("kind", "")) if danger else ""
    decisive = (danger, concern, answers.get("where"), answers.get("new_pin"))
    present = tuple(name in answers for name in ("correct", "route"))
    return (
        dialogue.screen, dialogue.page, dialogue.notice, dialogue.language, decisive, present,
        facts.get("member"), facts.get("last_place"), menu.can_go_back(dialogue),
        facts.get("status") if dialogue.screen == "status" else None,
    )  # fmt: skip


def _every_summary(menu: Menu, language: str) -> Iterator[Dialogue]:
    """The summary of every report that can be made."""
    children, moments = menu.screen("child"), menu.screen("when")
    facts = {"language": language, "last_place": "v1"}
    for concern in CONCERNS.values():
        for child, when in product(_codes(children), _codes(moments)):
            answers = {"danger": concern.danger, "kind": concern.code, "where": "last"}
            steps = {**answers, "child": child, "when": when}
            path = tuple(Step(*answer) for answer in steps.items())
            for notice in ("", "choose"):
                yield Dialogue("summary", facts, path, notice=notice)


def _codes(screen: object) -> tuple[str, ...]:
    return screen.options if isinstance(screen, Choose) and not callable(screen.options) else ()


def _onward(menu: Menu, dialogue: Dialogue, findings: Findings) -> Iterator[Dialogue]:
    onward = False
    for typed in _may_type(menu, dialogue):
        for after in _settled(menu, menu.answer(dialogue, typed), findings):
            onward = onward or after.screen != dialogue.screen
            _note_way(menu, dialogue, typed, after, findings)
            yield after
    if not onward and not menu.has_ended(dialogue):
        findings.faults.append(f"{dialogue.screen}: a dead end, no key leads anywhere")


def _may_type(menu: Menu, dialogue: Dialogue) -> list[str]:
    screen = menu.screen(dialogue.screen)
    if isinstance(screen, End):
        return []
    keys = [str(n + 1) for n in range(len(menu.choices(dialogue)))]
    keys += [MORE] if menu.has_more(dialogue) else []
    keys += [BACK] if menu.can_go_back(dialogue) else []
    wrong = [] if dialogue.notice else ["77"]
    return [*(TYPED[screen.name] if isinstance(screen, Type) else keys), *wrong]


def _settled(menu: Menu, turn: Turn, findings: Findings) -> Iterator[Dialogue]:
    """Every dialogue that a turn can come to, whatever the world answers."""
    if not turn.effect:
        yield turn.dialogue
        return
    findings.screens.add(turn.effect)
    for result, facts in WORLD[turn.effect]:
        told = {"language": turn.dialogue.language, **facts}
        yield from _settled(menu, menu.told(turn.dialogue, result, told), findings)


def _look(menu: Menu, dialogue: Dialogue, findings: Findings) -> None:
    where = f"{dialogue.language}, {dialogue.screen}"
    text = menu.render(dialogue)
    findings.shown += 1
    findings.screens.add(dialogue.screen)
    findings.notices.add(dialogue.notice)
    if septets(text) > ROOM:
        over = septets(text) + SCREEN - ROOM
        findings.faults.append(f"{where}: {over} septets, {SCREEN} fit:\n{text}")
    if outside := outsiders(text):
        findings.faults.append(f"{where}: phones cannot show {outside!r}")
    if len(menu.choices(dialogue)) > MOST_OPTIONS:
        findings.faults.append(f"{where}: more than {MOST_OPTIONS} options")


def _note_way(
    menu: Menu, before: Dialogue, typed: str, after: Dialogue, findings: Findings
) -> None:
    screen = menu.screen(before.screen)
    if after.notice or typed in (BACK, MORE) or before.screen == after.screen:
        return
    code = ""
    if isinstance(screen, Choose) and typed.isdigit():
        code = menu.choices(before)[int(typed) - 1]
    findings.ways.setdefault((before.screen, code), set()).add(after.screen)


def _unreached(menu: Menu, findings: Findings) -> Iterator[str]:
    for screen in menu.flow:
        if screen.name not in findings.screens:
            yield f"{screen.name}: no path leads to this screen"
    for language in menu.words.languages:
        for notice in menu.words.voice(language).notices:
            if notice not in findings.notices:
                yield f"{language}, notices.{notice}: an orphan, never shown"


def _uneven_words(words: Words) -> Iterator[str]:
    """Words that one language has and another lacks, and words no screen asks for."""
    wanted = {screen.name for screen in CONVERSATION if not isinstance(screen, Effect)}
    first = words.voice(words.default)
    model = {where: blanks_of(text) for where, text in first.every_text() if _is_shared(where)}
    for language in words.languages:
        voice = words.voice(language)
        yield from (f"{language}, {name}: an orphan" for name in voice.screens.keys() - wanted)
        yield from (f"{language}, {name}: no words" for name in wanted - voice.screens.keys())
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
            text = voice.message(file, name, **CONSTANTS, **SMS_BLANKS)
            if segments(text) > 1:
                yield f"{language}, {file}.{name}: {septets(text)} septets, one SMS holds 160"


def _unfit_farewell(words: Words, language: str) -> Iterator[str]:
    """What a caller hears when we cannot go on is a screen too."""
    text = words.voice(language).layout["unavailable"].format(**CONSTANTS)
    if septets(text) > ROOM:
        yield f"{language}, layout.unavailable: {septets(text)} septets, {ROOM} fit"
