"""An SMS as people write them: case, accents, signs, missing spaces, digits of any script."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menus.keywords import Wanted, parse

BADAYO = "CI260401-02"


@pytest.fixture
def read(words, places):
    """Read an SMS; the sender's language is French unless it is said."""
    return lambda text, language="fr": parse(text, words, places, language)


@pytest.mark.parametrize(
    "text",
    [
        "SOS 1029 2",
        "sos 1029 2",
        "Sos  1029\n2",
        "  SOS 1029 2  ",
        "SOS, 1029, 2.",
        "SOS: 1029 - 2",
        "!!! SOS !!! 1029/2",
        "«SOS» 1029 (2)",
        "SOS#1029#2#",
        "SOS 1029 2#",
        "SOS1029 2",
        "sos1029.2",
        "SOS 2 1029",
        "SOS 2, au village 1029",
        "SIGNALER 1029 2",
        "Signalement 1029 2",
        "signàlér 1029 2",
        "SÖS 1029 2",
        "ＳＯＳ １０２９ ２",
        "SOS ١٠٢٩ ٢",
        "SOS ۱۰۲۹ ۲",
        "🆘 1029 2",
        "SOS 1029 2 il y a 3 enfants",
        "SOS 1029 9 2",
        "SOS\u00a01029\u202f2",
    ],
)
def test_somebody_who_texts_a_place_and_a_danger_is_understood(read, text):
    assert read(text) == Wanted("sos", "fr", BADAYO, "trafficking")


@pytest.mark.parametrize("text", ["SOS10292", "SOS 10292", "S.O.S. 1029 2"])
def test_missing_spaces_and_dots_between_the_letters_are_forgiven(read, text):
    assert read(text) == Wanted("sos", "fr", BADAYO, "trafficking")


@pytest.mark.parametrize(
    ("text", "place", "danger"),
    [
        ("SOS", "", ""),
        ("SOS Badayo on frappe un enfant", "", ""),
        ("SOS 1029", BADAYO, ""),
        ("SOS 1029 8", BADAYO, ""),
        ("SOS 1029 0", BADAYO, ""),
        ("SOS 1029 22", BADAYO, ""),
        ("SOS 3", "", "violence"),
        ("SOS 1092 3", "", "violence"),
        ("SOS 9999999999999999999 7", "", "other"),
    ],
)
def test_what_is_still_missing_is_known(read, text, place, danger):
    assert read(text) == Wanted("sos", "fr", place, danger)


@pytest.mark.parametrize("digit", range(1, 8))
def test_the_digit_is_the_one_of_the_screen_on_the_phone(read, menu, call, digit):
    danger = menu.choices(call().picks("Signaler").dialogue)[digit - 1]

    assert read(f"SOS 1029 {digit}").danger == danger


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("AIDE", "help"),
        ("aide svp", "help"),
        ("Aide.", "help"),
        ("aider", "help"),
        ("Infos?", "help"),
        ("STOP", "stop"),
        ("stop!", "stop"),
        ("Stop 1", "stop"),
        ("arrêt", "stop"),
        ("ARRÊTER", "stop"),
        ("arreter svp", "stop"),
        ("fin sms", "stop"),
        ("FIN-SMS", "stop"),
        ("START", "start"),
        ("reprendre", "start"),
    ],
)
def test_the_other_words_are_known_however_they_are_written(read, text, intent):
    assert read(text) == Wanted(intent, "fr")


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "\n", "#", "...", "😀", "👍🏾👍🏾", "1029", "1029 2", "Bonjour",
        "Bonjour SOS 1029 2", "STOPPER LES COUPS", "Sosthène frappe son enfant", "informer le chef",
        "aidons-les", "AIDEZ MOI",
        "fin", "?", "\x00", "مساعدة",
    ],
)  # fmt: skip
def test_what_is_not_a_word_of_ours_is_left_to_a_person(read, text):
    assert read(text) == Wanted("", "fr")


@pytest.mark.parametrize(
    ("text", "known", "spoken"),
    [
        ("REPORT 1029 2", "fr", "en"),
        ("END SMS", "fr", "en"),
        ("HELP", "fr", "en"),
        ("Info?", "fr", "en"),
        ("AIDE", "en", "fr"),
        ("SOS 1029 2", "en", "en"),
        ("SIGNALER 1029 2", "en", "fr"),
        ("bonjour", "en", "en"),
    ],
)
def test_the_answer_comes_in_the_language_the_sender_wrote_or_chose(read, text, known, spoken):
    assert read(text, known).language == spoken


@pytest.mark.parametrize("known", ["", "sw"])
@pytest.mark.parametrize("text", ["SOS 1029 2", "STOP", "END SMS", "bonjour"])
def test_a_sender_whose_language_we_lack_is_answered_in_one_we_have(read, words, text, known):
    assert read(text, known).language in words.languages


@settings(max_examples=200)
@given(st.text(max_size=200) | st.from_regex(r"(?i)(sos|stop|aide)[\s\d#*]*", fullmatch=True))
def test_nothing_anybody_writes_is_too_much(words, places, text):
    wanted = parse(text, words, places, "fr")

    assert wanted.intent in ("", "sos", "help", "stop", "start")
    assert not wanted.place_id or wanted.intent == "sos"
