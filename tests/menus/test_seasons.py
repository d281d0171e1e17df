"""Each month suggests messages that fit the year of cocoa, and that exist."""

import pytest

from menus import advice, seasons


@pytest.mark.parametrize("month", range(1, 13))
def test_each_month_suggests_messages_there_are(month):
    suggested = seasons.suggested(month)

    assert suggested
    assert set(suggested) <= set(advice.MESSAGES)
    assert len(set(suggested)) == len(suggested)


def test_school_is_spoken_of_when_it_starts_and_holidays_when_they_come():
    assert "SCH1" in seasons.suggested(9)
    assert "SCH3" in seasons.suggested(7)


def test_sprays_are_spoken_of_while_people_spray():
    assert "PEST" in seasons.suggested(5)
