"""Times that a coordinator changes hold from the next report on, everywhere, and stay readable."""

import time
from datetime import time as hour
from datetime import timedelta

import pytest
from sqlalchemy import select

from gateway.house_rules import FRESH, START, HouseRules, RulesRefused, spelled
from notifications.rules import Clocks
from notifications.settings import Outcomes, Times, night_of, outcomes_of, times_of
from storage import house_rules as kept
from storage.database import Database
from storage.models import Alert
from tests.notifications.conftest import Country

HOURS = {"critical": 1, "high": 2, "medium": 3, "low": 4}


@pytest.fixture
def area(house):
    """The small country, whose people report."""
    return Country(house, house.world.clock)


@pytest.fixture
def quick():
    """Much shorter times than the house was started with."""
    return Clocks(
        {
            urgency: Times(timedelta(minutes=5 * n), timedelta(hours=n))
            for urgency, n in HOURS.items()
        },
        {urgency: Outcomes(timedelta(hours=n), timedelta(hours=n)) for urgency, n in HOURS.items()},
        (hour(22), hour(5)),
    )


@pytest.fixture
def change(house):
    """A coordinator changes the times."""

    def do(clocks, after=START, rules=None):
        with house.database.transaction() as session:
            return (rules or house.house_rules).change(
                session, clocks, after, "member:1", house.world.clock()
            )

    return do


def next_level_of(house, report):
    with house.database.reading() as session:
        (alert,) = session.scalars(select(Alert).where(Alert.report_id == report.id))
        return alert.next_level_at - alert.opened_at


def test_changed_times_hold_from_the_next_report_on(house, area, change, quick):
    before = area.files("sharp_tools")

    change(quick)
    after = area.files("sharp_tools")

    assert next_level_of(house, before) == timedelta(hours=72)
    assert next_level_of(house, after) == timedelta(hours=3)


def test_another_process_goes_by_them_within_ten_seconds(house, change, quick, monkeypatch):
    another, real = HouseRules(house.database, house.settings.clocks), time.monotonic
    assert another.clocks() == house.settings.clocks
    change(quick)
    assert another.clocks() == house.settings.clocks  # it has looked just now

    monkeypatch.setattr(time, "monotonic", lambda: real() + FRESH)

    assert another.clocks() == quick
    assert FRESH <= 10


def test_a_new_process_goes_by_them_from_its_start(house, change, quick):
    change(quick)

    assert HouseRules(house.database, house.settings.clocks).clocks() == quick


def test_the_last_version_holds_and_every_version_is_kept(house, change, quick):
    change(quick)
    change(house.settings.clocks, after=1)

    assert house.house_rules.clocks() == house.settings.clocks
    with house.database.reading() as session:
        assert [version.number for version in kept.every(session)] == [2, 1]
        assert [version.made_by for version in kept.every(session)] == ["member:1"] * 2


def test_who_changes_what_another_has_just_changed_is_told_so(change, quick, house):
    assert change(quick) == 1
    assert change(house.settings.clocks) is None

    assert house.house_rules.clocks() == quick


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"times": {"high": Times(timedelta(hours=12), timedelta(hours=12))}}, "high_remind"),
        ({"times": {"low": Times(timedelta(days=2), timedelta(days=9999))}}, "low_next_level"),
        ({"outcomes": {"high": Outcomes(timedelta(hours=2), timedelta(minutes=5))}}, "high_again"),
        ({"night": (hour(6), hour(21))}, "night_falls"),
    ],
)
def test_times_that_cannot_hold_are_refused_and_nothing_changes(house, change, wrong, field):
    given = house.settings.clocks
    clocks = Clocks(
        {**given.times, **wrong.get("times", {})},
        {**given.outcomes, **wrong.get("outcomes", {})},
        wrong.get("night", given.night),
    )

    with pytest.raises(RulesRefused) as refused:
        change(clocks)

    assert field in refused.value.faults
    assert house.house_rules.clocks() == given
    with house.database.reading() as session:
        assert kept.latest(session) is None


@pytest.mark.parametrize(
    ("reader", "text", "says"),
    [
        (times_of, "critical=15m/1h high=4h/12h medium=24h/72h", "needs one entry for each of"),
        (times_of, "critical=1h/15m high=4h/12h medium=1d/3d low=3d/7d", "the reminder must come"),
        (times_of, "critical=15/1h high=4h/12h medium=1d/3d low=3d/7d", "'15' is not a time such"),
        (times_of, "critical=0m/1h high=4h/12h medium=1d/3d low=3d/7d", "'0m' is not a time such"),
        (times_of, "critical=5m/1h low=1d/2d low=3d/7d high=4h/5h", "low is there twice"),
        (outcomes_of, "critical=24h/0h high=3d/2d medium=14d/7d low=30d/14d", "'0h' is not a time"),
        (outcomes_of, "", "needs one entry for each of"),
        (night_of, "six to nine", "must look like 21:00-06:00"),
        (night_of, "06:00-21:00", "from an evening to a morning"),
        (night_of, "21:00+01:00-06:00", "must look like 21:00-06:00"),
        (night_of, "25:00-06:00", "must look like 21:00-06:00"),
    ],
)
def test_each_text_that_cannot_be_read_is_refused_with_a_sentence(reader, text, says):
    with pytest.raises(ValueError, match=says):
        reader(text)


def test_times_as_they_are_written_are_read_back_the_same(quick):
    said = spelled(quick)

    assert Clocks(
        times_of(said["answer_times"]), outcomes_of(said["outcome_times"]),
        night_of(said["night_hours"]),
    ) == quick  # fmt: skip


def test_a_version_that_cannot_be_read_any_more_holds_up_no_report(house, area):
    with house.database.transaction() as session:
        kept.add(session, 1, {"answer_times": "whenever"}, "member:1", house.world.clock())

    report = area.files("sharp_tools")

    assert next_level_of(house, report) == timedelta(hours=72)


def test_a_database_that_is_away_leaves_the_times_as_they_were(house, change, quick, nobody):
    change(quick)
    away = HouseRules(nobody, house.settings.clocks)

    assert away.clocks() == house.settings.clocks


@pytest.fixture
def nobody(tmp_path, house):
    """A database that is not there."""
    database = Database(f"sqlite:///{tmp_path / 'no such folder' / 'x.db'}", house.database.keys)
    yield database
    database.close()


def test_a_changed_night_is_quiet_at_once(house, change, quick):
    at_half_past_nine = house.world.clock().replace(hour=21, minute=30)
    assert house.rules.by_day(at_half_past_nine) > at_half_past_nine

    change(quick)  # nights begin at ten

    assert house.rules.by_day(at_half_past_nine) == at_half_past_nine
