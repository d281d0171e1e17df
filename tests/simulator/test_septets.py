"""What a text weighs on the network."""

import pytest

from gateway.simulator import septets


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("é" * 160, 1),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 152, 3),  # the euro may not straddle two parts
        ("ê" * 70, 1),
        ("ê" * 71, 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("ê" * 66 + "😀" + "ê" * 66, 3),
    ],
)
def test_a_text_is_billed_by_the_parts_it_travels_in(text, parts):
    assert septets.parts(text) == parts


@pytest.mark.parametrize("text", ["Réf à côté"[:6], "àèéìòù", "Ç", "[]{}~^|\\€", "Δ"])
def test_these_letters_cost_no_more_than_plain_ones(text):
    assert septets.is_gsm7(text)


@pytest.mark.parametrize("text", ["ç", "ê", "’", "«", "\u00a0", "œ", "`", "\t"])
def test_one_such_letter_makes_the_whole_text_dear(text):
    assert not septets.is_gsm7(f"Bonjour{text}")


def test_a_cut_never_halves_a_double_sign():
    assert septets.cut("aa€", 3) == "aa"
    assert septets.cut("aa€", 4) == "aa€"
