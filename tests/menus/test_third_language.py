"""Languages are data: a third one needs no line of code.

The one here is nobody's: French, with its letters moved, so that the test leaves real languages to
those who speak them.
"""

import re
import shutil

import pytest

from menus.check import check
from menus.engine import Menu
from menus.flows import CONVERSATION
from menus.keywords import parse
from menus.samples import CONSTANTS, sample_places
from menus.words import HERE, Words
from tests.menus.talking import Talk

_TEXT = re.compile(r'("(?:[^"\\]|\\.)*"|"""(?s:.*?)""")')
_BLANK = re.compile(r"(\{\w+\})")


def moved(text: str) -> str:
    """Every a is an o and every e an i; blanks stay."""
    parts = _BLANK.split(text)
    swap = str.maketrans("aeAE", "oiOI")
    return "".join(part if part.startswith("{") else part.translate(swap) for part in parts)


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    """The shipped languages, and a third in a folder of its own."""
    folder = tmp_path_factory.mktemp("locales")
    shutil.copytree(HERE, folder, dirs_exist_ok=True)
    (folder / "xx").mkdir()
    for path in (HERE / "fr").glob("*.toml"):
        lines = path.read_text(encoding="utf-8").split("\n")
        is_words = path.name != "keywords.toml"
        text = "\n".join(_moved_line(line) if is_words else line for line in lines)
        (folder / "xx" / path.name).write_text(text, encoding="utf-8")
    return Words.load(folder=folder)


def _moved_line(line):
    if line.startswith(("#", "[")):
        return line
    key, equals, value = line.partition(" = ")
    return f"{key}{equals}{moved(value)}" if equals else moved(line)


def test_a_third_language_passes_the_whole_check(three):
    report = check(three)

    assert report.faults == []
    assert set(report.languages) == {"fr", "en", "xx"}


def test_a_caller_finds_it_in_the_list_and_is_spoken_to_in_it(three):
    menu = Menu(CONVERSATION, three, sample_places(departments=1), CONSTANTS)
    talk = Talk(menu).picks("Langue").picks("Langue")
    talk.world["keep_language"] = ("kept", {"language": "xx"})

    talk.picks("Froncois")

    assert talk.text.startswith("Protégions nos infonts")


def test_a_language_that_lacks_words_says_them_in_the_first_one(three, tmp_path):
    shutil.copytree(HERE, tmp_path / "locales")
    part = tmp_path / "locales" / "yy"
    shutil.copytree(HERE / "en", part)
    text = (part / "ussd.toml").read_text(encoding="utf-8")
    (part / "ussd.toml").write_text(text.replace('text = "What danger?"\n', "", 1))
    words = Words.load(folder=tmp_path / "locales")

    said = words.voice("yy").screen("danger").text

    assert said == words.voice("fr").screen("danger").text
    assert any("danger" in fault for fault in check(words).faults)


def test_its_keywords_are_understood(three):
    places = sample_places(departments=1)

    assert parse("STOP", three, places, "xx").language == "xx"
