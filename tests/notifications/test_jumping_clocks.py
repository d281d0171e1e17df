"""Clocks that are two, that jump, that are down, that change with the season: it comes to the same.

Each story is played twice: once by one clock that goes right, once by clocks that do not. What was
promised, to whom and how often, is the same.
"""

import shutil
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from gateway import wiring
from gateway.settings import Settings
from gateway.wiring import wire
from storage.models import Alert, Committee, Event, OutboundMessage
from tests import country
from tests.conftest import Time
from tests.country import DEPARTMENT_MEMBER, VILLAGE_MEMBER

from .conftest import Country, on_sqlite

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ONLY_COUNT = ("counts", "stock", "figures")  # they promise nothing, and have tests of their own
STORY = ("trafficking", "agrochemicals", "sharp_tools", "out_of_school", "fgm")


def what_happened(house):
    """What was promised and told, without the moments: each committee's lines, each phone's SMS."""
    with house.database.reading() as session:
        codes = {str(c.id): c.code for c in session.scalars(select(Committee))}
        lines = Counter(
            (event.kind, codes.get(event.detail.get("committee", ""), ""))
            for event in session.scalars(select(Event))
        )
        told = Counter(session.scalars(select(Alert.reason)))
        digests = ("week", "month")
        sms = Counter(
            (message.kind, message.recipient_index)
            for message in session.scalars(select(OutboundMessage))
            if message.kind not in digests
        )
    return lines, told, sms


def begin(area, time):
    """Five reports an hour apart; two of them are taken in hand."""
    for concern in STORY:
        area.files(concern)
        time.passes(hours=1)
    area.takes(VILLAGE_MEMBER)
    area.takes(DEPARTMENT_MEMBER)


def play(clocks, time, days=5, step=timedelta(minutes=30), strange=lambda _clock, _hours: None):
    """Some days pass; every half hour the clocks strike, and strange things may happen to them."""
    for number in range(int(timedelta(days=days) / step)):
        time.passes(seconds=step.total_seconds())
        for clock in clocks:
            strange(clock, number * step)
            clock.tick()


@pytest.fixture
def story(variables, tmp_path, migrated_file):
    """A fresh house with the story begun, as often as it is asked for."""
    made = []

    def start(**changed):
        path = tmp_path / f"story-{len(made)}.db"
        shutil.copy(migrated_file, path)
        told = {**variables, "DATABASE_URL": f"sqlite:///{path}", **changed}
        house = wire(Settings.from_env(told))
        made.append(house)
        country.furnish(house.database)
        time = Time(datetime(2027, 3, 23, 10, tzinfo=UTC) - datetime.now(UTC))  # a Tuesday
        house.world.clock = time
        begin(Country(house, time), time)
        return house, time

    yield start
    for house in made:
        house.redis.close()
        house.database.close()


def clock_of(house, now):
    made = wiring.clock(house)
    made.now, made.local = now, []
    made.duties = [duty for duty in made.duties if duty.name not in ONLY_COUNT]
    return made


class Jumping:
    """A clock's own idea of the time, which is put back and forth."""

    def __init__(self, time):
        self._time, self.off = time, timedelta()

    def __call__(self):
        return self._time() + self.off


@pytest.fixture
def expected(story):
    """What one clock that goes right makes of the story."""
    house, time = story()
    play([clock_of(house, time)], time)
    return what_happened(house)


@on_sqlite
def test_two_clocks_come_to_what_one_does(story, expected):
    house, time = story()
    play([clock_of(house, time), clock_of(house, time)], time)

    assert what_happened(house) == expected


@on_sqlite
@pytest.mark.parametrize("behind", [HOUR, DAY, 3 * DAY])
def test_a_second_clock_that_is_late_adds_nothing(story, expected, behind):
    house, time = story()
    late = Jumping(time)
    late.off = -behind
    play([clock_of(house, time), clock_of(house, late)], time)

    assert what_happened(house) == expected


@on_sqlite
@pytest.mark.parametrize("jump", [-HOUR, -DAY])
def test_a_clock_that_is_put_back_for_a_while_repeats_nothing(story, expected, jump):
    house, time = story()
    jumping = Jumping(time)

    def strange(_clock, passed):
        jumping.off = jump if DAY <= passed < DAY + 6 * HOUR else timedelta()

    play([clock_of(house, jumping)], time, strange=strange)

    lines, told, sms = what_happened(house)
    assert (told, lines["not_reached", ""]) == (expected[1], 0)
    # What was due while the clock was wrong came late; of what repeats for ever there may be less.
    assert all(lines[key] <= count for key, count in expected[0].items())
    assert set(lines) == set(expected[0])
    assert set(sms) == set(expected[2])


@on_sqlite
@pytest.mark.parametrize("jump", [HOUR, DAY])
def test_what_a_clock_that_ran_ahead_did_too_early_is_not_done_again(story, expected, jump):
    house, time = story()
    jumping = Jumping(time)

    def strange(_clock, passed):
        jumping.off = jump if DAY <= passed < DAY + 2 * HOUR else timedelta()

    play([clock_of(house, jumping)], time, strange=strange)

    lines, told, _ = what_happened(house)
    assert told == expected[1]
    once = [key for key, count in expected[0].items() if count == 1]
    assert {key: lines[key] for key in once} == dict.fromkeys(once, 1)


@on_sqlite
def test_a_clock_that_strikes_every_second_does_no_more_than_one_that_strikes_each_hour(
    story, expected
):
    house, time = story()
    clock = clock_of(house, time)
    play([clock] * 12, time)  # twelve times in a row, at each half hour

    assert what_happened(house) == expected


@on_sqlite
def test_a_frozen_clock_that_wakes_up_does_what_it_missed_once(story):
    house, time = story()
    clock = clock_of(house, time)
    time.passes(days=4)
    for _ in range(5):
        clock.tick()
        time.passes(seconds=10)

    lines, told, _ = what_happened(house)
    assert lines["reminded", "V-BADAYO"] == 2  # one report of theirs is in their hands
    assert told["escalated"] >= 1
    assert max(lines.values()) <= 12


@on_sqlite
@pytest.mark.parametrize("zone", ["Europe/Paris", "America/New_York", "Asia/Kathmandu"])
def test_a_change_of_clocks_doubles_nothing_and_loses_nothing(story, zone):
    """Paris loses an hour in the night to Sunday, 28 March 2027, which lies within the story."""
    house, time = story(TIMEZONE=zone)
    clocks = [clock_of(house, time), clock_of(house, time)]
    play(clocks, time, days=7)

    with house.database.reading() as session:
        alerts = session.scalars(select(Alert)).all()
        reminded = Counter(
            (event.report_id, event.detail["committee"])
            for event in session.scalars(select(Event).where(Event.kind == "reminded"))
        )
    now = time()
    for alert in alerts:
        if alert.state == "open":
            assert alert.next_level_at is None or alert.next_level_at > now
            assert reminded[alert.report_id, str(alert.committee_id)] >= (
                1 if alert.due_at and alert.due_at < now else 0
            )
    assert len({(alert.report_id, alert.committee_id) for alert in alerts}) == len(alerts)
