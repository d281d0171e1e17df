"""A caller who talks to the menu alone; the world's answers are those of menus.samples."""

from collections.abc import Mapping
from typing import Any

from menus.engine import Dialogue, Menu, Turn
from menus.samples import WORLD


class Talk:
    """One call, and what the world will answer to each thing it is asked."""

    def __init__(self, menu: Menu, **facts: Any) -> None:
        self.menu = menu
        self.asked: list[str] = []
        self.world: dict[str, tuple[str, Mapping[str, Any]]] = {
            effect: answers[0] for effect, answers in WORLD.items()
        }
        known = {"language": "fr", "member": False, "last_place": None, **facts}
        self.dialogue: Dialogue = menu.start(known).dialogue

    def types(self, typed: str) -> "Talk":
        """Press keys, then send."""
        turn: Turn = self.menu.answer(self.dialogue, typed)
        while turn.effect:
            self.asked.append(turn.effect)
            result, facts = self.world[turn.effect]
            turn = self.menu.told(turn.dialogue, result, facts)
        self.dialogue = turn.dialogue
        return self

    def picks(self, label: str) -> "Talk":
        """Press the number that stands before a label."""
        for line in self.text.splitlines():
            number, _, words = line.partition(" ")
            if number.isdigit() and words.startswith(label):
                return self.types(number)
        raise AssertionError(f"« {label} » is not on the screen:\n{self.text}")

    @property
    def text(self) -> str:
        """What the phone shows."""
        return self.menu.render(self.dialogue)

    @property
    def screen(self) -> str:
        """The name of the screen."""
        return self.dialogue.screen

    @property
    def answers(self) -> dict[str, str]:
        """What was answered so far, in codes."""
        return self.dialogue.answers
