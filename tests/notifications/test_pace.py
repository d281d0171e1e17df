"""Campaigns go no faster than each company lets them, all workers together."""

import pytest
from redis import Redis

from notifications.pace import Bucket, Pace, rates_of
from notifications.queues import connect

RATES = {"orange": 40, "mtn": 0, "moov": 10, "other": 10}


@pytest.fixture
def redis(redis_url):
    """The house's Valkey."""
    connection = Redis.from_url(redis_url)
    yield connection
    connection.close()


def test_all_workers_together_take_no_more_than_there_is(redis):
    one, other = Pace(redis, RATES), Pace(redis, RATES)

    one.fill(100)
    other.fill(100)

    # Two seconds' worth at first, and what has come since.
    assert 80 <= one.take("orange", 100) + other.take("orange", 100) <= 120


def test_a_company_without_a_limit_takes_all(redis):
    assert Pace(redis, RATES).take("mtn", 100) == 100


def test_what_was_fetched_and_not_used_is_there_the_next_time(redis):
    pace = Pace(redis, RATES)
    pace.fill(80)
    pace.used("orange", 30)

    assert pace.take("orange", 100) == 50
    pace.fill(50)
    assert pace.take("orange", 100) == 50  # nothing more was fetched


def test_taking_asks_nobody(redis, nobody_listens):
    pace = Pace(connect(f"redis://127.0.0.1:{nobody_listens}/0"), RATES)

    assert pace.take("orange", 100) == 0  # nothing was fetched yet


def test_without_redis_a_worker_keeps_to_a_bucket_of_its_own(nobody_listens):
    pace = Pace(connect(f"redis://127.0.0.1:{nobody_listens}/0"), RATES)

    pace.fill(100)

    assert pace.take("orange", 100) == 80


def test_a_bucket_fills_with_time_and_gives_no_crumbs():
    now = [0.0]
    bucket = Bucket(rate=40, most=80, clock=lambda: now[0])

    assert bucket.take(100) == 80
    now[0] += 0.5
    assert bucket.take(100) == 0  # less than a second's worth is left to gather
    now[0] += 0.5
    assert bucket.take(100) == 40


@pytest.mark.parametrize("text", ["", "orange=40", "orange=x mtn=0 moov=0 other=0", "sun=1"])
def test_a_pace_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match="pace"):
        rates_of(text)
