"""A village is found by its name as people type it."""

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz, process

from menus.finder import Finder
from menus.gsm7 import fold, septets
from menus.places import LONGEST_LABEL, Gazetteer, Place
from menus.spelling import heard, written
from tests.menus.misspelling import misspelled

NATIONAL_LIST = Path(__file__).parents[3] / "shared" / "data" / "places_ci.csv"
LEVELS = {
    "departement": "department", "sous_prefecture": "sub_prefecture", "localite": "village",
}  # fmt: skip


@pytest.fixture(scope="module")
def country():
    """Every place of the national list."""
    with NATIONAL_LIST.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return Gazetteer(
        Place(row["code"], LEVELS.get(row["level"], row["level"]), row["name"], row["parent_code"])
        for row in rows
    )


@pytest.fixture(scope="module")
def names(country):
    """The names of its villages."""
    return [place.name for place in country.at_level("village")]


def test_nineteen_of_twenty_misspelt_names_are_understood_at_once(country, names):
    right = listed = 0
    corpus = list(misspelled(names, 3000, seed=7))
    for name, typed in corpus:
        found = [written(place.name) for place in country.named(typed).places]
        right += found[:1] == [written(name)]
        listed += written(name) in found

    assert right / len(corpus) >= 0.95
    assert listed / len(corpus) >= 0.98


def test_a_look_up_costs_no_more_than_a_few_looks_over_all_names(country, names):
    typed = [slip for _, slip in misspelled(names, 40, seed=8)]
    keys = sorted({written(name) for name in names})
    country.named("x")  # the index is built when a name is first typed

    def floor(name):
        process.extract(written(name), keys, scorer=fuzz.ratio, limit=10, score_cutoff=60)

    def quickest(look):
        """The quickest of several looks for each name: what others do meanwhile is left out."""
        return sum(min(_seconds(look, name) for _ in range(7)) for name in typed)

    assert quickest(country.named) < 6 * quickest(floor)  # 2.6 when this was written: about 1 ms


def _seconds(look, name):
    started = time.perf_counter()
    look(name)
    return time.perf_counter() - started


def test_every_name_and_alias_finds_its_own_village_first():
    places = Gazetteer(
        [
            Place("d", "department", "Soubré"),
            Place("s", "sub_prefecture", "Soubré", "d"),
            Place("v1", "village", "Galéa II", "s", aliases=("Ancien Galéa", "Kpéhiri")),
            Place("v2", "village", "N'Guessankro", "s"),
        ]
    )

    for typed in ("galea 2", "GALEA II", "Galéa2", "ancien galea", "kpehiri"):
        assert [p.id for p in places.named(typed).places] == ["v1"]
        assert places.named(typed).is_exact
    for typed in ("nguessankro", "N GUESSANKRO", "n’guessankro"):
        assert places.named(typed).places[0].id == "v2"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("guessabo", "Guessabo"), ("gessabo", "Guessabo"), ("okruyo", "Okrouyo"),
        ("ocrouyo", "Okrouyo"), ("grand zatry", "Grand-Zattry"), ("grandzattri", "Grand-Zattry"),
        ("meagi", "Méagui"), ("zeglo", "Zéaglo"),
    ],
)  # fmt: skip
def test_what_sounds_alike_is_alike(country, typed, name):
    assert written(name) in [written(p.name) for p in country.named(typed).places[:3]]


def test_homonyms_are_all_offered_each_with_what_it_lies_in(country):
    found = country.named("Akakro")

    labels = [country.label(place) for place in found.places]
    assert found.is_exact
    assert len(labels) > 5
    assert all(label.startswith("Akakro (") for label in labels)
    assert all(septets(fold(label)) <= LONGEST_LABEL for label in labels)


def test_among_homonyms_those_near_the_last_village_come_first(country):
    last = country.named("Akakro").places[-1]

    assert country.named("Akakro", near=last.id).places[0].parent_id == last.parent_id


@given(text=st.text(max_size=200))
def test_nothing_that_is_typed_is_too_much(text):
    finder = Finder([("Galéa", 1), ("Badayo", 2)])

    assert finder.find(text) == finder.find(text)
    assert heard(written(text)) is not None
