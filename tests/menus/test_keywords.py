"""An SMS as people write them: case, accents, signs, missing spaces, digits of any script."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menus.keywords import parse
from tests.menus.corpus import cases

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
    wanted = read(text)

    assert (wanted.intent, wanted.language) == ("sos", "fr")
    assert (wanted.slots.place, wanted.slots.danger) == (BADAYO, "trafficking")


@pytest.mark.parametrize("text", ["SOS10292", "SOS 10292", "S.O.S. 1029 2"])
def test_missing_spaces_and_dots_between_the_letters_are_forgiven(read, text):
    wanted = read(text)

    assert (wanted.intent, wanted.language) == ("sos", "fr")
    assert (wanted.slots.place, wanted.slots.danger) == (BADAYO, "trafficking")


@pytest.mark.parametrize(
    ("text", "place", "danger"),
    [
        ("SOS", "", ""),
        ("SOS Badayo on frappe un enfant", BADAYO, "violence"),
        ("SOS on frappe un enfant", "", "violence"),
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
    wanted = read(text)

    assert (wanted.slots.place, wanted.slots.danger) == (place, danger)
    assert wanted.missing == ("" if place and danger else "danger" if place else "place")


@pytest.mark.parametrize("digit", range(1, 8))
def test_the_digit_is_the_one_of_the_screen_on_the_phone(read, menu, call, digit):
    danger = menu.choices(call().picks("Signaler").dialogue)[digit - 1]

    assert read(f"SOS 1029 {digit}").slots.danger == danger


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
    assert read(text).intent == intent


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "\n", "#", "...", "😀", "👍🏾👍🏾", "1029", "1029 2", "Bonjour",
        "STOPPER LES COUPS", "Sosthène frappe son enfant", "informer le chef",
        "aidons-les", "AIDEZ MOI",
        "?", "\x00", "مساعدة",
    ],
)  # fmt: skip
def test_what_is_not_a_word_of_ours_is_left_to_a_person(read, text):
    assert read(text).intent == ""


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

    assert wanted.intent in ("", *words.voice("fr").keywords, *words.voice("en").keywords)
    assert not wanted.slots.place or wanted.intent == "sos"


CORPUS = list(cases())
SURE_OF = ("stop", "sos")


def understood(read, places, text):
    """What a text of the corpus is taken for."""
    wanted = read(text)
    place = places.get(wanted.slots.place)
    return wanted, (wanted.intent or "person", place.name if place else "-", wanted.slots.danger)


def test_the_corpus_is_read_as_people_mean_it(read, places):
    wrong = []
    for text, intent, place, danger in CORPUS:
        _, (got, *slots) = understood(read, places, text)
        meant = [place, danger.replace("-", "")]
        if got != intent or (intent == "sos" and slots != meant):
            wrong.append((text, intent, got, slots))

    assert len(CORPUS) >= 300
    assert 1 - len(wrong) / len(CORPUS) >= 0.97, wrong


@pytest.mark.parametrize("intent", SURE_OF)
def test_no_text_is_confidently_taken_for_a_stop_or_an_sos_that_is_none(read, places, intent):
    surely = [
        (text, meant)
        for text, meant, *_ in CORPUS
        for wanted, (got, *_) in [understood(read, places, text)]
        if wanted.sure and got == intent != meant
    ]

    assert surely == []


def test_whatever_is_not_understood_is_in_front_of_a_person(read, places):
    for text, meant, *_ in CORPUS:
        if meant == "person":
            assert read(text).intent == "", text


@pytest.mark.parametrize(
    ("first", "second", "place", "danger"),
    [
        ("SOS", "badayo 2", BADAYO, "trafficking"),
        ("SOS 3", "Badayo", BADAYO, "violence"),
        ("SOS 1029", "2", BADAYO, "trafficking"),
        ("SOS 1029", "deux", BADAYO, "trafficking"),
        ("SOS 1029", "on le frappe", BADAYO, "violence"),
        ("SOS", "1029", BADAYO, ""),
    ],
)
def test_an_answer_is_taken_as_an_answer(words, places, first, second, place, danger):
    asked = parse(first, words, places, "fr")

    wanted = parse(second, words, places, "fr", asked)

    assert wanted.intent == "sos"
    assert (wanted.slots.place, wanted.slots.danger) == (place, danger)


def test_a_new_keyword_starts_anew_whatever_was_asked(words, places):
    asked = parse("SOS", words, places, "fr")

    assert parse("STOP", words, places, "fr", asked).intent == "stop"


def test_what_is_no_answer_is_for_a_person(words, places):
    asked = parse("SOS", words, places, "fr")

    assert parse("mon oncle est malade", words, places, "fr", asked).intent == ""
