"""A number copied from a poster or said aloud: every usual mistake is found."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menus.check_digit import is_valid, with_check_digit

DIGITS = "0123456789"


def one_wrong_digit(number):
    """Every way of mistaking one digit."""
    for place, right in enumerate(number):
        for wrong in DIGITS:
            if wrong != right:
                yield number[:place] + wrong + number[place + 1 :]


def neighbours_swapped(number):
    """Every way of swapping two neighbours that are not the same."""
    for place in range(len(number) - 1):
        left, right = number[place], number[place + 1]
        if left != right:
            yield number[:place] + right + left + number[place + 2 :]


def test_the_example_of_the_method_holds():
    assert with_check_digit("572") == "5724"


def test_every_poster_code_of_three_digits_finds_every_usual_mistake():
    for base in range(1000):
        number = with_check_digit(f"{base:03}")

        assert is_valid(number)
        assert not any(map(is_valid, one_wrong_digit(number)))
        assert not any(map(is_valid, neighbours_swapped(number)))


@settings(max_examples=100)
@given(st.text(alphabet=DIGITS, min_size=11, max_size=11))
def test_every_receipt_finds_every_usual_mistake(digits):
    receipt = with_check_digit(digits)

    assert is_valid(receipt)
    assert not any(map(is_valid, one_wrong_digit(receipt)))
    assert not any(map(is_valid, neighbours_swapped(receipt)))


@pytest.mark.parametrize("typed", ["", "0", "5", "57x4", "57 24", "-5724", "٥٧٢٤", "５７２４", "²"])
def test_what_is_not_a_number_is_not_a_valid_one(typed):
    assert not is_valid(typed)


@settings(max_examples=100)
@given(st.text(max_size=14))
def test_any_text_can_be_asked_about(typed):
    assert is_valid(typed) in (True, False)
