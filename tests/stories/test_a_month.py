"""A month of the whole house: ten thousand reports, members who answer late or never, phones that
are off, a clock that is down for a day. Nothing is forgotten, and nobody is woken for nothing."""

import pytest

from tests.month import promises
from tests.month.month import Month

pytestmark = [pytest.mark.stories, pytest.mark.timeout(1200)]
QUARTERS = 4  # the month is played in four parts of the country, each of as many reports
REPORTS = 2500
ELSEWHERE = 19  # days on the other database: until two clocks have struck together for four
EVERYTHING = {
    "acknowledged", "assigned", "closed", "nobody_came", "not_reached", "outcome_asked",
    "passed_up", "received_incomplete", "recused", "referred", "reminded", "reopened",
    "told_again", "visited",
}  # fmt: skip


@pytest.fixture
def house(variables, time):
    """A house without the small country of the other stories."""
    from gateway.settings import Settings
    from gateway.wiring import wire

    parts = wire(Settings.from_env(variables))
    yield parts
    parts.redis.close()
    parts.database.close()


def over(month):
    """What must be true when the month is over, and what happened in it."""
    with month.house.database.reading() as session:
        promises.everything_was_heard(session, month)
        promises.each_has_somebody_in_charge(session)
        taken = promises.each_taken_has_an_outcome_or_is_asked_about(session)
        asked = promises.questions_were_really_asked(session, month)
        reminded = promises.no_reminder_twice(session, month)
        promises.no_sms_twice(session)
        at_night = promises.nights_were_quiet(session, month)
        lines = promises.chains_hold(session)
        promises.only_who_may_know_was_told(session)
        promises.the_books_agree(session)
        happened = promises.what_happened(session)
    return {
        "happened": happened,
        "reports": len(month.filed), "sms": len(month.network.sent), "taken": taken,
        "asked": asked, "reminded": reminded, "at_night": dict(at_night), "lines": lines,
        **month.committees.done,
    }  # fmt: skip


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("quarter", range(QUARTERS))
def test_a_month_of_ten_thousand_reports(house, quarter):
    month = Month(house, seed=quarter)

    month.run(REPORTS, promises.at_each_strike)

    said = over(month)
    assert said["reports"] == REPORTS
    assert said["happened"] >= EVERYTHING  # or the month would prove little


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_most_of_a_month_on_the_other_database(house):
    month = Month(house, seed=7)

    month.run(400, promises.at_each_strike, ELSEWHERE)

    said = over(month)
    assert said["taken"] > 0
    assert said["asked"] > 0
    assert said["reminded"] > 0
