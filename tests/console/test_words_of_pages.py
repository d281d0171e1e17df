"""The words of the pages: each that is asked for exists, in both languages, properly set."""

import re
import string
from collections.abc import Mapping

import pytest

from gateway.console import speech
from gateway.console.speech import LANGUAGES, keys, typeset
from tests.console import wording

ASKED = wording.asked()
FRENCH, ENGLISH = keys("fr"), keys("en")


def forms(said: object) -> dict[str, str]:
    """A text, or the forms of a plural."""
    return dict(said) if isinstance(said, Mapping) else {"": str(said)}


def blanks(said: object) -> set[str]:
    """The blanks of a text, in whichever form."""
    return {
        name
        for text in forms(said).values()
        for _, name, _, _ in string.Formatter().parse(text)
        if name
    }


def every_text() -> list[tuple[str, str, str]]:
    """Each text of each language: language, key, words."""
    return [
        (language, key, text)
        for language in LANGUAGES
        for key, said in keys(language).items()
        for text in forms(said).values()
    ]


def test_both_languages_say_the_same_things():
    assert set(FRENCH) ^ set(ENGLISH) == set()
    assert {k for k in FRENCH if isinstance(FRENCH[k], Mapping)} == {
        k for k in ENGLISH if isinstance(ENGLISH[k], Mapping)
    }


def test_both_languages_leave_the_same_blanks():
    assert {k: (blanks(FRENCH[k]), blanks(ENGLISH[k])) for k in FRENCH
            if blanks(FRENCH[k]) != blanks(ENGLISH[k])} == {}  # fmt: skip


def test_whatever_a_page_asks_for_there_are_words():
    missing = [
        f"{each.where}: {each.pattern}"
        for each in ASKED
        if each.is_certain
        and each.pattern != wording.ANY
        and not any(re.fullmatch(each.pattern, key) for key in FRENCH)
    ]

    assert missing == []


def test_whatever_a_text_leaves_blank_its_page_fills():
    unfilled = [
        f"{each.where}: {key} lacks {blanks(FRENCH[key]) - each.blanks}"
        for each in ASKED
        if each.is_certain and each.blanks is not None and not is_open(each.pattern)
        for key in [each.pattern.replace("\\", "")]
        if key in FRENCH and blanks(FRENCH[key]) - each.blanks
    ]

    assert unfilled == []


def test_a_plural_is_told_how_many():
    dumb = [
        f"{each.where}: {key}"
        for each in ASKED
        if each.is_certain and each.blanks is not None and not is_open(each.pattern)
        for key in [each.pattern.replace("\\", "")]
        if isinstance(FRENCH.get(key), Mapping) and "n" not in each.blanks
    ]

    assert dumb == []


def test_no_words_wait_for_a_page_that_is_gone():
    patterns = {p for p in wording.mentioned() if p.replace("\\", "").strip(".") != wording.ANY}
    exact = {p.replace("\\", "") for p in patterns if not is_open(p)}
    loose = [re.compile(p) for p in patterns if is_open(p) and not p.startswith(wording.ANY)]

    unused = [k for k in FRENCH if k not in exact and not any(p.fullmatch(k) for p in loose)]

    assert unused == []


def is_open(pattern: str) -> bool:
    """Whether a part of a key is known only when the page is drawn."""
    return wording.ANY in pattern or "(?:" in pattern


def test_french_has_no_straight_apostrophe_and_no_line_begins_with_a_sign():
    for language, key, text in every_text():
        assert "'" not in text, (language, key)
        if language == "fr":
            assert not re.search(r" [:;?!»%]|« ", text), key
            assert not re.search(r"\w[?!;]", text), f"{key}: a space before the sign"


def test_what_the_phone_says_is_set_properly_on_a_page_too():
    assert typeset("C'est vrai ?", "fr") == "C’est vrai\u00a0?"
    assert typeset("« Oui » : 5 %", "fr") == "«\u00a0Oui\u00a0»\u00a0: 5\u00a0%"
    assert typeset("It's so?", "en") == "It’s so?"


def test_no_text_is_empty_or_ends_in_a_space():
    for language, key, text in every_text():
        assert text.strip(), (language, key)
        assert text == text.rstrip(" "), (language, key)
        assert "  " not in text, (language, key)


# Words of those who built it, not of a village secretary.
OURS = re.compile(
    r"\b(?:statut|escalad\w+|SLA|workflow|tickets?|dashboards?|logs?|backend|frontend|timeout|"
    r"utilisateurs?|administrateur|erreur \d+|error \d+|user|admin|victim\w*|perpetrator)\b",
    re.IGNORECASE,
)


def test_no_word_that_a_village_secretary_would_not_use():
    assert [(lang, key, text) for lang, key, text in every_text() if OURS.search(text)] == []


def test_stars_that_make_bold_come_in_pairs():
    assert [key for _, key, text in every_text() if text.count("*") % 2] == []


@pytest.mark.parametrize("path", wording.TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_no_style_script_or_handler_of_its_own(path):
    assert wording.inline(path) == []


@pytest.mark.parametrize("path", wording.TEMPLATES, ids=lambda path: path.name)
def test_a_form_that_changes_something_proves_to_be_ours(path):
    for form in re.findall(r"<form\b.*?</form>", path.read_text(encoding="utf-8"), re.S):
        if 'method="post"' in form:
            assert "{{ csrf() }}" in form


def test_the_checks_find_what_they_look_for(tmp_path):
    bad = tmp_path / "bad.html"
    for text in (
        '<p style="color:red">',
        "<style>p{}</style>",
        "<script>alert(1)</script>",
        '<script src="x.js"></script>',
        '<a href="javascript:void(0)">',
        '<button onclick="x()">',
        '<i hx-on:click="x()">',
    ):
        bad.write_text(text, encoding="utf-8")
        assert wording.inline(bad), text
    assert len(ASKED) > 300
    assert speech.LANGUAGES == ("fr", "en")
