"""Words changed by those who run a programme: what is refused, and why."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menus import rewording
from menus.check import check
from menus.preview import Preview
from menus.rewording import RowsRefused
from menus.words import WordsMissing, blanks_of


@pytest.mark.parametrize(
    ("language", "where", "text", "told"),
    [
        ("sw", "ussd.home.text", "Habari", "no such language"),
        ("fr", "ussd.nowhere.text", "Bonjour", "no such text"),
        ("fr", "keywords.stop[0]", "HALTE", "no such text"),
        ("fr", "ussd.home.text", " ", "is empty"),
        ("fr", "ussd.home.text", "Forêt", "phones cannot show 'ê'"),
        ("fr", "ussd.home.below", "Appelez", "must hold these blanks and no others: {helpline}"),
        ("fr", "ussd.home.text", "Bonjour {name}", "must hold these blanks and no others: none"),
        ("fr", "ussd.home.text", "Bonjour {", "opens or closes no blank"),
    ],
)
def test_a_change_that_cannot_be_is_refused_with_the_reason(words, language, where, text, told):
    (fault, *_) = rewording.faults(words, {language: {where: text}})

    assert told in str(fault)


def test_a_change_is_heard_and_the_rest_stays(words):
    other = words.with_overrides({"fr": {"ussd.home.text": "Pour nos enfants"}})

    assert Preview(other, "fr").screen.startswith("Pour nos enfants\n1 Signaler un danger")
    assert Preview(words, "fr").screen.startswith("Protégeons nos enfants")
    assert Preview(other, "en").screen == Preview(words, "en").screen


def test_a_word_that_makes_a_screen_too_long_is_found_by_screen_and_language(words):
    longer = words.with_overrides({"en": {"ussd.danger.options.work": "Work " * 8}})

    assert any(fault.startswith("en, danger:") for fault in check(longer).faults)


def test_an_override_of_a_text_there_is_none_of_is_missed_loudly(words):
    with pytest.raises(WordsMissing, match="fr has no text"):
        words.with_overrides({"fr": {"ussd.home.nothing": "x"}})


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_table_that_comes_back_as_it_went_changes_nothing(words, language):
    table = rewording.table(words, language, {"home": 3})

    assert rewording.read_table("\ufeff" + table, words, language) == {}
    assert "ussd.home.text" in table


def test_a_translator_is_told_the_tone_the_room_and_the_blanks(words):
    rows = rewording.table(words, "fr", {"home": 3}).splitlines()

    kind = next(row for row in rows if row.startswith("ussd.kind.text"))
    below = next(row for row in rows if row.startswith("ussd.home.below"))
    assert "par-dessus l'épaule" in kind
    assert below.endswith(",3,{helpline}")


def test_a_table_with_bad_rows_changes_nothing_and_names_each(words):
    table = "where;translation;a;b\nussd.home.text;Forêt;;\nussd.x.y;z;;\n"

    with pytest.raises(RowsRefused, match=r"line 2, ussd.home.text: phones(?s:.)*line 3, ussd.x.y"):
        rewording.read_table(table, words, "fr")


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "\x00", "where\n"])
def test_what_is_no_such_table_is_refused(words, content):
    with pytest.raises(RowsRefused, match="columns"):
        rewording.read_table(content, words, "fr")


@settings(max_examples=30)
@given(data=st.data())
def test_any_words_that_are_not_refused_can_be_shown(words, data):
    texts = rewording.texts_of(words, "fr")
    where = data.draw(st.sampled_from([w for w in texts if w.startswith("ussd.home")]))
    text = data.draw(st.text(max_size=30)) + "".join(f"{{{b}}}" for b in blanks_of(texts[where]))

    if list(rewording.faults(words, {"fr": {where: text}})):
        return

    assert Preview(words.with_overrides({"fr": {where: text}}), "fr").screen
