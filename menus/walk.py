"""Walks every path of the conversation in one language, and keeps what it met.

Two dialogues are walked on from once when nothing that decides a way tells them apart. What
decides is declared in `TOLD_APART`; the walk watches what the rules of a screen read, and says so
when one of them decides by something that is not declared. What only fills words is looked at in
its longest forms, which the samples bring, and, for the summary, in every combination.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

from menus.engine import Dialogue, Menu, Step, Turn
from menus.flows.report import CHILDREN
from menus.flows.where import ELSEWHERE
from menus.gsm7 import outsiders, septets
from menus.layout import BACK, MORE, MOST_OPTIONS, ROOM, SCREEN
from menus.samples import TYPED, WORLD
from menus.screens import Choose, End, Type
from menus.triage import CONCERNS, concern_of, is_sensitive
from menus.watched import WatchedMenu
from menus.words import WordsMissing

_MESSAGE = ("advice", "tips", "subscribed", "today")
# What decides on a screen where it is not decided by what is told apart everywhere.
TOLD_APART: Mapping[str, tuple[str, ...]] = {
    "kind": ("danger",),
    "department": ("region",),
    "sub_prefecture": ("department",),
    "village": ("sub_prefecture",),
    "village_name": ("village_name",),
    "village_match": ("village_name",),
    "pin_again": ("new_pin",),
    "fresh_pin_again": ("fresh_pin",),
    "pin": ("pin",),
    "alerts": ("alerts",),
    "alert": ("alert",),
    "alert_taken": ("alert",),
    **dict.fromkeys(("actions", "referral", "assign", "twin", "alert_elsewhere"), ("alert",)),
    **dict.fromkeys(("why_number", "verify", "alert_finished", "report_number"), ("alert",)),
    **dict.fromkeys(("alert_passed", "finished_elsewhere"), ("alert",)),
    "said": ("said", "referral", "alert"),
    "noted": ("done",),
    "question": ("question",),
    "status": ("status",),
    "call_back_task": ("call_back",),
    "call_back_number": ("call_back",),
    **dict.fromkeys(("call_back_kept", "text_noted"), ("done",)),
    "texts": ("texts",),
    "text_shown": ("text",),
    "text_danger": ("text_danger",),
    "text_kind": ("text_danger",),
    **dict.fromkeys(("text_place", "text_village"), ("text_place", "text_village")),
    "messages": ("stopped", "subscribed"),
    **dict.fromkeys(("service_kind", "service"), ("services", "by_kind", "service_kind")),
    **dict.fromkeys(("advice", "tips", "tip", "quiz", "quiz_right", "quiz_wrong"), _MESSAGE),
    **dict.fromkeys(("subscribe", "subscribed", "unsubscribe", "unsubscribed"), _MESSAGE),
}
_EVERYWHERE = frozenset(
    ("danger", "kind", "where", "village", "village_match", "village_name", "sub_prefecture",
     "village_code", "child", "correct", "route", "contact", "contact_relay", "member",
     "last_place", "opening", "unfinished", "region", "department", "landmark")
)  # fmt: skip


@dataclass
class Findings:
    """What a walk met: what is wrong, every way from one screen to the next, how far it went."""

    faults: list[str] = field(default_factory=list)
    ways: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    screens: set[str] = field(default_factory=set)
    notices: set[str] = field(default_factory=set)
    shown: int = 0
    longest: int = 0  # keys to the farthest screen
    room: int = ROOM  # septets left on the tightest screen
    tightest: str = ""
    rooms: dict[str, int] = field(default_factory=dict)  # septets left, screen by screen
    fullest: dict[str, str] = field(default_factory=dict)  # each screen at its fullest
    fullest_at: dict[str, Dialogue] = field(default_factory=dict)  # and where that was


def walk(
    menu: WatchedMenu, language: str, callers: Sequence[Mapping[str, Any]], findings: Findings
) -> None:
    """Walk all that these callers can meet in one language."""
    starts = [menu.start({"language": language, **caller}).dialogue for caller in callers]
    waiting = deque((dialogue, 0) for dialogue in starts)
    known = {_sameness(menu, dialogue) for dialogue in starts}
    while waiting:
        dialogue, keys = waiting.popleft()
        findings.longest = max(findings.longest, keys)
        _look(menu, dialogue, findings)
        if dialogue.notice:
            continue  # the same ways lead on as without it
        for after in _onward(menu, dialogue, findings):
            for each in (after, replace(after, notice="")) if after.notice else (after,):
                if (sameness := _sameness(menu, each)) not in known:
                    known.add(sameness)
                    waiting.append((each, keys + 1))
    for dialogue in _every_summary(menu, language):
        _look(menu, dialogue, findings)


def fewest(menu: Menu, facts: Mapping[str, Any], effect: str) -> int:
    """How many questions, after the first screen, are answered until the world is asked this."""
    waiting = deque([(menu.start(facts).dialogue, 0)])
    known: set[tuple[object, ...]] = set()
    while waiting:
        dialogue, answered = waiting.popleft()
        for typed in _may_type(menu, dialogue, wrong=False):
            turn = menu.answer(dialogue, typed)
            while turn.effect and turn.effect != effect:
                turn = menu.told(turn.dialogue, *WORLD[turn.effect][0])
            if turn.effect == effect:
                return answered
            sameness = _sameness(menu, turn.dialogue)
            if sameness not in known and not turn.dialogue.notice:
                known.add(sameness)
                waiting.append((turn.dialogue, answered + 1))
    return -1


def _sameness(menu: Menu, dialogue: Dialogue) -> tuple[object, ...]:
    """Two dialogues with this in common go the same ways and show words of the same length."""
    answers, facts = dialogue.answers, dialogue.facts
    decisive = tuple(
        _hashable(answers.get(key, facts.get(key))) for key in TOLD_APART.get(dialogue.screen, ())
    )
    secret = (
        is_sensitive(concern_of(answers["danger"], answers.get("kind", "")))
        if ("danger" in answers)
        else None
    )
    elsewhere = (answers.get("village") == ELSEWHERE, answers.get("village_match") == ELSEWHERE)
    present = tuple(name in answers for name in ("correct", "route"))
    return (
        dialogue.screen, dialogue.page, dialogue.notice, menu.can_go_back(dialogue), decisive,
        secret, answers.get("where"), elsewhere, present, facts.get("member"),
        facts.get("last_place"),
    )  # fmt: skip


def _hashable(value: object) -> object:
    if isinstance(value, Mapping | list):
        return repr(value)
    return value


def _every_summary(menu: Menu, language: str) -> Iterator[Dialogue]:
    """The summary of every report that can be made."""
    if not any(screen.name == "summary" for screen in menu.flow):
        return
    moments = menu.screen("when")
    whens = moments.options if isinstance(moments, Choose) else ()
    facts = {"language": language, "last_place": "v1"}
    for concern in CONCERNS.values():
        for child, when in product(CHILDREN, whens if isinstance(whens, tuple) else ()):
            answers = {"danger": concern.danger, "kind": concern.code, "where": "last"}
            steps = {**answers, "child": child, "when": when}
            path = tuple(Step(*answer) for answer in steps.items())
            yield Dialogue("summary", facts, path, notice="choose")


def _onward(menu: WatchedMenu, dialogue: Dialogue, findings: Findings) -> Iterator[Dialogue]:
    onward = False
    for typed in _may_type(menu, dialogue, wrong=True):
        menu.read.clear()
        turn = menu.answer(dialogue, typed)
        undeclared = menu.read - _EVERYWHERE - {*TOLD_APART.get(dialogue.screen, ())}
        undeclared -= {dialogue.screen}
        if undeclared and typed not in (BACK, MORE):
            what = ", ".join(sorted(undeclared))
            findings.faults.append(f"{dialogue.screen}: decides by {what}; add it to TOLD_APART")
        for after in _settled(menu, turn, findings):
            onward = onward or after.screen != dialogue.screen
            _note_way(menu, dialogue, typed, after, findings)
            yield after
    if not onward and not menu.has_ended(dialogue):
        findings.faults.append(f"{dialogue.screen}: a dead end, no key leads anywhere")


def _may_type(menu: Menu, dialogue: Dialogue, *, wrong: bool) -> list[str]:
    screen = menu.screen(dialogue.screen)
    if isinstance(screen, End):
        return []
    keys = [str(n + 1) for n in range(len(menu.choices(dialogue)))]
    keys += [MORE] if menu.has_more(dialogue) else []
    keys += [BACK] if menu.can_go_back(dialogue) else []
    typed = TYPED[screen.name] if isinstance(screen, Type) else ()
    return [*typed, *(keys if not isinstance(screen, Type) else keys[-1:]), *["77"] * wrong]


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
    try:
        text = menu.render(dialogue)
    except (WordsMissing, KeyError) as missing:
        findings.faults.append(f"{where}: words are missing: {missing}")
        return
    findings.shown += 1
    findings.screens.add(dialogue.screen)
    findings.notices.add(dialogue.notice)
    left = ROOM - septets(text)
    if left < findings.rooms.get(dialogue.screen, ROOM + 1):
        findings.rooms[dialogue.screen], findings.fullest[dialogue.screen] = left, text
        findings.fullest_at[dialogue.screen] = dialogue
    if left < findings.room:
        findings.room, findings.tightest = left, dialogue.screen
    if left < 0:
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
