"""Nobody is woken for what can wait until morning."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.night import after_the_night

ABIDJAN, PARIS, KATHMANDU = (
    ZoneInfo(name) for name in ("Africa/Abidjan", "Europe/Paris", "Asia/Kathmandu")
)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "zone", "expected"),
    [
        # Abidjan is at UTC, all year.
        ("2026-11-21 05:59:59", ABIDJAN, "2026-11-21 06:00"),
        ("2026-11-21 06:00", ABIDJAN, "2026-11-21 06:00"),
        ("2026-11-21 12:34:56", ABIDJAN, "2026-11-21 12:34:56"),
        ("2026-11-21 20:59:59", ABIDJAN, "2026-11-21 20:59:59"),
        ("2026-11-21 21:00", ABIDJAN, "2026-11-22 06:00"),
        ("2026-11-21 23:59:59", ABIDJAN, "2026-11-22 06:00"),
        ("2026-11-22 00:00", ABIDJAN, "2026-11-22 06:00"),
        ("2026-12-31 22:00", ABIDJAN, "2027-01-01 06:00"),
        ("2028-02-28 22:00", ABIDJAN, "2028-02-29 06:00"),
        # Paris, in winter (UTC+1) and in summer (UTC+2).
        ("2026-01-10 04:59", PARIS, "2026-01-10 05:00"),
        ("2026-01-10 05:00", PARIS, "2026-01-10 05:00"),
        ("2026-01-10 20:00", PARIS, "2026-01-11 05:00"),
        ("2026-07-10 03:59", PARIS, "2026-07-10 04:00"),
        ("2026-07-10 18:59", PARIS, "2026-07-10 18:59"),
        ("2026-07-10 19:00", PARIS, "2026-07-11 04:00"),
        # The nights in which Paris changes its clocks.
        ("2026-03-28 20:30", PARIS, "2026-03-29 04:00"),
        ("2026-03-29 00:30", PARIS, "2026-03-29 04:00"),
        ("2026-10-24 19:30", PARIS, "2026-10-25 05:00"),
        ("2026-10-25 00:30", PARIS, "2026-10-25 05:00"),
        ("2026-10-25 01:30", PARIS, "2026-10-25 05:00"),
        # Quarters of an hour, and another date there than here.
        ("2026-11-21 00:14", KATHMANDU, "2026-11-21 00:15"),
        ("2026-11-21 15:15", KATHMANDU, "2026-11-22 00:15"),
        ("2026-11-21 18:20", KATHMANDU, "2026-11-22 00:15"),
    ],
)
def test_what_falls_in_the_night_waits_for_six_in_the_morning(moment, zone, expected):
    assert after_the_night(at(moment), zone) == at(expected)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from((ABIDJAN, PARIS, KATHMANDU, ZoneInfo("America/St_Johns"))),
)
def test_nothing_waits_longer_than_a_night_nor_comes_before_its_time(moment, zone):
    after = after_the_night(moment, zone)

    assert timedelta() <= after - moment <= timedelta(hours=10)
    assert 6 <= after.astimezone(zone).hour < 21
    assert after_the_night(after, zone) == after
