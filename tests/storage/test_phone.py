"""Phone numbers as people write them; the whole number is never shown."""

import re
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.phone import NotAPhone, PhoneNumber


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("0701020304", "+2250701020304"),
        ("07 01 02 03 04", "+2250701020304"),
        ("07.01.02.03.04", "+2250701020304"),
        ("07-01-02-03-04", "+2250701020304"),
        ("(07) 01 02 03 04", "+2250701020304"),
        ("07/01/02/03/04", "+2250701020304"),
        ("07\u00a001\u202f02 03 04", "+2250701020304"),
        ("\t0701020304\n", "+2250701020304"),
        ("0501020304", "+2250501020304"),
        ("0101020304", "+2250101020304"),
        ("+2250701020304", "+2250701020304"),
        ("+225 07 01 02 03 04", "+2250701020304"),
        ("2250701020304", "+2250701020304"),
        ("002250701020304", "+2250701020304"),
        ("00225 07 01 02 03 04", "+2250701020304"),
        ("2721230000", "+2252721230000"),  # a fixed line
        ("+225 27 21 23 00 00", "+2252721230000"),
        ("+33 6 12 34 56 78", "+33612345678"),
        ("0033612345678", "+33612345678"),
        ("+233 24 123 4567", "+233241234567"),
    ],
)
def test_a_number_is_read_as_people_write_it(written, kept):
    assert PhoneNumber.parse(written).e164 == kept


@pytest.mark.parametrize("written", ["01020304", "22501020304", "+22501020304", "0022507010203"])
def test_an_old_number_of_eight_digits_says_what_to_put_before_it(written):
    with pytest.raises(NotAPhone, match=r"put 01 .* 05 .* or 07"):
        PhoneNumber.parse(written)


@pytest.mark.parametrize(
    "written",
    [
        "", " ", "+", "0", "116", "1234", "070102030", "07010203045", "0801020304", "Awa",
        "07O1O2O3O4", "0701020304x", "++2250701020304", "+2250701020304;0501020304",
        "0701020304,0501020304", "+22507010203041234567", "7.01E+08", "²" * 10, "+999 123 456 789",
        "1-800-FLOWERS", "0701020304 ext 5", "\x000701020304", "+225+0701020304",
    ],
)  # fmt: skip
def test_what_cannot_be_called_is_refused(written):
    with pytest.raises(NotAPhone):
        PhoneNumber.parse(written)


@pytest.mark.parametrize("written", ["\u202a+225 07 01 02 03 04\u202c", "\u200e0701020304"])
def test_a_number_copied_from_a_phone_s_contacts_is_read_without_its_hidden_signs(written):
    assert PhoneNumber.parse(written).e164 == "+2250701020304"


@settings(max_examples=200)
@given(st.text(max_size=20) | st.text("+0123456789 .-", max_size=20))
def test_any_text_is_a_number_in_e164_or_refused(written):
    with suppress(NotAPhone):
        number = PhoneNumber.parse(written)

        assert re.fullmatch(r"\+[1-9][0-9]{6,14}", number.e164)
        assert PhoneNumber.parse(number.e164) == number


@pytest.mark.parametrize("written", ["0709", "22501020399", "0801020399", "070102039x", "99,99"])
def test_a_refusal_does_not_repeat_the_number(written):
    with pytest.raises(NotAPhone) as refusal:
        PhoneNumber.parse(written)

    assert "99" not in str(refusal.value)
    assert "0709" not in str(refusal.value)


def test_a_number_never_shows_itself_whole():
    number = PhoneNumber.parse("0701020304")

    for shown in (repr(number), str(number), f"{number}", f"{[number]}", number.masked):
        assert "0701020304" not in shown
        assert "010203" not in shown
    assert number.masked == "+225 •••• 04"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("+2250701020304", "+2250701020304"),
        ("2250701020304", "+2250701020304"),
        (" 2250701020304 ", "+2250701020304"),  # a + that a form turned into a space
        ("++2250701020304", "+2250701020304"),
        ("+33612345678", "+33612345678"),
        ("+254711000000", "+254711000000"),
    ],
)
def test_a_caller_is_known_by_what_the_network_says(given, kept):
    assert PhoneNumber.from_network(given).e164 == kept


@pytest.mark.parametrize(
    "given",
    ["", "+", "VEILLE", "8116", "0701020304", "anonymous", "+225 07 01", "+22507010203040506",
     "+٢٢٥٠٧٠١٠٢٠٣", "225070102030x", "a" * 500],
)  # fmt: skip
def test_a_caller_who_cannot_be_called_back_has_no_number(given):
    assert PhoneNumber.from_network(given) is None
