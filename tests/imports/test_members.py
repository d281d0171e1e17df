"""Lists of members: real people's phones, as spreadsheets leave them."""

import pytest

from gateway.demo_data import folder
from gateway.imports import (
    Imported,
    ImportRefused,
    import_committees,
    import_members,
    import_places,
)
from storage.database import Database

from .conftest import Save, members_of

HEADER = "committee_code,name,phone,role,language"
GOOD = "NAT,Aya K.,0712345678,coordinator,fr"

BAD_PHONES = {
    "none": ("", "phone is empty"),
    "rewritten by Excel": ("2.25E+12", "Excel rewrote this phone: format the column as text"),
    "rewritten by a French Excel": ('"2,25071E+12"', "Excel rewrote this phone"),
    "too wide for its column": ("########", "Excel rewrote this phone"),
    "a number with a fraction": ("2250701020304.0", "Excel rewrote this phone"),
    "without its 0": ("701020304", "lost the 0 it began with.*write 07"),
    "without its 0, after 225": ("225501020304", "lost the 0.*write 05"),
    "without its 0, after +225": ("+225 1 01 02 03 04", "lost the 0.*write 01"),
    "of eight digits": ("07010203", "old number of 8 digits"),
    "of nowhere": ("+999123456789", "phone: not a"),
    "too short": ("0701", "phone: not a valid phone number"),
    "too long": ("07010203040506", "phone: not a valid phone number"),
    "words": ("inconnu", "phone is not a number"),
    "letters for digits": ("0701CALLME", "phone is not a number"),
    "other digits": ("07٠١٠٢٠٣٠٤", "phone is not a number"),
    "two numbers": ("0701020305 ; 0501020304", "phone is not a number"),
    "a formula": ("=2250701020305", "phone begins like a formula"),
    "a minus": ("-2250701020305", "phone begins like a formula"),
}
BAD_ROWS = {
    "too few cells": ("NAT,Aya", "2 cells, where the header has 5"),
    "no committee": (",Yao D.,0512345678,secretary,fr", "committee_code is empty"),
    "no name": ("NAT,,0512345678,secretary,fr", "name is empty"),
    "a formula for a name": ("NAT,=A1,0512345678,secretary,fr", "begins like a formula"),
    "no role": ("NAT,Yao D.,0512345678,,fr", "role is empty: write focal_point,"),
    "a role nobody knows": ("NAT,Yao D.,0512345678,boss,fr", "unknown role 'boss'"),
    "a language nobody speaks": ("NAT,Yao D.,0512345678,secretary,xx", "unknown language 'xx'"),
    "a committee nobody knows": ("Z,Yao D.,0512345678,secretary,fr", "unknown committee_code 'Z'"),
    "the same phone": ("NAT,Yao D.,0712345678,secretary,fr", "same phone as on line 2"),
    "the same phone, written otherwise": (
        "NAT,Yao D.,00225 07.12-34 56 78,secretary,fr",
        "same phone as on line 2",
    ),
} | {
    f"a phone: {name}": (f"NAT,Yao D.,{phone},secretary,fr", told)
    for name, (phone, told) in BAD_PHONES.items()
}


@pytest.fixture
def staffed(database: Database) -> Database:
    """The pilot's committees, without any member."""
    import_places(database, folder() / "places.csv")
    import_committees(database, folder() / "committees.csv")
    return database


@pytest.mark.parametrize(("row", "told"), BAD_ROWS.values(), ids=BAD_ROWS.keys())
def test_a_wrong_row_is_named_with_its_line_and_its_reason(
    staffed: Database, save: Save, row: str, told: str
) -> None:
    with pytest.raises(ImportRefused, match=told) as refused:
        import_members(staffed, save(HEADER, GOOD, row))

    assert [fault.line for fault in refused.value.faults] == [3]
    assert "12345678" not in str(refused.value)  # a terminal is read by others
    assert members_of(staffed) == {}


@pytest.mark.parametrize(
    "phone",
    ["0712345678", "+2250712345678", "00225 07 12 34 56 78", "225 07.12.34.56.78", "'0712345678",
     "+225\u00a007\u00a012\u00a034\u00a056\u00a078"],
)  # fmt: skip
def test_a_phone_is_read_however_it_is_written(staffed: Database, save: Save, phone: str) -> None:
    import_members(staffed, save(HEADER, f"NAT,Aya K.,{phone},coordinator,fr"))

    member, name = members_of(staffed)["+2250712345678"]
    assert (name, member.role, member.language) == ("Aya K.", "coordinator", "fr")


@pytest.mark.parametrize(
    "lines",
    [
        ("committee_code,name,phone,role", "NAT,Aya K.,0712345678,coordinator"),
        (HEADER, "NAT,Aya K.,0712345678,coordinator,"),
    ],
)
def test_a_member_speaks_french_unless_told_otherwise(
    staffed: Database, save: Save, lines: tuple[str, ...]
) -> None:
    import_members(staffed, save(*lines))

    assert members_of(staffed)["+2250712345678"][0].language == "fr"


def test_a_phone_of_ghana_is_read_as_ghana_writes_it(staffed: Database, save: Save) -> None:
    import_members(staffed, save(HEADER, GOOD.replace("0712345678", "0241234567")), country="GH")

    assert list(members_of(staffed)) == ["+233241234567"]


def test_the_same_file_twice_changes_nothing(staffed: Database, save: Save) -> None:
    path = save(HEADER, GOOD)
    import_members(staffed, path)
    before = members_of(staffed)["+2250712345678"][0]

    imported = import_members(staffed, path)

    after = members_of(staffed)["+2250712345678"][0]
    assert imported == Imported(new=0, changed=0, unchanged=1)
    assert (after.id, after.name_sealed, after.phone_sealed) == (
        before.id,
        before.name_sealed,  # sealing again would give other bytes
        before.phone_sealed,
    )


@pytest.mark.parametrize(
    "row",
    [
        "NAT,Aya Koffi,0712345678,coordinator,fr",
        "CI2604-D,Aya K.,0712345678,coordinator,fr",
        "NAT,Aya K.,0712345678,secretary,fr",
        "NAT,Aya K.,+225 0712345678,coordinator,en",
    ],
)
def test_whoever_is_known_by_their_phone_is_changed_not_doubled(
    staffed: Database, save: Save, row: str
) -> None:
    import_members(staffed, save(HEADER, GOOD))

    assert import_members(staffed, save(HEADER, row)) == Imported(new=0, changed=1, unchanged=0)
    assert len(members_of(staffed)) == 1
    assert import_members(staffed, save(HEADER, row)).unchanged == 1


def test_an_import_cut_off_in_the_middle_leaves_nobody(staffed: Database, save: Save) -> None:
    rows = [f"NAT,Aya K.,07{n:08},coordinator,fr" for n in range(1200)]

    def power_cut(done: int, _total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_members(staffed, save(HEADER, *rows), power_cut)

    assert members_of(staffed) == {}
