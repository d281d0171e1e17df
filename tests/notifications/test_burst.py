"""Many reports at once: a phone rings three times, and then once for all the others."""

import pytest
from sqlalchemy import select

from menus.gsm7 import segments
from storage import agreements
from storage.models import Alert, OutboundMessage
from tests.country import DEPARTMENT_MEMBER, VILLAGE_MEMBER

from .conftest import on_sqlite


@pytest.fixture
def phone(house, channel):
    """The SMS that the phone of Badayo's focal point has."""

    def read(number=VILLAGE_MEMBER):
        return [body for recipient, body in channel.sent if recipient == number]

    return read


def test_the_fourth_within_half_an_hour_waits_and_one_sms_tells_of_all_that_waits(
    area, strike, time, phone
):
    for _ in range(8):
        area.files("sharp_tools")
    strike()
    assert len(phone()) == 3

    time.passes(minutes=31)
    strike()

    assert len(phone()) == 4
    assert phone()[3].startswith("VEILLE: plusieurs messages attendent votre comité.")
    assert len(area.told()) == 8


def test_what_is_critical_is_never_gathered(area, strike, phone):
    for _ in range(6):
        area.files("trafficking")
    strike()

    assert len(phone(DEPARTMENT_MEMBER)) == 6


def test_who_was_rung_often_is_still_rung_for_what_is_critical(area, strike, phone):
    for _ in range(5):
        area.files("sharp_tools")
    area.files("agrochemicals", urgency="critical")
    strike()

    assert len(phone()) == 4


def test_what_comes_one_by_one_is_told_one_by_one(area, strike, time, phone):
    for _ in range(6):
        area.files("sharp_tools")
        time.passes(minutes=16)
    strike()

    assert len(phone()) == 6
    assert not any("plusieurs" in body for body in phone())


def test_after_a_burst_the_next_report_is_told_by_itself(area, strike, time, phone):
    for _ in range(5):
        area.files("sharp_tools")
    time.passes(minutes=61)
    area.files("sharp_tools")
    strike()

    assert [("plusieurs" in body) for body in phone()] == [False, False, False, True, False]


def test_what_the_night_held_back_is_no_burst_in_the_morning(area, strike, time, phone):
    time.passes(hours=12)  # ten in the evening
    for _ in range(12):
        area.files("sharp_tools")
        time.passes(minutes=35)  # one by one, but all of them are for six
    strike()
    time.passes(hours=2)
    strike()

    assert len(phone()) == 4
    assert "plusieurs" in phone()[-1]


@pytest.mark.parametrize("kind", ["reminded", "outcome_asked"])
def test_reminders_and_questions_are_gathered_too(area, strike, time, phone, kind):
    for _ in range(9):
        area.files("sharp_tools")
        if kind == "outcome_asked":
            area.takes(VILLAGE_MEMBER)
        time.passes(minutes=31)
    strike()
    before = len(phone())

    time.passes(days=1 if kind == "reminded" else 14)
    strike()
    time.passes(minutes=31)
    strike()

    assert len(area.lines(kind)) == 9
    assert len([body for body in phone()[before:] if "retard" not in body]) == 4


def test_levels_above_are_not_rung_for_each_of_many_that_climb_together(area, strike, time, phone):
    for _ in range(9):
        area.files("sharp_tools")
    time.passes(days=3, hours=1)
    strike()
    time.passes(minutes=31)
    strike()

    climbed = [reason for code, reason in area.told() if code == "D-CI2604"]
    assert climbed == ["escalated"] * 9
    assert len([body for body in phone(DEPARTMENT_MEMBER) if "retard" not in body]) == 4


@on_sqlite
def test_the_sms_about_several_says_nothing_of_any_of_them(area, strike, time, phone):
    told = [area.files("sharp_tools").reference for _ in range(5)]
    time.passes(minutes=31)
    strike()

    body = phone()[-1]
    assert not any(reference in body for reference in told)
    assert segments(body) == 1


def test_every_alert_knows_the_sms_that_tells_of_it(area, house):
    for _ in range(6):
        area.files("sharp_tools")

    with house.database.reading() as session:
        gathered = session.scalars(
            select(OutboundMessage.id).where(OutboundMessage.kind == "gathered")
        ).all()
        shared = session.scalars(select(Alert.told_in).where(Alert.told_in.is_not(None))).all()
        assert len(gathered) == 2  # one for each member
        assert len(shared) == 3
        assert set(shared) <= set(gathered)
        assert agreements.look_at(session, "alert_without_promise") is None
