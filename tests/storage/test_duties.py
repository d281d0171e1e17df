"""Periodic duties: however many clocks there are, one of them does each, each period."""

from datetime import timedelta

import pytest

from storage import duties
from tests.storage.hands import at_once

EVERY = timedelta(minutes=10)


@pytest.fixture
def take(database, now):
    """A clock asks for the duty at a minute; whether it is to do it."""

    def do(minute=0, name="sweep", seconds=0):
        at = now + timedelta(minutes=minute, seconds=seconds)
        with database.transaction() as session:
            return duties.take(session, name, EVERY, at)

    return do


def test_of_two_clocks_one_takes_each_period(take):
    taken = [take(minute) for minute in (0, 0, 5, 9, 10, 10, 19, 20, 20)]

    assert taken == [True, False, False, False, True, False, False, True, False]


def test_of_eight_clocks_at_once_one_takes_the_period(take):
    assert sum(at_once(8, take)) == 1
    assert sum(at_once(8, lambda: take(10))) == 1


def test_a_period_that_was_missed_is_done_late_and_once(take):
    take(0)

    assert [take(57), take(57), take(59)] == [True, False, False]


def test_a_clock_that_went_back_does_the_duty_at_most_once_more(take):
    take(20)

    assert [take(5), take(5), take(6), take(9)].count(True) <= 1


def test_two_clocks_that_differ_by_some_seconds_do_each_duty_once_a_period(take):
    take(5)
    taken = []
    for second in range(-3, 4):  # one clock is two seconds behind the other
        taken += [take(10, seconds=second), take(10, seconds=second - 2)]

    assert taken.count(True) == 1


def test_each_duty_has_its_own_periods(take):
    assert take(name="sweep")
    assert take(name="remind")


def test_whether_a_duty_is_due_can_be_asked_without_taking_it(database, take, now):
    def is_due(minute):
        with database.reading() as session:
            return duties.is_due(session, "sweep", EVERY, now + timedelta(minutes=minute))

    assert is_due(0)
    assert is_due(0)

    take(0)

    assert not is_due(0)
    assert not is_due(9)
    assert is_due(10)
