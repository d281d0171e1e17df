"""How urgent a report is and who is first to know, kept as it was agreed for the pilot."""

import pytest

from menus.layout import MOST_OPTIONS
from menus.triage import (
    CONCERNS,
    DANGERS,
    URGENCIES,
    concern_of,
    is_sensitive,
    kinds_of,
    urgency_of,
)


def test_there_are_twenty_two_concerns_under_seven_dangers():
    assert len(CONCERNS) == 22
    assert len(DANGERS) == MOST_OPTIONS


@pytest.mark.parametrize("danger", DANGERS)
def test_the_kinds_of_a_danger_fit_one_screen(danger):
    assert 1 <= len(kinds_of(danger)) <= MOST_OPTIONS


def test_every_concern_can_be_told():
    told = {kind for danger in DANGERS for kind in kinds_of(danger)}
    told |= {concern_of(danger) for danger in DANGERS}

    assert told == CONCERNS.keys()


@pytest.mark.parametrize("concern", CONCERNS.values(), ids=lambda concern: concern.code)
def test_a_concern_speaks_the_words_of_the_house(concern):
    assert concern.urgency in URGENCIES
    assert concern.first_route in ("village", "sub_prefecture", "department", "social_centre")
    assert concern_of(concern.danger, concern.code) == concern.code


@pytest.mark.parametrize(
    ("concern", "usually", "now"),
    [
        ("out_of_school", "low", "medium"),
        ("no_birth_certificate", "low", "medium"),
        ("other", "medium", "high"),
        ("neglect", "medium", "high"),
        ("heavy_loads", "medium", "high"),
        ("mining", "high", "critical"),
        ("physical_violence", "high", "critical"),
        ("unaccompanied", "high", "critical"),
        ("missing", "critical", "critical"),
        ("fgm", "critical", "critical"),
        ("sexual_abuse", "critical", "critical"),
        ("trafficking", "critical", "critical"),
    ],
)
def test_happening_now_raises_urgency_one_step(concern, usually, now):
    assert urgency_of(concern) == usually
    assert urgency_of(concern, "now") == now


@pytest.mark.parametrize("when", ["", "often", "past", "soon", "unknown"])
@pytest.mark.parametrize("concern", CONCERNS)
def test_only_happening_now_raises_urgency(concern, when):
    assert urgency_of(concern, when) == CONCERNS[concern].urgency


def test_what_no_village_may_see_is_sexual_abuse_and_excision():
    assert {code for code in CONCERNS if is_sensitive(code)} == {"sexual_abuse", "fgm"}


@pytest.mark.parametrize("danger", DANGERS)
def test_a_danger_that_may_hide_a_sensitive_concern_never_starts_in_a_village(danger):
    may_be_sensitive = any(is_sensitive(kind) for kind in kinds_of(danger))
    starts = CONCERNS[concern_of(danger)].first_route

    assert not (may_be_sensitive and starts == "village")


@pytest.mark.parametrize("danger", DANGERS)
def test_a_kind_left_over_from_a_corrected_danger_does_not_count(danger):
    elsewhere = next(c.code for c in CONCERNS.values() if c.danger != danger)

    assert concern_of(danger, elsewhere) == concern_of(danger)
    assert concern_of(danger, "nonsense") == concern_of(danger)
