"""Calls that break off: nothing that was told is lost."""

import pytest
from sqlalchemy import select

from storage.models import Report

pytestmark = pytest.mark.stories


@pytest.fixture
def ten_minutes_pass(house, time, clock):
    """Ten idle minutes, and the clock that notices them; the reports it sent."""

    def pass_by():
        time.passes(minutes=11)
        clock.tick()
        with house.database.reading() as session:
            return list(session.scalars(select(Report).where(Report.incomplete)))

    return pass_by


def test_a_call_that_breaks_off_after_danger_and_place_is_told_as_incomplete(
    people, ten_minutes_pass
):
    people.villager.dials().picks("Signaler").picks("Travail dangereux").picks("Charges")
    people.villager.picks("Code").types("1029")
    assert people.village.sms == []

    ten_minutes_pass()

    assert "un message attend" in people.village.sms[-1]


def test_a_call_that_breaks_off_before_the_place_is_not_a_report(people, ten_minutes_pass):
    people.villager.dials().picks("Signaler").picks("Travail dangereux").picks("Charges")

    assert ten_minutes_pass() == []


def test_not_the_village_holds_even_when_the_call_breaks_off_right_after(people, ten_minutes_pass):
    people.villager.dials().picks("Signaler").picks("Travail dangereux").picks("Charges")
    people.villager.picks("Code").types("1029").picks("Fille 0-11").picks("Souvent")
    people.villager.picks("Pas le village")

    ten_minutes_pass()

    assert people.village.sms == []
    assert "un message attend" in people.department.sms[-1]


def test_what_was_answered_after_the_place_is_kept_when_the_provider_tells_the_end(
    people, ten_minutes_pass
):
    people.villager.dials().picks("Signaler").picks("Travail dangereux").picks("Charges")
    people.villager.picks("Code").types("1029").picks("Fille 12-17").picks("Maintenant")
    people.villager.hangs_up().hangs_up()

    (report,) = ten_minutes_pass()

    assert (report.child, report.when, report.urgency) == ("girl_12_17", "now", "high")


def test_a_caller_who_goes_on_after_all_completes_the_same_report(people, ten_minutes_pass):
    people.villager.reports(code="1029")
    assert len(ten_minutes_pass()) == 1
    alerts = len(people.department.sms)

    people.villager.sends()

    assert people.villager.receipt
    assert len(people.department.sms) == alerts
    assert ten_minutes_pass() == []


def test_the_end_of_a_finished_call_changes_nothing(people, ten_minutes_pass):
    people.villager.reports(code="1029").sends().hangs_up()

    assert ten_minutes_pass() == []
