"""Times told from counts are as near as they are said to be."""

from collections import Counter
from datetime import timedelta
from statistics import quantiles

from hypothesis import given
from hypothesis import strategies as st

from storage.bins import NEVER, bin_of, minutes_of, within

MINUTES = st.floats(min_value=1, max_value=60 * 24 * 400)


def bins(minutes):
    return Counter(str(bin_of(timedelta(minutes=each))) for each in minutes)


@given(MINUTES)
def test_a_time_is_told_within_8_percent(minutes):
    told = minutes_of(bin_of(timedelta(minutes=minutes)))

    assert abs(told - minutes) <= 0.08 * minutes


@given(st.lists(MINUTES, min_size=1, max_size=60))
def test_half_is_said_to_be_within_a_time_within_which_half_really_is(minutes):
    told = within(bins(minutes), 0.5)

    ordered = sorted(minutes)
    assert told is not None
    half = ordered[(len(ordered) + 1) // 2 - 1]
    assert half / 1.15 <= told <= half * 1.15


@given(st.lists(MINUTES, min_size=20, max_size=80))
def test_a_median_is_within_15_percent_of_the_one_a_statistician_would_find(minutes):
    half_before = sorted(minutes)[len(minutes) // 2 - 1]
    half_after = sorted(minutes)[len(minutes) // 2]
    _, found, _ = quantiles(minutes, n=4, method="inclusive")

    told = within(bins(minutes), 0.5)

    assert half_before / 1.15 <= told <= half_after * 1.15
    if half_before == half_after:
        assert abs(told - found) <= 0.15 * found


def test_what_never_happened_makes_no_time_look_short():
    assert within(Counter({"3": 4, NEVER: 5}), 0.5) is None
    assert within(Counter({"3": 5, NEVER: 5}), 0.5) == minutes_of(3)
    assert within(Counter({NEVER: 5}), 0.5) is None
    assert within(Counter(), 0.5) is None


def test_a_minute_or_less_is_a_minute():
    assert (
        bin_of(timedelta(0)) == bin_of(timedelta(seconds=-5)) == bin_of(timedelta(minutes=1)) == 0
    )
    assert minutes_of(0) == 1
