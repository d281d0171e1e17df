"""The conversation on its own: its words, a small country, and callers whom a world answers."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from menus.engine import Menu
from menus.flows import CONVERSATION
from menus.places import Gazetteer, Place
from menus.samples import CONSTANTS
from menus.words import HERE, Words
from tests import country
from tests.menus.talking import Talk


@pytest.fixture(scope="session")
def words() -> Words:
    """What Veille says, as it is shipped."""
    return Words.load()


@pytest.fixture(scope="session")
def places() -> Gazetteer:
    """The small country of the stories."""
    return Gazetteer(Place(*rest, code or "") for *rest, code in country.PLACES)


@pytest.fixture(scope="session")
def menu(words: Words, places: Gazetteer) -> Menu:
    """The whole conversation in that country."""
    return Menu(CONVERSATION, words, places, CONSTANTS)


@pytest.fixture
def call(menu: Menu) -> Callable[..., Talk]:
    """Somebody dials; what is known of them is given."""
    return lambda **facts: Talk(menu, **facts)


@pytest.fixture
def reworded(tmp_path: Path) -> Callable[..., Words]:
    """The shipped words with one thing changed: reworded("fr/ussd.toml", old, new)."""

    def change(file: str, old: str, new: str) -> Words:
        folder = tmp_path / "locales"
        if not folder.exists():
            shutil.copytree(HERE, folder)
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} does not say {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return Words.load(folder=folder)

    return change
