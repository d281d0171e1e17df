"""Lists of places: what is kept of them, and what is said of wrong rows."""

from pathlib import Path

import pytest

from gateway.imports import Imported, ImportRefused, import_places
from menus.check_digit import is_valid, with_check_digit
from storage import versions
from storage.database import Database

from .conftest import Save, places_of

HEADER = "code,level,name,parent_code,poster_code,latitude,longitude"
TREE = (
    HEADER,
    "CI,country,Côte d'Ivoire,,,,",
    "CI26,region,Nawa,CI,,5.8,-6.6",
    "CI2604,department,Soubré,CI26,,,",
    "CI260401,sub_prefecture,Soubré,CI2604,,,",
    "V1,village,Badayo,CI260401,,5.87,-6.64",
)
BESIDE = len(TREE) + 1  # the line of a row added to the tree

BAD_ROWS = {
    "too few cells": ("V2,village,Galéa,CI260401", "4 cells, where the header has 7"),
    "too many cells": ("V2,village,Galéa,CI260401,,,,x", "8 cells"),
    "no code": (",village,Galéa,CI260401,,,", "code is empty: fill it in"),
    "no name": ("V2,village,,CI260401,,,", "name is empty"),
    "no level": ("V2,,Galéa,CI260401,,,", "level is empty: write country, district"),
    "no parent": ("V2,village,Galéa,,,,", "parent_code is empty"),
    "a level nobody knows": ("V2,hamlet,Galéa,CI260401,,,", "unknown level 'hamlet'.*or village"),
    "a parent nobody knows": ("V2,village,Galéa,CI99,,,", "unknown parent_code 'CI99': add a row"),
    "a village under a region": ("V2,village,Galéa,CI26,,,", "a village stands under a sub_pref"),
    "a place under itself": ("V2,village,Galéa,V2,,,", "V2 is a village"),
    "a country under another": ("GH,country,Ghana,CI,,,", "stands under nothing"),
    "the same code twice": ("V1,village,Galéa,CI260401,,,", "same code as on line 6"),
    "half a point": ("V2,village,Galéa,CI260401,,5.7,", "latitude and longitude go together"),
    "a latitude in words": ("V2,village,Galéa,CI260401,,north,-6", "latitude 'north'.*degrees"),
    "a latitude off the earth": ("V2,village,Galéa,CI260401,,91,-6", "outside -90 to 90"),
    "a longitude off the earth": ("V2,village,Galéa,CI260401,,9,181", "outside -180 to 180"),
    "a latitude that is no number": ("V2,village,Galéa,CI260401,,nan,-6", "not a number"),
    "degrees and minutes": ("V2,village,Galéa,CI260401,,5°46',-6", "not a number"),
    "a wrong check digit": ("V2,village,Galéa,CI260401,1019,,", r"\(for 101 it is 0\): read it"),
    "a poster code of letters": ("V2,village,Galéa,CI260401,A123,,", "not 4 to 8 digits"),
    "a poster code too short": ("V2,village,Galéa,CI260401,17,,", "not 4 to 8 digits"),
    "a poster code in other digits": ("V2,village,Galéa,CI260401,١٠١٠,,", "not 4 to 8 digits"),
    "a poster for a region": ("CI09,region,Cavally,CI,1010,,", "only villages have posters"),
    "a formula for a name": ("V2,village,=A1,CI260401,,,", "name '=A1' begins like a formula"),
    "a sum for a name": ("V2,village,+A1,CI260401,,,", "begins like a formula"),
    "a minus for a name": ("V2,village,-A1,CI260401,,,", "begins like a formula"),
    "a function for a name": ("V2,village,@SUM(A1),CI260401,,,", "begins like a formula"),
    "a formula for a code": ("=1+1,village,Galéa,CI260401,,,", "code '=1.1' begins like"),
    "a spreadsheet's error": ("V2,village,#REF!,CI260401,,,", "error of the spreadsheet"),
    "an invisible sign": ("V2,village,Gal\u202eéa,CI260401,,,", r"u202e.*invisible sign"),
    "a bell": ("V2,village,Gal\aéa,CI260401,,,", "invisible sign"),
    "a name too long": (f"V2,village,{'a' * 81},CI260401,,,", "name has 81 signs: 80 at most"),
    "a code too long": (f"{'a' * 41},village,Galéa,CI260401,,,", "code has 41 signs"),
}


@pytest.mark.parametrize(("row", "told"), BAD_ROWS.values(), ids=BAD_ROWS.keys())
def test_a_wrong_row_is_named_with_its_line_and_its_reason(
    database: Database, save: Save, row: str, told: str
) -> None:
    with pytest.raises(ImportRefused, match=told) as refused:
        import_places(database, save(*TREE, row))

    assert [fault.line for fault in refused.value.faults] == [BESIDE]
    assert str(refused.value).startswith("1 row is wrong, so nothing was imported:\n  line 7: ")
    assert places_of(database) == {}


def test_lines_are_counted_as_an_editor_counts_them(database: Database, save: Save) -> None:
    path = save(HEADER, "", 'CI,country,"Côte', "d'Ivoire\",,,,", "", ",region,Nawa,CI,,,")

    with pytest.raises(ImportRefused, match="line 6: code is empty"):
        import_places(database, path)


def test_of_many_wrong_rows_twenty_are_told_and_the_rest_counted(
    database: Database, save: Save
) -> None:
    path = save(*TREE, *(f"W{n},hamlet,Galéa,CI260401,,," for n in range(51)))

    with pytest.raises(ImportRefused) as refused:
        import_places(database, path)

    assert str(refused.value).startswith("51 rows are wrong")
    assert str(refused.value).endswith("  and 31 more")
    assert str(refused.value).count("line ") == 20
    assert len(refused.value.faults) == 51


def test_one_wrong_sub_prefecture_is_not_blamed_on_its_villages(
    database: Database, save: Save
) -> None:
    path = save(*TREE[:4], "CI260401,sub_prefecture,,CI2604,,,", TREE[5])

    with pytest.raises(ImportRefused) as refused:
        import_places(database, path)

    assert [fault.line for fault in refused.value.faults] == [5]


def test_a_row_with_two_faults_is_one_wrong_row(database: Database, save: Save) -> None:
    path = save(*TREE, "V1,village,Galéa,CI99,,,")

    with pytest.raises(ImportRefused, match=r"line 7: the same code.*; unknown parent_code"):
        import_places(database, path)


def test_a_place_may_stand_before_what_it_stands_under(database: Database, save: Save) -> None:
    imported = import_places(database, save(HEADER, *reversed(TREE[1:])))

    assert imported == Imported(new=5, changed=0, unchanged=0)
    found = places_of(database)
    assert found["V1"].parent_id == found["CI260401"].id
    assert (found["V1"].latitude, found["V1"].longitude) == (5.87, -6.64)


def test_the_same_file_twice_changes_nothing(database: Database, save: Save) -> None:
    path = save(*TREE)
    import_places(database, path)
    before = {
        code: vars(place) | {"_sa_instance_state": 0} for code, place in places_of(database).items()
    }
    version = version_of(database)

    imported = import_places(database, path)

    after = {
        code: vars(place) | {"_sa_instance_state": 0} for code, place in places_of(database).items()
    }
    assert imported == Imported(new=0, changed=0, unchanged=5)
    assert after == before
    assert version_of(database) == version == 1


def test_a_corrected_file_corrects_only_what_differs(database: Database, save: Save) -> None:
    import_places(database, save(*TREE))
    others = (
        "CI260403,sub_prefecture,Grand-Zattry,CI2604,,,",
        "V1,village,Badayo 1,CI260403,,5.9,-6.6",
    )

    imported = import_places(database, save(*TREE[:5], *others))

    found = places_of(database)
    assert imported == Imported(new=1, changed=1, unchanged=4)
    assert (found["V1"].name, found["V1"].latitude) == ("Badayo 1", 5.9)
    assert found["V1"].parent_id == found["CI260403"].id
    assert version_of(database) == 2


def test_a_known_place_may_move_under_one_that_is_new(database: Database, save: Save) -> None:
    import_places(database, save(*TREE))

    imported = import_places(
        database, save(HEADER, "CI26,region,Nawa,CI-BS,,,", "CI-BS,district,Bas-Sassandra,CI,,,")
    )

    found = places_of(database)
    assert imported == Imported(new=1, changed=1, unchanged=0)
    assert found["CI26"].parent_id == found["CI-BS"].id


def test_an_empty_cell_takes_nothing_away(database: Database, save: Save) -> None:
    import_places(database, save(*TREE))
    code = places_of(database)["V1"].poster_code

    imported = import_places(database, save(HEADER, "V1,village,Badayo,CI260401,,,"))

    assert imported == Imported(new=0, changed=0, unchanged=1)
    assert places_of(database)["V1"].latitude == 5.87
    assert places_of(database)["V1"].poster_code == code


def test_a_file_may_build_on_what_is_known(database: Database, save: Save) -> None:
    import_places(database, save(*TREE))

    assert import_places(database, save(HEADER, "V2,village,Galéa,CI260401,,,")).new == 1


def test_a_place_keeps_its_level(database: Database, save: Save) -> None:
    import_places(database, save(*TREE))

    with pytest.raises(ImportRefused, match="V1 is known as a village"):
        import_places(database, save(HEADER, "V1,sub_prefecture,Badayo,CI2604,,,"))


def test_french_decimals_are_read(database: Database, save: Save) -> None:
    rows = (row.replace(",", ";").replace("5.87;-6.64", "5,87;-6,64") for row in TREE)

    import_places(database, save(*rows))

    assert places_of(database)["V1"].longitude == -6.64


def test_a_country_left_out_of_its_own_list_is_made(database: Database, save: Save) -> None:
    path = save("country,code,level,name,parent_code", "GH,GH-WP,region,Western,GH")

    assert import_places(database, path).new == 2
    assert places_of(database)["GH"].name == "Ghana"
    assert import_places(database, path) == Imported(new=0, changed=0, unchanged=1)


def test_a_country_nobody_told_us_of_is_not_invented(database: Database, save: Save) -> None:
    path = save("country,code,level,name,parent_code", "XX,XX-1,region,Western,XX")

    with pytest.raises(ImportRefused, match="unknown parent_code 'XX'"):
        import_places(database, path)


def villages(count: int, first: int = 0) -> list[str]:
    return [f"W{n},village,Village {n},CI260401,,," for n in range(first, first + count)]


def test_villages_without_a_poster_code_get_the_shortest_free_ones_in_order(
    database: Database, save: Save
) -> None:
    taken = with_check_digit("101")

    import_places(database, save(*TREE, f"V2,village,Galéa,CI260401,{taken},,", *villages(2)))

    found = places_of(database)
    assert [found[code].poster_code for code in ("V1", "V2", "W0", "W1")] == [
        with_check_digit(number) for number in ("100", "101", "102", "103")
    ]
    assert found["CI260401"].poster_code is None


def test_nine_hundred_villages_have_four_digits_and_the_next_have_five(
    database: Database, save: Save
) -> None:
    import_places(database, save(*TREE[:5], *villages(903)))

    found = places_of(database)
    codes = [found[f"W{n}"].poster_code or "" for n in range(903)]
    assert [len(code) for code in codes] == [4] * 900 + [5] * 3
    assert len(set(codes)) == 903
    assert all(map(is_valid, codes))


def test_a_code_once_on_a_poster_never_changes(database: Database, save: Save) -> None:
    import_places(database, save(*TREE, *villages(3)))
    before = {code: place.poster_code for code, place in places_of(database).items()}

    import_places(database, save(*TREE, *villages(2, first=7), *reversed(villages(3))))

    after = places_of(database)
    assert {code: after[code].poster_code for code in before} == before


def test_a_code_on_a_poster_cannot_be_replaced(database: Database, save: Save) -> None:
    import_places(database, save(*TREE))
    other = with_check_digit("555")

    with pytest.raises(ImportRefused, match=f"{other} cannot replace {with_check_digit('100')}"):
        import_places(database, save(HEADER, f"V1,village,Badayo,CI260401,{other},,"))


def test_a_code_on_one_village_s_poster_is_not_given_to_another(
    database: Database, save: Save
) -> None:
    import_places(database, save(*TREE))
    code = with_check_digit("100")

    with pytest.raises(ImportRefused, match=f"{code} is on the posters of V1"):
        import_places(database, save(HEADER, f"V2,village,Galéa,CI260401,{code},,"))


def test_two_villages_of_a_file_cannot_share_a_poster_code(database: Database, save: Save) -> None:
    code = with_check_digit("555")
    rows = (f"{name},village,Galéa,CI260401,{code},," for name in ("V2", "V3"))

    with pytest.raises(ImportRefused, match="line 8: the same poster_code as on line 7"):
        import_places(database, save(*TREE, *rows))


def test_an_import_cut_off_in_the_middle_leaves_nothing(database: Database, save: Save) -> None:
    path: Path = save(*TREE, *villages(1200))

    def power_cut(done: int, _total: int) -> None:
        if done > 600:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_places(database, path, power_cut)

    assert places_of(database) == {}
    assert version_of(database) == 0
    assert import_places(database, path).new == 1205


def test_progress_is_told_from_nothing_to_all(database: Database, save: Save) -> None:
    told: list[tuple[int, int]] = []

    import_places(database, save(*TREE, *villages(1200)), lambda *now: told.append(now))

    assert told[0] == (0, 1205)
    assert told[-1] == (1205, 1205)
    assert told == sorted(told)


def version_of(database: Database) -> int:
    with database.reading() as session:
        return versions.current(session, versions.PLACES)
