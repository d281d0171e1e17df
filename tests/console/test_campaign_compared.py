"""Reports before and after a campaign are told without anybody being recognised."""

import pytest

from gateway.console.campaign_compared import Compared, reports


def table(*counts):
    """What was counted: before and after where it went, before and after elsewhere."""
    a, b, c, d = counts
    return {"before": {"reached": a, "others": c}, "after": {"reached": b, "others": d}}


def test_large_counts_are_told_as_they_are():
    assert reports(table(12, 30, 8, 9)) == [Compared("reached", 12, 30), Compared("others", 8, 9)]


@pytest.mark.parametrize("counts", [(3, 30, 8, 9), (12, 30, 8, 1), (1, 0, 0, 0), (4, 4, 20, 50)])
def test_a_small_count_is_never_left_to_be_worked_out_from_a_sum(counts):
    for of_area in reports(table(*counts)):
        assert None in (of_area.before, of_area.after)
    told = reports(table(*counts))
    for period in ("before", "after"):
        assert None in [getattr(each, period) for each in told]


def test_where_nothing_came_nothing_is_hidden():
    assert reports({}) == [Compared("reached", 0, 0), Compared("others", 0, 0)]
