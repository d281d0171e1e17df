"""The drawing that programme staff review is the conversation that callers have."""

from pathlib import Path

from menus.draw import draw

PAGE = Path(__file__).parents[2] / "docs" / "menus.md"


def test_docs_menus_md_is_what_the_flows_and_the_words_draw(words):
    assert PAGE.read_text(encoding="utf-8") == draw(words), "run `veille menus draw`"
