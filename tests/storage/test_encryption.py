"""Sealed values open in their own place, under a key we have, and nowhere else."""

import base64
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.encryption import BadKeys, CannotOpen, Keys, new_keys, write_new_keys

PLACE = ("members", "42", "phone")
GOOD = base64.b64encode(b"k" * 32).decode()
SHORT = base64.b64encode(b"k" * 31).decode()


def renamed(written, name):
    """Keys as they are written, the sealing one called otherwise."""
    return re.sub("^seal:[^:]+", f"seal:{name}", written)


@settings(max_examples=100)
@given(st.text())
def test_what_was_sealed_opens_again(keys, words):
    assert keys.open(keys.seal(words, *PLACE), *PLACE) == words


def test_a_sealed_value_says_nothing(keys):
    assert b"0701020304" not in keys.seal("+2250701020304", *PLACE)


def test_two_seals_of_one_value_have_nothing_to_compare(keys):
    assert keys.seal("Awa", *PLACE)[-20:] != keys.seal("Awa", *PLACE)[-20:]


@pytest.mark.parametrize(
    "elsewhere",
    [
        ("contacts", "42", "phone"), ("members", "43", "phone"), ("members", "42", "name"),
        ("42", "members", "phone"), ("members", "phone", "42"), ("members", "42"), (),
    ],
)  # fmt: skip
def test_a_value_moved_elsewhere_no_longer_opens(keys, elsewhere):
    sealed = keys.seal("+2250701020304", *PLACE)

    with pytest.raises(CannotOpen, match="altered, or moved"):
        keys.open(sealed, *elsewhere)


def test_one_altered_bit_anywhere_is_noticed(keys):
    sealed = keys.seal("+2250701020304", *PLACE)

    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(CannotOpen):
            keys.open(bytes(altered), *PLACE)


def test_a_value_cut_short_anywhere_is_noticed(keys):
    sealed = keys.seal("+2250701020304", *PLACE)

    for length in range(len(sealed)):
        with pytest.raises(CannotOpen):
            keys.open(sealed[:length], *PLACE)


def test_a_value_under_a_key_we_do_not_have_names_the_key(keys):
    other = Keys.parse(renamed(new_keys(), "k9"))

    with pytest.raises(CannotOpen, match="'k9', which is not here"):
        keys.open(other.seal("Awa", *PLACE), *PLACE)


def test_another_key_of_the_same_name_opens_nothing(keys):
    name = next(iter(keys.sealing))
    other = Keys.parse(renamed(new_keys(), name))

    with pytest.raises(CannotOpen, match="altered"):
        other.open(keys.seal("Awa", *PLACE), *PLACE)


def test_what_was_sealed_before_a_rotation_still_opens_after_it():
    old_text = new_keys()
    new_text = renamed(new_keys(), "k2").splitlines()[0]
    old, rotated = Keys.parse(old_text), Keys.parse(f"{new_text}\n{old_text}")
    before = old.seal("Awa", *PLACE)

    after = rotated.seal("Awa", *PLACE)

    assert rotated.open(before, *PLACE) == "Awa"
    assert rotated.open(after, *PLACE) == "Awa"
    with pytest.raises(CannotOpen):
        old.open(after, *PLACE)
    assert old.phone("+2250701020304") == rotated.phone("+2250701020304")


def test_an_index_is_the_same_for_equal_values_and_differs_by_purpose(keys):
    assert keys.index("phone", "1") == keys.index("phone", "1") == keys.phone("1")
    assert keys.index("phone", "1") != keys.index("code", "1")
    assert keys.index("phone", "1") != keys.index("phone", "2")
    assert keys.index("phone", "1") != Keys.parse(new_keys()).index("phone", "1")


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("", "no index key"),
        (f"seal:k1:{GOOD}", "no index key"),
        (f"index:i1:{GOOD}", "no sealing key"),
        (f"seal:k1:{SHORT},index:i1:{GOOD}", "31 bytes, 32 are needed"),
        (f"seal:k1:{GOOD},index:i1:{SHORT}", "31 bytes, 32 are needed"),
        (f"seal:k1:,index:i1:{GOOD}", "0 bytes"),
        (f"seal:{GOOD},index:i1:{GOOD}", "purpose:name:base64"),
        (f"seal:k1:{GOOD}:more,index:i1:{GOOD}", "purpose:name:base64"),
        (f"seal:k1:not base64!,index:i1:{GOOD}", "purpose:name:base64"),
        (f"seal:k1:{GOOD},index:i1:{GOOD},index:i2:{GOOD}", "one single index"),
        (f"seal:k1:{GOOD},seal:k1:{GOOD},index:i1:{GOOD}", "two sealing keys are called 'k1'"),
        (f"Seal:k1:{GOOD},index:i1:{GOOD}", "expected seal or one single index"),
        (GOOD, "purpose:name:base64"),
    ],
)
def test_keys_written_wrong_say_how_to_write_them(written, says):
    with pytest.raises(BadKeys, match=says):
        Keys.parse(written)


def test_no_fault_in_the_keys_repeats_a_key():
    with pytest.raises(BadKeys) as fault:
        Keys.parse(f"steal:k1:{GOOD}")

    assert GOOD not in str(fault.value)


@pytest.mark.parametrize("between", [",", "\n", "\r\n", " , ", "\n\n"])
def test_keys_are_read_by_comma_or_by_line(between):
    parsed = Keys.parse(between.join([f"seal:k1:{GOOD}", f"index:i1:{GOOD}", ""]))

    assert list(parsed.sealing) == ["k1"]


def test_keys_never_show_themselves(keys):
    assert GOOD not in repr(Keys.parse(f"seal:k1:{GOOD},index:i1:{GOOD}"))
    assert "sealing" not in repr(keys)


def test_a_new_key_file_is_its_owner_s_alone_and_opens(tmp_path):
    path = tmp_path / "instance" / "keys"

    write_new_keys(path)

    assert path.stat().st_mode & 0o777 == 0o600
    assert Keys.from_file(path).open(Keys.from_file(path).seal("Awa", *PLACE), *PLACE) == "Awa"


def test_a_key_file_is_never_written_over(tmp_path):
    path = tmp_path / "keys"
    write_new_keys(path)
    before = path.read_text()

    with pytest.raises(FileExistsError):
        write_new_keys(path)

    assert path.read_text() == before


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o601])
def test_a_key_file_that_others_can_read_is_refused(tmp_path, mode):
    path = tmp_path / "keys"
    write_new_keys(path)
    path.chmod(mode)

    with pytest.raises(BadKeys, match=f"chmod 600 {path}"):
        Keys.from_file(path)


@pytest.mark.parametrize("is_folder", [True, False])
def test_a_house_without_a_key_file_is_told_how_to_make_one(tmp_path, is_folder):
    path = tmp_path / "keys"
    if is_folder:
        path.mkdir()

    with pytest.raises(BadKeys, match="veille keys new"):
        Keys.from_file(path)


@pytest.mark.parametrize("content", [b"", b"\n", "seal:clé:AAAA\n".encode(), b"\xff\xfe\x00"])
def test_a_key_file_with_something_else_in_it_is_refused_in_our_words(tmp_path, content):
    path = tmp_path / "keys"
    path.write_bytes(content)
    path.chmod(0o600)

    with pytest.raises(BadKeys):
        Keys.from_file(path)
