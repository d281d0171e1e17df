"""The counts of the overviews: which months are counted, when, and what counts as in time."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from notifications import counting, turns
from storage import figures
from storage.ids import new_id
from storage.models import Place, Report, ReportStatus, Tally
from storage.tallies import EVERYWHERE, RECEIVED

from .test_escalation import RULES

URGENCIES = ("low", "medium", "high", "critical")


def at(month, day, hour=10, year=2026):
    return datetime(year, month, day, hour, tzinfo=UTC)


def day(month, year=2026):
    return date(year, month, 1)


@pytest.fixture
def came(house):
    """A report comes at a moment; nobody answers."""

    def do(moment):
        key = str(new_id())
        with house.database.transaction() as session:
            village = session.scalars(select(Place).where(Place.code == "CI260401-02")).one()
            session.add(
                Report(
                    reference=key[-12:], session_key=key, channel="ussd", concern="heavy_loads",
                    urgency="medium", place_id=village.id, language="fr", phone_index=key,
                    saved_at=moment, received_at=moment, status=ReportStatus.RECEIVED,
                )
            )  # fmt: skip

    return do


@pytest.fixture
def counted(house):
    """What the clock's duty counts at a moment: the months it takes."""

    def do(now, most=counting.A_ROUND):
        with house.database.reading() as session:
            months = counting.due(session, RULES, now)[:most]
        counting.count(house.database, RULES, now, most)
        return months

    return do


def received(house):
    with house.database.reading() as session:
        rows = session.execute(
            select(Tally.period, Tally.count).where(
                Tally.kind == RECEIVED, Tally.subject_id == EVERYWHERE
            )
        )
        return {row[0]: row[1] for row in rows}


def test_before_the_first_report_there_is_nothing_to_count(counted):
    assert counted(at(11, 21)) == []


def test_this_month_is_counted_in_each_round_and_the_last_one_each_hour(came, counted):
    came(at(10, 5))
    came(at(11, 5))

    assert counted(at(11, 21, 10)) == [day(11), day(10)]
    assert counted(at(11, 21, 10) + timedelta(minutes=10)) == [day(11)]
    assert counted(at(11, 21, 11)) == [day(11), day(10)]


def test_a_report_can_be_filed_while_a_month_is_counted(house, came, counted, monkeypatch):
    now = datetime(2026, 11, 14, 12, tzinfo=UTC)
    came(now - timedelta(days=9))
    add_up = figures.month_counts

    def slowly(*asked):
        counts = add_up(*asked)
        came(now - timedelta(days=8))  # another waits for nobody
        return counts

    monkeypatch.setattr(figures, "month_counts", slowly)
    counted(now, most=1)
    assert sum(received(house).values()) == 1
    monkeypatch.undo()
    counted(now + timedelta(minutes=10), most=1)

    assert sum(received(house).values()) == 2


def test_a_clock_that_was_down_for_months_counts_all_that_it_missed(house, came, counted):
    for month in (5, 6, 7, 8, 9):
        came(at(month, 3))
    counted(at(6, 20))
    counted(at(6, 21))

    while counted(at(10, 20)) != [day(10)]:
        pass

    assert received(house) == {day(month): 1 for month in (5, 6, 7, 8, 9)}


def test_a_house_that_was_never_counted_is_counted_from_its_first_report_on(house, came, counted):
    for month in (2, 11):
        came(at(month, 3))

    assert counted(at(12, 1), most=None) == [day(month) for month in range(12, 1, -1)]
    assert received(house) == {day(2): 1, day(11): 1}


def test_a_month_is_settled_when_it_was_counted_after_the_next_one_was_over(came, counted):
    came(at(9, 5))

    assert day(9) in counted(at(10, 31, 23), most=None)
    assert day(9) in counted(at(11, 1, 1), most=None)
    assert day(9) not in counted(at(11, 21), most=None)


def test_what_was_counted_by_a_clock_that_ran_ahead_is_counted_again(house, came, counted):
    came(at(11, 5))
    counted(at(6, 1, year=2031), most=None)
    came(at(11, 6))

    assert day(11) in counted(at(11, 21))
    assert received(house) == {day(11): 2}


def test_two_clocks_count_once(house, came, clock, time):
    came(time() - timedelta(days=5))

    clock.tick()
    clock.tick()

    with house.database.reading() as session:
        assert time() - max(figures.countings(session).values()) < timedelta(minutes=1)
    assert sum(received(house).values()) == 1


@given(
    st.sampled_from(URGENCIES),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001 - made aware below
    st.timedeltas(timedelta(0), timedelta(days=12)),
)
def test_in_time_is_before_the_next_level_is_told(urgency, since, took):
    since = since.replace(tzinfo=UTC)
    report = SimpleNamespace(urgency=urgency)
    _, next_level_at = turns.answer_by(RULES, report, since)

    said = counting.is_in_time(RULES, urgency, since, since + took)

    assert said == (since + took <= next_level_at)
