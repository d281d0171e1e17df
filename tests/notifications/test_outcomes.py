"""Whoever took a report in hand is asked what was done, again and again, until they say."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from gateway import closing, sharing
from storage.models import Committee, Member, Report
from tests.country import (
    DEPARTMENT_MEMBER,
    SECOND_VILLAGE_MEMBER,
    SOCIAL_WORKER,
    VILLAGE_MEMBER,
)

from .conftest import on_sqlite

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("concern", "member", "first", "again"),
    [
        ("fgm", SOCIAL_WORKER, 1 * DAY, 1 * DAY),  # critical
        ("agrochemicals", VILLAGE_MEMBER, 3 * DAY, 2 * DAY),  # high
        ("sharp_tools", VILLAGE_MEMBER, 14 * DAY, 7 * DAY),  # medium
        ("out_of_school", VILLAGE_MEMBER, 30 * DAY, 14 * DAY),  # low
    ],
)
@on_sqlite
def test_an_outcome_is_asked_for_again_and_again(area, strike, time, concern, member, first, again):
    area.files(concern)
    area.takes(member)
    time.passes(seconds=first.total_seconds() - 60)
    strike()
    assert area.lines("outcome_asked") == []

    time.passes(minutes=2)
    strike()
    for times in range(1, 5):
        strike()
        assert len(area.lines("outcome_asked")) == times
        time.passes(seconds=again.total_seconds() + 60)
        strike()


def test_the_sms_asks_what_was_done_and_every_member_hears_it(area, strike, time, channel):
    report = area.files("agrochemicals")
    area.takes(VILLAGE_MEMBER)
    time.passes(days=3, minutes=1)
    strike()

    asked = {to: body for to, body in channel.sent if "qu'a-t-on fait" in body}
    assert set(asked) == {VILLAGE_MEMBER, SECOND_VILLAGE_MEMBER}
    assert all(f"Réf {report.reference}" in body for body in asked.values())


def test_an_outcome_ends_the_questions(area, strike, time):
    area.files("agrochemicals")
    area.takes(VILLAGE_MEMBER)
    time.passes(days=3, minutes=1)
    strike()
    assert area.works(VILLAGE_MEMBER, closing.close, "child_safe") == "closed"

    for _ in range(5):
        time.passes(days=2)
        strike()

    assert len(area.lines("outcome_asked")) == 1


def test_a_report_taken_up_again_is_asked_about_again(area, strike, time):
    area.files("agrochemicals")
    area.takes(VILLAGE_MEMBER)
    area.works(VILLAGE_MEMBER, closing.close, "child_safe")
    area.works(VILLAGE_MEMBER, closing.reopen, "new_facts")

    time.passes(days=3, minutes=1)
    strike()

    assert len(area.lines("outcome_asked")) == 1


def test_a_critical_report_that_one_person_wants_closed_is_asked_about_until_a_second_does(
    area, strike, time
):
    area.files("trafficking")
    area.takes(DEPARTMENT_MEMBER)
    assert area.works(DEPARTMENT_MEMBER, closing.close, "child_safe") == "second"

    time.passes(days=1, minutes=1)
    strike()

    assert len(area.lines("outcome_asked")) == 1


def test_a_clock_that_was_down_for_weeks_asks_once_and_goes_on(area, strike, time):
    area.files("agrochemicals")
    area.takes(VILLAGE_MEMBER)
    time.passes(days=21)
    for _ in range(3):
        strike()
        time.passes(seconds=10)
    assert len(area.lines("outcome_asked")) == 1

    time.passes(days=2)
    strike()

    assert len(area.lines("outcome_asked")) == 2


def test_it_is_late_from_the_first_question_on_until_it_has_an_outcome(area, strike, time):
    area.files("agrochemicals")
    area.takes(VILLAGE_MEMBER)
    (before,) = area.alerts()
    for _ in range(4):
        time.passes(days=3)
        strike()

    (after,) = area.alerts()
    assert after.due_at == before.due_at < time()
    assert after.ask_at > time()
    assert after.asked == 4


def test_who_stepped_aside_is_not_asked(area, strike, time, channel):
    area.files("agrochemicals")
    area.takes(VILLAGE_MEMBER)
    area.works(SECOND_VILLAGE_MEMBER, sharing.recuse)
    time.passes(days=3, minutes=1)
    strike()

    assert [to for to, body in channel.sent if "qu'a-t-on fait" in body] == [VILLAGE_MEMBER]


def test_where_everybody_left_the_committee_the_next_level_has_it(area, strike, time, house):
    area.files("agrochemicals")
    area.takes(VILLAGE_MEMBER)
    with house.database.transaction() as session:
        badayo = select(Committee.id).where(Committee.code == "V-BADAYO").scalar_subquery()
        session.execute(update(Member).where(Member.committee_id == badayo).values(active=False))
    time.passes(days=3, minutes=1)
    strike()

    assert area.told() == [("V-BADAYO", "first"), ("D-CI2604", "escalated")]
    village, department = area.alerts()
    assert (village.state, department.state) == ("passed_on", "open")
    assert department.next_level_at > time()


def test_a_report_that_nobody_holds_any_more_finds_somebody_at_the_next_round(
    area, strike, time, house
):
    area.files("trafficking")  # the department and the country are told
    area.takes(DEPARTMENT_MEMBER)
    with house.database.transaction() as session:
        for alert in area.alerts():  # as an older release might have left them
            kept = session.get_one(type(alert), alert.id)
            kept.state, kept.due_at, kept.ask_at = "passed_on", None, None
            kept.remind_at = kept.next_level_at = None
        report = session.get_one(Report, area.alerts()[0].report_id)
        report.due_at = None

    time.passes(minutes=1)
    strike()

    (found,) = (alert for alert in area.alerts() if alert.state == "open")
    assert found.next_level_at > time()
