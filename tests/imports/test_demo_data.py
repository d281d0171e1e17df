"""The two pilot regions as the demo shows them."""

import re
from collections import Counter

import pytest

from gateway.demo_data import folder
from gateway.imports import Imported, import_committees, import_members, import_places
from menus.check_digit import is_valid
from notifications.routing import Case, Desk, recipients
from storage import committees, places
from storage.database import Database

from .conftest import committees_of, members_of, places_of

VILLAGER = "+2250701020304"


def test_the_demo_is_two_regions_whole(demo: Database) -> None:
    levels = Counter(place.level for place in places_of(demo).values())

    assert levels.pop("village") > 55
    assert levels == {"country": 1, "region": 2, "department": 8, "sub_prefecture": 28}


def test_the_demo_twice_changes_nothing(demo: Database) -> None:
    assert import_places(demo, folder() / "places.csv").unchanged == len(places_of(demo))
    assert import_committees(demo, folder() / "committees.csv") == Imported(
        0, 0, len(committees_of(demo))
    )
    assert import_members(demo, folder() / "members.csv") == Imported(0, 0, len(members_of(demo)))


def test_the_poster_codes_are_written_in_the_file_and_have_four_digits(demo: Database) -> None:
    text = (folder() / "places.csv").read_text(encoding="utf-8")

    codes = [p.poster_code or "" for p in places_of(demo).values() if p.level == "village"]
    assert all(len(code) == 4 and is_valid(code) and f",{code}," in text for code in codes)


def test_the_story_s_villages_are_in_one_sub_prefecture(demo: Database) -> None:
    found = places_of(demo)

    soubre = found["CI260401"].id
    assert {p.name for p in found.values() if p.parent_id == soubre} == {
        "Badayo",
        "Galéa",
        "Gbaléyo",
    }


def test_the_story_s_people_are_where_they_are_awaited(demo: Database) -> None:
    people, homes = members_of(demo), committees_of(demo)
    secretary, on_call = people["+2250512340017"][0], people["+2250102030062"][0]

    assert (secretary.role, secretary.language) == ("secretary", "fr")
    assert secretary.committee_id == homes["CI260401-01-V"].id
    assert homes["CI260401-01-V"].place_id == places_of(demo)["CI260401-01"].id
    assert on_call.role == "focal_point"
    assert on_call.committee_id == homes["CI2604-D"].id
    assert VILLAGER not in people


def test_committees_stand_as_in_real_life(demo: Database) -> None:
    homes, found = committees_of(demo).values(), places_of(demo)
    levels = Counter(home.level for home in homes)
    at = {home.place_id for home in homes}

    assert levels["village"] >= 20
    assert (levels["national"], levels["department"], levels["social_centre"]) == (1, 8, 8)
    assert levels["sub_prefecture"] == 5
    assert found["CI260401"].id not in at
    assert found["CI260401-02"].id not in at  # Galéa


def test_every_committee_has_one_to_three_members(demo: Database) -> None:
    sizes = Counter(member.committee_id for member, _ in members_of(demo).values())

    assert sizes.keys() == {home.id for home in committees_of(demo).values()}
    assert max(sizes.values()) <= 3


def test_the_demo_s_numbers_are_mobiles_and_none_is_the_simulator_s(demo: Database) -> None:
    for phone in members_of(demo):
        assert re.fullmatch(r"\+2250[157]\d{8}", phone)
        assert not re.fullmatch(r"\+2250[157]00000\d{3}", phone)


@pytest.mark.parametrize(
    "concern", ["heavy_loads", "physical_violence", "trafficking", "sexual_abuse"]
)
def test_whatever_happens_in_a_village_somebody_is_told(demo: Database, concern: str) -> None:
    villages = [place for place in places_of(demo).values() if place.level == "village"]

    for village in villages:
        with demo.reading() as session:
            path = places.path(session, village.id)
            rows = committees.reachable(session, path)
        desks = {
            Desk(str(home), level, path.index(place), frozenset({phone}))
            for home, place, level, phone in rows
        }
        assert recipients(Case(concern, "high"), desks)
        assert "national" in {desk.level for desk in desks}
