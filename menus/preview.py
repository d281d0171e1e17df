"""A phone to try words on: the real conversation, answered by an invented world."""

from collections.abc import Mapping
from functools import lru_cache

from menus.engine import Dialogue, Menu, Turn
from menus.flows import CONVERSATION
from menus.samples import CALLERS, CONSTANTS, WORLD, sample_places
from menus.walk import Findings, walk
from menus.watched import WatchedMenu
from menus.words import Words, WordsMissing


class Preview:
    """One call from a phone that exists nowhere."""

    def __init__(self, words: Words, language: str, *, member: bool = False) -> None:
        if language not in words.languages:
            raise WordsMissing(f"no language {language!r}")
        self._words = words
        self._menu = Menu(CONVERSATION, words, sample_places(departments=1), CONSTANTS)
        facts = {"language": language, "member": member, "last_place": "v1"}
        self.dialogue: Dialogue = self._menu.start(facts).dialogue

    @property
    def name(self) -> str:
        """The name of the screen."""
        return self.dialogue.screen

    @property
    def screen(self) -> str:
        """What the phone shows."""
        return self._menu.render(self.dialogue)

    @property
    def has_ended(self) -> bool:
        """Whether the phone has hung up."""
        return self._menu.has_ended(self.dialogue)

    def types(self, typed: str) -> None:
        """Press keys, then send; the world gives its first answer."""
        turn: Turn = self._menu.answer(self.dialogue, typed)
        while turn.effect:
            turn = self._menu.told(turn.dialogue, *WORLD[turn.effect][0])
        self.dialogue = turn.dialogue

    def longest(self, screen: str) -> str:
        """A screen at its fullest; raises WordsMissing when there is none of this name."""
        found = _walked(self._words, self.dialogue.language).fullest
        if screen not in found:
            raise WordsMissing(f"no screen is called {screen!r}")
        return found[screen]


@lru_cache
def fullest(language: str, default: str) -> Mapping[str, Dialogue]:
    """Where each screen of this release is at its fullest. It takes seconds, the first time."""
    return _walked(Words.load(default), language).fullest_at


def as_shown(words: Words, dialogue: Dialogue, constants: Mapping[str, str]) -> str:
    """What a dialogue shows with some words, on a phone that dials these numbers."""
    return Menu(CONVERSATION, words, sample_places(departments=1), constants).render(dialogue)


def _walked(words: Words, language: str) -> Findings:
    menu = WatchedMenu(CONVERSATION, words, sample_places(departments=1), CONSTANTS)
    found = Findings()
    walk(menu, language, CALLERS, found)
    return found
