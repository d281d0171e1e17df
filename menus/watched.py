"""A menu that remembers what its rules looked at, so that a walk knows what decides a way."""

from collections.abc import Iterator, Mapping
from typing import Any

from menus.engine import Dialogue, Menu
from menus.places import Gazetteer
from menus.screens import Flow, Scene
from menus.words import Words


class _Watched(Mapping[str, Any]):
    """A mapping that remembers which of its keys were asked for."""

    def __init__(self, content: Mapping[str, Any], read: set[str]) -> None:
        self._content = content
        self._read = read

    def __getitem__(self, key: str) -> Any:
        self._read.add(key)
        return self._content[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._content)

    def __len__(self) -> int:
        return len(self._content)


class WatchedMenu(Menu):
    """A menu that remembers what its rules looked at."""

    def __init__(
        self, flow: Flow, words: Words, places: Gazetteer, constants: Mapping[str, str]
    ) -> None:
        super().__init__(flow, words, places, constants)
        self.read: set[str] = set()

    def scene(self, dialogue: Dialogue) -> Scene:
        """The scene, watched."""
        seen = super().scene(dialogue)
        return Scene(
            _Watched(seen.answers, self.read), _Watched(seen.facts, self.read), seen.places,
            seen.voice, seen.languages, seen.country,
        )  # fmt: skip
