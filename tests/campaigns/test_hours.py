"""Nothing leaves outside the hours of the law, whatever clocks do; all of it leaves in the next."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.campaign_hours import Hours, allowed_by_now, hours_of
from storage.models import CampaignStatus

from .conftest import on_sqlite

ZONES = ("Africa/Abidjan", "Africa/Cairo", "Europe/London", "America/New_York", "Asia/Kathmandu")
# A night in which clocks change, or none: the day after it must have its whole window.
NIGHTS = [
    ("Africa/Abidjan", date(2026, 12, 31)),
    ("America/New_York", date(2026, 10, 31)),  # one hour twice
    ("Europe/London", date(2027, 3, 27)),  # one hour never
    ("Africa/Cairo", date(2027, 4, 29)),  # at midnight itself
]
MINUTE = timedelta(minutes=1)
EIGHT_TO_SEVEN = (time(8), time(19))


@pytest.mark.parametrize(("zone", "evening"), NIGHTS)
@on_sqlite
def test_over_a_night_nothing_leaves_and_in_the_morning_all_of_it(press, zone, evening):
    zone = ZoneInfo(zone)
    sender = press.carrier.broadcaster
    sender.terms = replace(sender.terms, hours=Hours(*EIGHT_TO_SEVEN, zone))
    start = datetime.combine(evening, time(18, 50), zone).astimezone(UTC)
    press.now = sender.clock = lambda: start
    phones = press.listens(300)
    number = press.approved(spread=True)  # the day is nearly over: a part of it is left
    left_at = {}

    moment = start
    while moment < start + timedelta(days=1, hours=1):
        sender.clock = lambda moment=moment: moment
        before = len(press.channel.sent)
        press.goes()
        left_at |= dict.fromkeys(range(before, len(press.channel.sent)), moment.astimezone(zone))
        moment += timedelta(minutes=10)

    assert all(time(8) <= moment.time() < time(19) for moment in left_at.values())
    assert press.reached == dict.fromkeys(phones, 1)
    assert press.campaign(number).status == CampaignStatus.ENDED
    assert {moment.date() for moment in left_at.values()} <= {evening, evening + timedelta(days=1)}


@on_sqlite
def test_what_waits_until_it_is_stale_is_not_sent_any_more(press):
    zone = ZoneInfo("Africa/Abidjan")
    sender = press.carrier.broadcaster
    sender.terms = replace(sender.terms, hours=Hours(*EIGHT_TO_SEVEN, zone))
    evening = datetime(2026, 12, 1, 19, 30, tzinfo=UTC)
    press.now = sender.clock = lambda: evening
    press.listens(3)
    number = press.approved(expires_at=evening + timedelta(hours=6))
    press.goes()

    sender.clock = lambda: evening + timedelta(hours=13)
    press.goes()

    assert not press.channel.sent
    assert press.campaign(number).ended_for == "expired"


@given(
    st.sampled_from(ZONES),
    st.integers(0, 6 * 365 * 24 * 60).map(lambda n: datetime(2024, 1, 1, tzinfo=UTC) + n * MINUTE),
)
def test_a_window_is_as_long_as_the_law_says_and_opens_within_a_day(zone, moment):
    hours = Hours(*EIGHT_TO_SEVEN, ZoneInfo(zone))

    opening = hours.next_opening(moment)
    local = opening.astimezone(hours.zone).time()

    assert moment <= opening < moment + timedelta(hours=25)
    assert hours.are_open(opening)
    assert time(8) <= local < time(19)
    assert hours.are_open(moment) == (opening == moment)


@given(st.integers(1, 10**6), st.integers(0, 11 * 60))
def test_what_is_spread_over_the_day_grows_evenly_and_is_all_out_before_the_end(total, minutes):
    hours = Hours(*EIGHT_TO_SEVEN, ZoneInfo("Africa/Abidjan"))
    start = datetime(2026, 12, 1, 8, tzinfo=UTC)
    moments = [start + timedelta(minutes=minutes), start + timedelta(minutes=minutes + 1)]

    first, second = (allowed_by_now(hours, start, moment, total) for moment in moments)

    assert 1 <= first <= second <= total
    assert allowed_by_now(hours, start, start + timedelta(hours=10, minutes=45), total) == total


@pytest.mark.parametrize("text", ["", "8-19", "19:00-08:00", "08:00", "08:00-25:00", "08:00-08:00"])
def test_hours_that_are_no_window_of_one_day_are_refused(text):
    with pytest.raises(ValueError, match="must look like"):
        hours_of(text)


def test_hours_are_read_as_they_are_written():
    assert hours_of("08:00-19:00") == EIGHT_TO_SEVEN
