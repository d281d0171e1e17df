"""The conversation as a value: answer(dialogue, typed) -> turn, without clock, chance or world."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from menus import display
from menus.layout import BACK, MORE
from menus.places import Gazetteer
from menus.screens import (
    WHERE_IT_BROKE,
    Choose,
    Effect,
    End,
    Flow,
    Next,
    Pick,
    Refused,
    Scene,
    Screen,
    Type,
)
from menus.words import Words


class BrokenFlow(Exception):
    """A flow names a screen that does not exist, or the same one twice."""


@dataclass(frozen=True)
class Step:
    """One answer given: the screen, and the code that was kept."""

    screen: str
    code: str


@dataclass(frozen=True)
class Dialogue:
    """Where a conversation stands. Two dialogues with equal fields show the same screen."""

    screen: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    path: tuple[Step, ...] = ()
    page: int = 0
    notice: str = ""

    @cached_property
    def answers(self) -> dict[str, str]:
        """The code kept for each screen answered; going back takes an answer away."""
        return {step.screen: step.code for step in self.path}

    @property
    def language(self) -> str:
        """The language spoken."""
        return str(self.facts.get("language", ""))


@dataclass(frozen=True)
class Turn:
    """One exchange: where the dialogue now stands, and what the world is asked to carry out.

    While `effect` is set there is nothing to show yet: the world answers through `Menu.told`.
    """

    dialogue: Dialogue
    effect: str = ""


class Menu:
    """A flow that speaks: its screens, the words, the places, and what never changes in a call."""

    def __init__(
        self, flow: Flow, words: Words, places: Gazetteer, constants: Mapping[str, str]
    ) -> None:
        self.flow = flow
        self.words = words
        self.places = places
        self.constants = constants
        self._screens: dict[str, Screen] = {screen.name: screen for screen in flow}
        if len(self._screens) != len(flow):
            raise BrokenFlow("two screens of the flow have one name")
        self._names = {code: words.voice(code).name for code in words.languages}

    def start(self, facts: Mapping[str, Any]) -> Turn:
        """The first screen of a call, for a caller of whom these facts are known.

        A fact `opening` names another screen to begin with.
        """
        return Turn(Dialogue(str(facts.get("opening") or self.flow[0].name), facts))

    def screen(self, name: str) -> Screen:
        """The screen with this name."""
        try:
            return self._screens[name]
        except KeyError:
            raise BrokenFlow(f"no screen is called {name!r}") from None

    def has_ended(self, dialogue: Dialogue) -> bool:
        """Whether the phone hangs up after this screen."""
        return isinstance(self.screen(dialogue.screen), End)

    def answer(self, dialogue: Dialogue, typed: str) -> Turn:
        """What follows from what was typed. What cannot be taken repeats the screen."""
        screen = self.screen(dialogue.screen)
        typed = clean(typed)
        if isinstance(screen, End):
            return Turn(dialogue)
        if typed == BACK and self.can_go_back(dialogue):
            return self._back(dialogue, screen)
        try:
            return self._take(dialogue, screen, typed)
        except Refused as refused:
            return Turn(replace(dialogue, notice=str(refused)))

    def told(self, dialogue: Dialogue, result: str, facts: Mapping[str, Any]) -> Turn:
        """Go on after the world carried out an effect and answered."""
        effect = self.screen(dialogue.screen)
        if not isinstance(effect, Effect):
            raise BrokenFlow(f"{dialogue.screen!r} asked the world for nothing")
        wiser = replace(dialogue, facts={**dialogue.facts, **facts})
        return self._go(wiser, effect.then, result, notice=effect.notices.get(result, ""))

    def scene(self, dialogue: Dialogue) -> Scene:
        """What the rules of the flow may look at."""
        voice = self.words.voice(dialogue.language)
        country = self.constants.get("country", "CI")
        return Scene(dialogue.answers, dialogue.facts, self.places, voice, self._names, country)

    def choices(self, dialogue: Dialogue) -> tuple[str, ...]:
        """The codes that 1, 2, 3… stand for on this screen, or on this page of it."""
        screen, scene = self.screen(dialogue.screen), self.scene(dialogue)
        if isinstance(screen, Choose):
            return display.options_of(screen, scene)
        if isinstance(screen, Pick):
            leaves = self._leaves(dialogue, screen)
            return tuple(item.code for item in leaves[min(dialogue.page, len(leaves) - 1)])
        return ()

    def has_more(self, dialogue: Dialogue) -> bool:
        """Whether another page of the list follows."""
        screen = self.screen(dialogue.screen)
        return isinstance(screen, Pick) and dialogue.page < len(self._leaves(dialogue, screen)) - 1

    def can_go_back(self, dialogue: Dialogue) -> bool:
        """Whether 0 leads to an earlier screen or page."""
        screen = self.screen(dialogue.screen)
        named = getattr(screen, "back", None)
        return bool(dialogue.page or named or self._last_seen(dialogue) is not None)

    def render(self, dialogue: Dialogue) -> str:
        """The screen as a phone shows it, without what the provider puts before it."""
        return display.render(
            self.screen(dialogue.screen),
            self.scene(dialogue),
            self.constants,
            page=dialogue.page,
            notice=dialogue.notice,
            back=self.can_go_back(dialogue),
        )

    def _leaves(self, dialogue: Dialogue, screen: Pick) -> list[list[Any]]:
        back = self.can_go_back(dialogue)
        return display.cut(screen, self.scene(dialogue), self.constants, back=back)

    def _take(self, dialogue: Dialogue, screen: Screen, typed: str) -> Turn:
        if isinstance(screen, Type):
            return self._go(dialogue, screen.then, screen.check(typed, self.scene(dialogue)))
        if isinstance(screen, Choose | Pick):
            if typed == MORE and self.has_more(dialogue):
                return Turn(replace(dialogue, page=dialogue.page + 1, notice=""))
            return self._go(dialogue, screen.then, _chosen(self.choices(dialogue), typed))
        raise Refused("back_only")

    def _go(self, dialogue: Dialogue, then: Next, code: str, notice: str = "") -> Turn:
        path = (*dialogue.path, Step(dialogue.screen, code))
        after = replace(dialogue, path=path, page=0, notice=notice)
        name = _next(then, code, self.scene(after))
        return self._take_up(after) if name == WHERE_IT_BROKE else self._arrive(after, name)

    def _take_up(self, dialogue: Dialogue) -> Turn:
        """Go on where an earlier call broke off, with its answers; home when that cannot be."""
        told = dialogue.facts.get("unfinished") or {}
        path = tuple(Step(screen, code) for screen, code in told.get("path", ()))
        if not path or any(step.screen not in self._screens for step in path):
            return self._arrive(dialogue, self.flow[0].name)
        last = path[-1]
        before = replace(dialogue, screen=last.screen, path=path[:-1])
        screen: Any = self.screen(last.screen)
        return self._go(before, screen.then, last.code, dialogue.notice)

    def _arrive(self, dialogue: Dialogue, name: str) -> Turn:
        arrived = replace(dialogue, screen=name)
        if name == self.flow[0].name:
            arrived = replace(arrived, path=())  # home is where nothing lies behind
        return Turn(arrived, effect=name if isinstance(self.screen(name), Effect) else "")

    def _back(self, dialogue: Dialogue, screen: Screen) -> Turn:
        if dialogue.page:
            return Turn(replace(dialogue, page=dialogue.page - 1, notice=""))
        named = getattr(screen, "back", None)
        if named:
            return self._arrive(replace(_rewound(dialogue, named), notice=""), named)
        last = self._last_seen(dialogue) or 0
        return self._arrive(
            replace(dialogue, path=dialogue.path[:last], notice=""), dialogue.path[last].screen
        )

    def _last_seen(self, dialogue: Dialogue) -> int | None:
        """Where in the path the last screen stands that the caller saw."""
        for place in range(len(dialogue.path) - 1, -1, -1):
            if not isinstance(self.screen(dialogue.path[place].screen), Effect):
                return place
        return None


def clean(typed: str) -> str:
    """What was typed, without spaces or # around it, its digits in any script made ours."""
    stripped = typed.strip().rstrip("#").strip()
    if stripped.isascii():
        return stripped
    return "".join(str(int(letter)) if letter.isdecimal() else letter for letter in stripped)


def _rewound(dialogue: Dialogue, name: str) -> Dialogue:
    """The dialogue with its path cut at the first time it stood on a screen."""
    for place, step in enumerate(dialogue.path):
        if step.screen == name:
            return replace(dialogue, path=dialogue.path[:place])
    return dialogue


def _chosen(codes: tuple[str, ...], typed: str) -> str:
    if typed.isascii() and typed.isdigit() and len(typed) <= 2 and 1 <= int(typed) <= len(codes):
        return codes[int(typed) - 1]
    raise Refused("choose")


def _next(then: Next, code: str, scene: Scene) -> str:
    if isinstance(then, str):
        return then
    return then[code] if isinstance(then, Mapping) else then(scene)
