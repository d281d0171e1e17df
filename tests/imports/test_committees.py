"""Lists of committees."""

import pytest

from gateway.demo_data import folder
from gateway.imports import Imported, ImportRefused, import_committees, import_places
from storage.database import Database

from .conftest import Save, committees_of, places_of

HEADER = "code,level,place_code,name"
BADAYO = "CI260401-01"

BAD_ROWS = {
    "too few cells": ("A,village", "2 cells, where the header has 4"),
    "no code": (f",village,{BADAYO},Comité", "code is empty"),
    "no place": ("A,village,,Comité", "place_code is empty"),
    "no name": (f"A,village,{BADAYO},", "name is empty"),
    "no level": (f"A,,{BADAYO},Comité", "level is empty: write village,"),
    "a level nobody knows": (f"A,region,{BADAYO},Comité", "unknown level 'region'"),
    "a place nobody knows": ("A,village,V9,Comité", "unknown place_code 'V9': import the places"),
    "a village committee at a department": ("A,village,CI2604,C", "stands at a village; CI2604"),
    "a department committee at a village": (f"A,department,{BADAYO},C", "at a department"),
    "a sub-prefecture's at a department": ("A,sub_prefecture,CI2604,C", "at a sub_prefecture"),
    "a social centre in a region": ("A,social_centre,CI26,C", "at a department; CI26 is a region"),
    "a nation the size of a region": ("A,national,CI26,C", "stands at a country"),
    "a formula for a name": (f"A,village,{BADAYO},=A1", "begins like a formula"),
    "a name too long": (f"A,village,{BADAYO},{'a' * 121}", "120 at most"),
    "the same code twice": (f"B,village,{BADAYO},C", "same code as on line 2"),
}


@pytest.fixture
def placed(database: Database) -> Database:
    """The places of the pilot, without any committee."""
    import_places(database, folder() / "places.csv")
    return database


@pytest.mark.parametrize(("row", "told"), BAD_ROWS.values(), ids=BAD_ROWS.keys())
def test_a_wrong_row_is_named_with_its_line_and_its_reason(
    placed: Database, save: Save, row: str, told: str
) -> None:
    with pytest.raises(ImportRefused, match=told) as refused:
        import_committees(placed, save(HEADER, f"B,village,{BADAYO},Comité", row))

    assert [fault.line for fault in refused.value.faults] == [3]
    assert committees_of(placed) == {}


def test_a_committee_of_each_level_finds_its_place(placed: Database, save: Save) -> None:
    places = {
        "village": BADAYO,
        "sub_prefecture": "CI260401",
        "department": "CI2604",
        "social_centre": "CI2604",
        "national": "CI",
    }

    import_committees(
        placed, save(HEADER, *(f"{level},{level},{at},Name" for level, at in places.items()))
    )

    found, gazetteer = committees_of(placed), places_of(placed)
    assert {code: found[code].place_id for code in places} == {
        code: gazetteer[at].id for code, at in places.items()
    }


def test_the_same_file_twice_changes_nothing_and_a_new_name_one_row(
    placed: Database, save: Save
) -> None:
    rows = (f"A,village,{BADAYO},Comité A", "B,department,CI2604,Comité B")
    path = save(HEADER, *rows)

    assert import_committees(placed, path) == Imported(2, 0, 0)
    assert import_committees(placed, path) == Imported(0, 0, 2)
    assert import_committees(placed, save(HEADER, rows[0] + "!", rows[1])) == Imported(0, 1, 1)
    assert committees_of(placed)["A"].name == "Comité A!"


def test_an_import_cut_off_in_the_middle_leaves_nothing(placed: Database, save: Save) -> None:
    def power_cut(done: int, _total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_committees(placed, save(HEADER, f"A,village,{BADAYO},Comité"), power_cut)

    assert committees_of(placed) == {}
