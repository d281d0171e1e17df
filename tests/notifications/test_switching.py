"""When a channel is left for the other one: the rule, whatever was carried."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.switching import BACK, PAUSE, Seen, next_share

A_WHILE = PAUSE + timedelta(minutes=1)
NOTHING = Seen(0, 0, 0, reports=True)
WELL = Seen(100, 2, 0, reports=True)
SLOW = Seen(100, 15, 0, reports=True)
FAILING = Seen(100, 0, 15, reports=True)


@pytest.mark.parametrize(
    ("what", "share", "first", "second", "goes"),
    [
        ("all is well", 0, WELL, NOTHING, 0),
        ("fifteen in a hundred were slow", 0, SLOW, NOTHING, 100),
        ("fifteen in a hundred failed", 0, FAILING, NOTHING, 100),
        ("fourteen were", 0, Seen(100, 14, 0, reports=True), NOTHING, 0),
        ("some were slow and some failed", 0, Seen(100, 8, 8, reports=True), NOTHING, 100),
        ("too few to say", 0, Seen(19, 9, 0, reports=True), NOTHING, 0),
        ("few, and every try came to nothing", 0, Seen(3, 0, 3, reports=True), NOTHING, 100),
        ("it never reports, so it cannot be slow", 0, Seen(90, 90, 0, reports=False), NOTHING, 0),
        ("phones are off: both are as slow", 0, SLOW, SLOW, 0),
        ("the second is slower still", 0, SLOW, Seen(100, 40, 0, reports=True), 0),
        ("the second does well: a little goes back", 100, NOTHING, WELL, 100 - BACK),
        ("a little more", 40, WELL, WELL, 30),
        ("the last of it", 5, WELL, WELL, 0),
        ("the first is as bad as before", 90, SLOW, WELL, 100),
        ("the second is worse", 100, NOTHING, SLOW, 0),
    ],
)
def test_what_goes_the_second_way(what, share, first, second, goes):
    assert next_share(share, A_WHILE, first, second) == goes, what


def test_no_route_moves_twice_within_five_minutes():
    assert next_share(100, PAUSE - timedelta(seconds=1), NOTHING, SLOW) == 100


carried = st.integers(0, 200).flatmap(
    lambda count: st.builds(
        lambda slow, failed, reports: Seen(count, slow, min(failed, count - slow), reports),
        st.integers(0, count), st.integers(0, count), st.booleans(),
    )
)  # fmt: skip


@given(st.integers(0, 100), carried, carried)
def test_a_share_stays_a_share_and_what_is_well_only_drifts_home(share, first, second):
    goes = next_share(share, A_WHILE, first, second)

    assert 0 <= goes <= 100
    if not first.is_poor and not second.is_poor:
        assert goes == max(share - BACK, 0)


@given(carried)
def test_two_channels_that_do_alike_never_push_each_other(seen):
    assert next_share(0, None, seen, seen) in (0, 100 if seen.counted < 3 else 0)
