"""The national list of Côte d'Ivoire, at its full size."""

import time
from pathlib import Path

import pytest

from gateway.demo_data import folder
from gateway.imports import Imported, import_places
from menus.check_digit import is_valid
from storage.database import Database

from .conftest import places_of

LISTS = Path(__file__).parents[2].parent / "shared" / "data"  # not ours to publish
ROWS = 9185
VILLAGES = 8518


def test_the_whole_country_is_imported_in_seconds_and_again_in_vain(database: Database) -> None:
    began = time.monotonic()

    imported = import_places(database, LISTS / "places_ci.csv")

    assert imported == Imported(new=ROWS + 1, changed=0, unchanged=0)  # and the country itself
    assert time.monotonic() - began < 30  # 1 s here; machines of CI are slow and shared
    assert import_places(database, LISTS / "places_ci.csv") == Imported(0, 0, ROWS)


def test_every_village_of_the_country_has_a_poster_code_of_its_own(database: Database) -> None:
    import_places(database, LISTS / "places_ci.csv")

    found = places_of(database).values()
    codes = [place.poster_code for place in found if place.poster_code]
    assert len(set(codes)) == len(codes) == VILLAGES
    assert all(map(is_valid, codes))
    assert sorted({len(code) for code in codes}) == [4, 5]
    assert {place.level for place in found if place.poster_code} == {"village"}


def test_every_place_of_the_country_is_in_the_country(database: Database) -> None:
    import_places(database, LISTS / "places_ci.csv")

    found = {place.id: place for place in places_of(database).values()}
    for place in found.values():
        while place.parent_id:
            place = found[place.parent_id]
        assert (place.code, place.name) == ("CI", "Côte d'Ivoire")


@pytest.mark.parametrize("name", ["places_pilot_nawa_cavally.csv", "places_ci.csv"])
def test_official_lists_meet_the_demo_by_their_codes(demo: Database, name: str) -> None:
    before = places_of(demo)

    import_places(demo, LISTS / name)

    after = places_of(demo)
    kept = ["CI26", "CI2604", "CI260401", "CI260402", "CI260401-01"]
    assert [after[code].id for code in kept] == [before[code].id for code in kept]
    assert after["CI260402"].parent_id == before["CI2603"].id
    assert {code: after[code].poster_code for code in before} == {
        code: place.poster_code for code, place in before.items()
    }
    assert import_places(demo, folder() / "places.csv").new == 0
