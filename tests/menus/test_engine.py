"""The conversation as a value: the same keys give the same call, and no key can break it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menus.check_digit import with_check_digit
from menus.display import NothingToShow
from menus.engine import BrokenFlow, Menu, clean
from menus.flows import CONVERSATION
from menus.gsm7 import outsiders, septets
from menus.layout import MORE, ROOM
from menus.samples import CALLERS, CONSTANTS, TYPED, WORLD, sample_places
from menus.screens import Choose, Effect, End, Show
from menus.words import WordsMissing
from tests.menus.talking import Talk

RIGHT = [key for keys in TYPED.values() for key in keys]
KEYS = st.sampled_from([*"1234567", *"1122", "0", "0", MORE, "*", "#", "", "77", *RIGHT]) | st.text(
    max_size=8
)
# What is typed, and which of the world's answers follows if the world is asked.
CALLS = st.lists(st.tuples(KEYS, st.integers(0, 5)), max_size=25)


def walk(menu, facts, keys):
    """Every dialogue of a call in which these keys were pressed."""
    dialogue = menu.start(facts).dialogue
    yield dialogue
    for typed, choice in keys:
        turn = menu.answer(dialogue, typed)
        while turn.effect:
            answers = WORLD[turn.effect]
            result, told = answers[choice % len(answers)]
            if turn.effect == "keep_language":
                told = {"language": turn.dialogue.answers["language"]}
            turn = menu.told(turn.dialogue, result, told)
        dialogue = turn.dialogue
        yield dialogue


@pytest.fixture(scope="session")
def wide(words):
    """The conversation in a country whose names are as long as any."""
    return Menu(CONVERSATION, words, sample_places(departments=14), CONSTANTS)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("caller", CALLERS, ids=["member", "villager", "broken off"])
@settings(max_examples=60)
@given(keys=CALLS)
def test_no_key_breaks_a_call_and_every_screen_fits_every_phone(wide, language, caller, keys):
    for dialogue in walk(wide, {"language": language, **caller}, keys):
        text = wide.render(dialogue)

        assert septets(text) <= ROOM
        assert outsiders(text) == ""
        assert text


@settings(max_examples=60)
@given(keys=CALLS)
def test_the_same_keys_always_make_the_same_call(wide, keys):
    facts = {"language": "fr", **CALLERS[0]}

    assert list(walk(wide, facts, keys)) == list(walk(wide, facts, keys))


@settings(max_examples=60)
@given(keys=CALLS)
def test_zero_always_leads_back_to_the_first_screen_in_the_end(wide, keys):
    *_, dialogue = walk(wide, {"language": "fr", **CALLERS[0]}, keys)
    if wide.has_ended(dialogue):
        return

    back = [("0", 0)] * (len(dialogue.path) + dialogue.page + 1)
    while back and wide.can_go_back(dialogue) and dialogue.screen != "home":
        turn = wide.answer(dialogue, back.pop()[0])
        if turn.effect:  # a list that is asked for again
            turn = wide.told(turn.dialogue, *WORLD[turn.effect][0])
        dialogue = turn.dialogue

    assert dialogue.screen == "home"


def test_going_back_takes_the_answer_away(call):
    talk = call().picks("Signaler").picks("Violence")
    assert talk.answers["danger"] == "violence"

    talk.types("0")

    assert talk.screen == "danger"
    assert "danger" not in talk.answers


def test_going_back_passes_over_what_nobody_saw(call):
    talk = call().picks("Signaler").picks("Autre").picks("Code").types("1029")
    assert talk.screen == "child"

    talk.types("0")

    assert talk.screen == "village_code"


def test_the_first_screen_has_nothing_before_it(call):
    talk = call().types("0")

    assert talk.dialogue.notice == "choose"
    assert "Retour" not in talk.text


@pytest.mark.parametrize("typed", ["8", "77", "-1", "1.", "oui", "1*2", "*", "", "²", "98", "①"])
def test_a_wrong_answer_repeats_the_screen_and_loses_nothing(call, typed):
    talk = call().picks("Signaler").picks("Violence").picks("Abus")
    before, options = talk.dialogue, talk.text.splitlines()[1:]

    talk.types(typed)

    assert talk.dialogue == replace(before, notice="choose")
    assert talk.text.splitlines()[0] == "Tapez 1 à 3"
    assert talk.text.splitlines()[-len(options) :] == options


def test_the_short_line_goes_away_with_the_right_answer(call):
    talk = call().types("nonsense").picks("Signaler")

    assert talk.dialogue.notice == ""


@pytest.mark.parametrize("typed", [" 1 ", "1#", "1 #", "１", "١", "۱", "१", "01"])
def test_a_digit_is_a_digit_in_any_script_and_with_signs_around_it(call, typed):
    assert call().types(typed).screen == "danger"


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [("", ""), ("#", ""), (" 12# ", "12"), ("1#2", "1#2"), ("٤٨٢٣ é", "4823 é"), ("*", "*")],
)
def test_what_was_typed_is_cleaned_of_what_phones_add(typed, cleaned):
    assert clean(typed) == cleaned


def choosing(menu):
    """A caller before the long list of the departments of a region."""
    return Talk(menu).picks("Signaler").picks("Autre").picks("Chercher").types("1")


def test_a_long_list_is_read_page_by_page_and_back(wide):
    talk = choosing(wide)
    first = wide.choices(talk.dialogue)

    talk.types(MORE)
    assert wide.choices(talk.dialogue)[0] not in first

    assert wide.choices(talk.types("0").dialogue) == first


def test_the_first_screen_fits_after_a_change_of_language_and_a_wrong_key(wide):
    talk = Talk(wide, member=True).picks("Langue").picks("Langue").types("1").types("77")

    assert talk.screen == "home"
    assert septets(talk.text) <= ROOM


def test_a_wrong_answer_stays_on_the_page_it_was_given_on(wide):
    talk = choosing(wide).types(MORE)
    choices = wide.choices(talk.dialogue)

    talk.types("77")

    assert (talk.dialogue.page, talk.dialogue.notice) == (1, "choose")
    assert wide.choices(talk.dialogue) == choices


def test_the_last_page_has_no_more(wide):
    talk = choosing(wide)
    while wide.has_more(talk.dialogue):
        talk.types(MORE)
    last = talk.dialogue

    talk.types(MORE)

    assert talk.dialogue == replace(last, notice="choose")


def test_every_line_of_a_long_list_can_be_picked_once(wide):
    talk, seen = choosing(wide), []
    seen += wide.choices(talk.dialogue)
    while wide.has_more(talk.dialogue):
        seen += wide.choices(talk.types(MORE).dialogue)

    assert seen == [place.id for place in wide.places.within("r")]


def test_something_to_read_says_that_only_zero_leads_on(call):
    talk = call().picks("Suivre")
    talk.world["find_receipt"] = ("blocked", {})
    talk.types(with_check_digit("48231975006")).types("1")

    assert (talk.screen, talk.dialogue.notice) == ("receipt_blocked", "back_only")


def test_after_the_last_screen_nothing_changes_any_more(call):
    talk = call(last_place="CI260401-02").picks("Signaler").picks("Autre").picks("Badayo")
    talk.picks("Plusieurs").picks("Souvent").picks("Je ne sais").picks("Non").picks("Envoyer")
    ended = talk.dialogue
    assert talk.menu.has_ended(ended)

    assert talk.types("1").types("0").dialogue == ended


def test_a_flow_with_two_screens_of_one_name_is_refused(words, places):
    with pytest.raises(BrokenFlow, match="one name"):
        Menu((Show("numbers"), End("numbers")), words, places, CONSTANTS)


def test_a_flow_that_leads_nowhere_says_where(words, places):
    menu = Menu((Choose("home", ("report",), then="nowhere"),), words, places, CONSTANTS)

    with pytest.raises(BrokenFlow, match="nowhere"):
        menu.answer(menu.start({}).dialogue, "1")


def test_a_screen_without_words_is_missed_when_it_is_shown(words, places):
    menu = Menu((Show("silence"),), words, places, CONSTANTS)

    with pytest.raises(WordsMissing, match="silence"):
        menu.render(menu.start({}).dialogue)


def test_the_world_may_only_answer_what_it_was_asked(menu):
    with pytest.raises(BrokenFlow, match="asked the world for nothing"):
        menu.told(menu.start({"language": "fr"}).dialogue, "saved", {})


def test_a_step_that_the_world_carries_out_is_never_shown(words, places):
    menu = Menu((Effect("home", then="home"),), words, places, CONSTANTS)

    with pytest.raises(NothingToShow):
        menu.render(menu.start({}).dialogue)


def test_a_question_may_be_asked_differently_by_what_is_known(call):
    assert "Comité" in call(member=True).text
    assert "Comité" not in call(member=False).text
