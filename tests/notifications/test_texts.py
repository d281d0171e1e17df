"""What our SMS say: one part each, in the reader's language, and nothing that harms."""

import re

import pytest

from menus.engine import Menu
from menus.flows import CONVERSATION
from menus.gsm7 import outsiders, segments
from menus.places import Gazetteer
from menus.words import Words, blanks_of
from notifications.texts import Texts
from tests.country import COMMITTEES, PLACES

WORDS = Words.load()
CONSTANTS = {"service_code": "*384*22500#", "helpline": "0800 800 800"}
TEXTS = Texts(WORDS, CONSTANTS)
ONE_WAY = Texts(WORDS, CONSTANTS, two_way=False)
ALERT_KINDS = ("alert", "reminder", "escalated")
LONGEST = {
    "receipt": "4823 1975 0064",
    "reference": "123456789",
    "status": "recu, pas encore vérifié",
    "advice": "A" * 102,
}
HARMFUL_LABELS = ("concern", "child", "when", "urgency")


def every_text(language):
    """Each SMS as it leaves us, with the longest that its blanks can hold."""
    for kind in ALERT_KINDS:
        yield kind, TEXTS.alert(kind, language, LONGEST["reference"])
    yield "code", TEXTS.code(language, "482319")
    for kind in ("locked_out", "pin_reset"):
        yield kind, TEXTS.about_a_member(kind, language, "Comité de la sous-préfecture de Bouaké")
    for kind in WORDS.voice(language).messages("sms"):
        if kind == "campaign":  # what it says is somebody else's to write: tests/campaigns
            continue
        yield kind, TEXTS.reply(kind, language, **LONGEST)
        yield f"{kind}, one way", ONE_WAY.reply(kind, language, **LONGEST)


EVERY = [
    pytest.param(language, text, id=f"{language}: {kind}")
    for language in WORDS.languages
    for kind, text in every_text(language)
]


@pytest.mark.parametrize(("_language", "text"), EVERY)
def test_every_sms_is_one_part_that_every_phone_can_show(_language, text):
    assert outsiders(text) == ""
    assert segments(text) == 1
    assert "{" not in text


@pytest.mark.parametrize(("language", "text"), EVERY)
def test_no_sms_says_what_it_is_about_nor_where(language, text):
    voice = WORDS.voice(language)
    dangers = [label for group in HARMFUL_LABELS for label in voice.labels[group].values()]
    kinds = [label for name in ("danger", "kind") for label in voice.screens[name].options.values()]
    vague = {voice.screens["danger"].options["other"], voice.screens["danger"].options["school"]}
    kinds = [label for label in kinds if label not in vague]
    where = [name for _, _, name, *_ in PLACES] + [code for code, *_ in COMMITTEES]

    said = text.casefold()
    assert [word for word in (*dangers, *kinds, *where) if _says(said, word)] == []


CALLS = re.compile(
    r"\b(SOS|AIDE|STOP|START|SUIVI|HELP|FOLLOW|[Rr][eé]pond|[EÉé]cri[vst]|[Ww]rite|[Rr]eply)"
)


@pytest.mark.parametrize("language", WORDS.languages)
def test_where_nobody_can_answer_us_no_text_tells_people_to_write(language):
    # One stops by dialling there: a code stands after the word.
    assert ONE_WAY.campaign(language, "…").endswith(f"STOP: {ONE_WAY.constants['service_code']}")
    for kind in WORDS.voice(language).messages("sms"):
        if kind != "campaign":
            assert not CALLS.search(ONE_WAY.reply(kind, language, **LONGEST)), kind


@pytest.mark.parametrize("file", ["sms", "alerts"])
@pytest.mark.parametrize("language", WORDS.languages)
def test_no_template_has_a_blank_for_what_must_not_be_said(language, file):
    for name, text in WORDS.voice(language).messages(file).items():
        assert not blanks_of(text) & {"concern", "name", "phone", "number", "child", "place"}, name


def _says(said, words):
    return re.search(rf"\b{re.escape(words.casefold())}\b", said) is not None


@pytest.mark.parametrize("language", WORDS.languages)
@pytest.mark.parametrize("kind", ALERT_KINDS)
def test_two_alerts_differ_in_their_reference_and_in_nothing_else(language, kind):
    one, other = (TEXTS.alert(kind, language, reference) for reference in ("482319", "107745"))

    assert one != other
    assert one.replace("482319", "107745") == other


@pytest.mark.parametrize("language", WORDS.languages)
def test_the_door_in_the_sms_is_the_one_the_first_screen_shows_to_a_member(language):
    menu = Menu(CONVERSATION, WORDS, Gazetteer(), CONSTANTS)
    home = menu.start({"member": True, "language": language}).dialogue
    label = WORDS.voice(language).screens["home"].options["committee"]
    (shown,) = (line for line in menu.render(home).splitlines() if line.endswith(f" {label}"))
    door = shown.split()[0]

    for kind in ALERT_KINDS:
        assert re.search(
            rf"{re.escape('*384*22500#')} \w+ {door}\.", TEXTS.alert(kind, language, "1")
        )
    assert f" {door}." in TEXTS.code(language, "482319")


def test_the_door_of_the_sms_opens_on_a_real_phone(people):
    door = re.search(r"puis (\d)", TEXTS.alert("alert", "fr", "482319"))[1]

    people.village.dials().types(door)

    assert "code" in people.village.screen


def test_each_language_has_its_own_words():
    texts = {TEXTS.alert("alert", language, "482319") for language in WORDS.languages}

    assert len(texts) == len(WORDS.languages) > 1


def test_somebody_whose_language_nobody_knows_is_written_to_in_the_first_one():
    assert TEXTS.alert("alert", "xx", "1") == TEXTS.alert("alert", WORDS.default, "1")
