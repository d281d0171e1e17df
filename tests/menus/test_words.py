"""The words of each language: whole, found by name, missed loudly."""

import pytest

from menus.words import Words, WordsMissing, blanks_of


def test_the_house_speaks_french_first_and_english(words):
    assert words.languages == ("fr", "en")
    assert words.voice("en").name == "English"


def test_an_installation_may_speak_english_first():
    assert Words.load("en").languages == ("en", "fr")


def test_a_house_without_its_first_language_does_not_start(tmp_path):
    with pytest.raises(WordsMissing, match="no locale 'fr'"):
        Words.load(folder=tmp_path)


def test_a_folder_that_is_not_a_language_is_passed_over(reworded, tmp_path):
    (tmp_path / "locales" / "notes").mkdir(parents=True)
    (tmp_path / "locales").rename(tmp_path / "aside")
    words = reworded("fr/ussd.toml", "Francais", "Francais")
    (tmp_path / "aside" / "notes").rename(tmp_path / "locales" / "notes")

    again = Words.load(folder=tmp_path / "locales")

    assert again.languages == words.languages


@pytest.mark.parametrize("language", [None, "", "sw", "FR"])
def test_who_speaks_a_language_we_lack_hears_the_first_one(words, language):
    assert words.voice(language).language == "fr"


def test_a_screen_without_words_says_which_file_lacks_it(words):
    with pytest.raises(WordsMissing, match=r"fr/ussd\.toml has no \[nowhere\]"):
        words.voice("fr").screen("nowhere")


@pytest.mark.parametrize(("group", "code"), [("urgency", "extreme"), ("colour", "red")])
def test_a_label_nobody_wrote_is_missed_by_name(words, group, code):
    with pytest.raises(WordsMissing, match=f"fr/ussd.toml lacks {group}.{code}"):
        words.voice("fr").label(group, code)


@pytest.mark.parametrize(("file", "name"), [("sms", "nothing"), ("letters", "help")])
def test_a_message_nobody_wrote_is_missed_by_name(words, file, name):
    with pytest.raises(WordsMissing, match=f"fr/{file}.toml, {name}"):
        words.voice("fr").message(file, name)


def test_a_message_with_a_blank_left_open_is_never_sent(words):
    with pytest.raises(WordsMissing, match="receipt"):
        words.voice("fr").message("sms", "receipt")


def test_a_message_is_sent_with_its_blanks_filled(words):
    body = words.voice("fr").message("sms", "receipt", receipt="4823 1975 0064")

    assert body == "VEILLE: merci. Code 4823 1975 0064"


def test_a_question_without_a_short_form_is_its_own_short_form(words):
    said = words.voice("fr").screen("numbers")

    assert said.short == said.text


@pytest.mark.parametrize(
    ("text", "blanks"),
    [
        ("", set()),
        ("Envoyer", set()),
        ("Code {receipt}", {"receipt"}),
        ("{urgency}, {age} {age}", {"urgency", "age"}),
        ("{{rien}}", set()),
    ],
)
def test_the_blanks_of_a_text_are_known_by_name(text, blanks):
    assert blanks_of(text) == blanks


def test_a_translator_s_words_take_the_place_of_the_shipped_ones(reworded):
    words = reworded("fr/ussd.toml", 'report = "Signaler un danger"', 'report = "Prévenir"')

    assert words.voice("fr").screen("home").options["report"] == "Prévenir"


def test_every_text_is_told_with_where_it_stands(words):
    texts = dict(words.voice("fr").every_text())

    assert texts["ussd.home.text"] == "Protégeons nos enfants"
    assert texts["keywords.stop[0]"] == "STOP"
