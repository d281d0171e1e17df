"""The gazetteer in memory: found, climbed, and safe even when it was typed in wrong."""

import pytest

from menus.places import Gazetteer, Place


def test_a_village_is_found_by_the_code_of_its_poster(places):
    assert places.by_poster_code("1029").name == "Badayo"


@pytest.mark.parametrize("code", ["", "9999", "10290", " 1029"])
def test_a_code_on_no_poster_finds_nothing(places, code):
    assert places.by_poster_code(code) is None


def test_the_path_climbs_from_the_village_to_the_country(places):
    path = [place.name for place in places.path("CI260401-02")]

    assert path == ["Badayo", "Soubré", "Soubré", "Nawa", "Côte d'Ivoire"]


@pytest.mark.parametrize("nowhere", [None, "", "CI99"])
def test_nowhere_has_no_path_and_nothing_above_it(places, nowhere):
    assert places.path(nowhere) == []
    assert places.get(nowhere) is None


def test_places_that_hold_each_other_do_not_keep_a_caller_waiting_for_ever():
    lost = Gazetteer([Place("a", "region", "A", "b"), Place("b", "department", "B", "a")])

    assert [place.id for place in lost.path("a")] == ["a", "b"]


def test_a_place_that_holds_itself_is_climbed_once():
    lost = Gazetteer([Place("a", "village", "A", "a")])

    assert [place.id for place in lost.path("a")] == ["a"]


def test_a_place_whose_parent_was_never_imported_still_has_itself():
    orphan = Gazetteer([Place("v", "village", "V", "gone")])

    assert [place.id for place in orphan.path("v")] == ["v"]


def test_lists_are_read_by_name(places):
    assert [place.name for place in places.within("CI260401")] == ["Badayo", "Galéa"]
    assert [place.name for place in places.at_level("sub_prefecture")] == ["Liliyo", "Soubré"]
    assert places.within("CI260401-02") == []
    assert places.at_level("district") == []


def test_an_empty_country_answers_every_question_with_nothing():
    empty = Gazetteer()

    assert len(empty) == 0
    assert empty.by_poster_code("1029") is None
