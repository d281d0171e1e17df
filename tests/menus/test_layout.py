"""A list of any length on the smallest screen: whole options, in order, with room to be told."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menus.gsm7 import septets
from menus.layout import MOST_ON_A_PAGE, MOST_OPTIONS, ROOM, compose, number, pages

BACK, MORE = "0 Retour", "98 Suite"
LABELS = st.lists(st.text("abcdé€ ", min_size=1, max_size=40), max_size=40)
QUESTIONS = st.text("abcdé ", max_size=40)
NOTICES = st.text("abcdé ", max_size=20)


def shown(question, short, notice, leaf, *, is_last, tail):
    """One page as the phone shows it."""
    more = [] if is_last else [MORE]
    return compose(question, short, [*number(leaf), *more, *tail], notice)


@settings(max_examples=200)
@given(QUESTIONS, st.text("abc", max_size=10), LABELS, NOTICES, st.booleans())
def test_every_page_fits_and_no_option_is_split_lost_or_moved(text, short, labels, notice, back):
    tail = [BACK] if back else []

    leaves = pages(text, short, labels, tail, MORE, notice)

    assert [label for leaf in leaves for label in leaf] == labels
    assert all(len(leaf) <= MOST_OPTIONS for leaf in leaves)
    for place, leaf in enumerate(leaves):
        is_last = place == len(leaves) - 1
        for said in ("", notice):
            page = shown(text, short, said, leaf, is_last=is_last, tail=tail)
            assert septets(page) <= ROOM


@settings(max_examples=100)
@given(LABELS.filter(len))
def test_no_page_of_a_list_is_empty(labels):
    assert all(pages("Quel village?", "", labels, [BACK], MORE))


def test_a_list_with_nothing_in_it_still_has_a_page():
    assert pages("Quel village?", "", [], [BACK], MORE) == [[]]


def test_a_short_list_stays_on_one_page():
    labels = [f"V{n}" for n in range(MOST_OPTIONS)]

    assert pages("Quel village?", "", labels, [BACK], MORE) == [labels]


def test_a_list_one_too_long_is_cut_into_pages_that_leave_room_for_more():
    labels = [f"V{n}" for n in range(MOST_OPTIONS + 1)]

    first, second = pages("Quel village?", "", labels, [BACK], MORE)

    assert (len(first), len(second)) == (MOST_ON_A_PAGE, 2)


@pytest.mark.parametrize("room_left", [0, 1])
def test_the_long_question_is_asked_as_long_as_it_fits(room_left):
    text = "x" * (ROOM - room_left - len("\n1 Oui"))

    assert compose(text, "court", ["1 Oui"]) == f"{text}\n1 Oui"


def test_the_short_question_stands_in_when_the_long_one_leaves_too_little_room():
    text = "x" * (ROOM - len("1 Oui"))

    assert compose(text, "court", ["1 Oui"], "Tapez 1") == "Tapez 1\ncourt\n1 Oui"


def test_options_are_numbered_from_one():
    assert number(["Oui", "Non"]) == ["1 Oui", "2 Non"]
