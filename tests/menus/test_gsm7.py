"""Only letters that every phone can show, and how many SMS a text is billed as."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menus.gsm7 import BASIC, EXTENSION, fold, outsiders, segments, septets

# 3GPP TS 23.038, table 6.2.1: columns 0 to 7, rows 0 to 15; 0x1B is the escape.
STANDARD = (
    "@£$¥èéùìòÇ\nØø\rÅå"
    "Δ_ΦΓΛΩΠΨΣΘΞÆæßÉ"
    " !\"#¤%&'()*+,-./"
    "0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNO"
    "PQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmno"
    "pqrstuvwxyzäöñüà"
)


def test_the_alphabet_is_the_one_of_the_standard():
    assert set(STANDARD) == BASIC
    assert len(BASIC) == 127
    assert set("\f^{}\\[~]|€") == EXTENSION


@pytest.mark.parametrize("letter", "éèàùìòäöñüÄÖÑÜÇÉßæÆøØåÅ@£$¥§¿¡€")
def test_a_letter_that_phones_have_is_kept(letter):
    assert fold(letter) == letter


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("ç", "c"), ("ê", "e"), ("ë", "e"), ("â", "a"), ("î", "i"), ("ï", "i"), ("ô", "o"),
        ("û", "u"), ("ÿ", "y"), ("œ", "oe"), ("Œ", "OE"), ("À", "A"), ("È", "E"), ("Ê", "E"),
        ("Ô", "O"), ("Ù", "U"), ("Û", "U"), ("Î", "I"), ("’", "'"), ("« »", '" "'), ("—", "-"),
        ("…", "..."), ("\u00a0", " "), ("\u202f", " "), ("\t", " "), ("`", "'"),
        ("a\r\nb", "a\nb"), ("Gbêkê", "Gbeke"), ("Sœur Aïcha", "Soeur Aicha"),
        ("Kouamé-Konankro", "Kouamé-Konankro"), ("Où es-tu, garçon ?", "Où es-tu, garcon ?"),
    ],
)  # fmt: skip
def test_a_french_word_stays_readable_on_a_basic_phone(written, shown):
    assert fold(written) == shown


@pytest.mark.parametrize("word", ["éèàù", "Guéré", "Où", "Noël", "forêt", "Côte d'Ivoire"])
def test_letters_typed_in_two_pieces_are_shown_as_those_typed_in_one(word):
    pieces = unicodedata.normalize("NFD", word)

    assert fold(pieces) == fold(word)


@settings(max_examples=200)
@given(st.text())
def test_whatever_was_written_a_phone_can_show_it_folded(text):
    folded = fold(text)

    assert outsiders(folded) == ""
    assert fold(folded) == folded


def test_outsiders_are_named_once_in_the_order_they_come():
    assert outsiders("forêt, île, forêt") == "êî"


@pytest.mark.parametrize(("text", "size"), [("", 0), ("abc", 3), ("é\n", 2), ("€", 2), ("[ok]", 6)])
def test_a_letter_of_the_extension_takes_two_places_on_the_screen(text, size):
    assert septets(text) == size


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 158 + "€", 1),
        ("a" * 159 + "€", 2),
        ("a" * 152 + "€" + "a" * 152, 3),  # the € does not straddle two parts
        ("a" * 151 + "€" + "a" * 153, 2),
        ("ê" * 70, 1),
        ("ê" * 71, 2),
        ("ê" * 134, 2),
        ("ê" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("ê" * 66 + "😀" + "ê" * 66, 3),  # nor does a surrogate pair
    ],
)
def test_a_text_is_billed_as_the_network_will_bill_it(text, parts):
    assert segments(text) == parts


@settings(max_examples=100)
@given(st.text(alphabet=sorted(BASIC | EXTENSION), max_size=700))
def test_the_bill_never_has_fewer_parts_than_the_septets_need(text):
    parts = segments(text)

    assert parts == 1 or septets(text) > 160
    assert parts * 153 >= septets(text) or (parts == 1 and septets(text) <= 160)
