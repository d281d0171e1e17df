"""What a step of a call came to is kept once, whoever asks, and however many at once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from storage import repeats

NOW = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)


def test_the_first_does_it_and_the_next_hears_what_came_of_it(database):
    with database.transaction() as session:
        assert repeats.begin(session, "mark", NOW) is None
        repeats.end(session, "mark", "closed")

    with database.transaction() as session:
        first = repeats.begin(session, "mark", NOW + timedelta(minutes=1))
        assert (first.said, first.at) == ("closed", NOW)
        assert repeats.begin(session, "another", NOW) is None


def test_what_was_begun_and_taken_back_was_never_begun(database):
    with database.transaction() as session:
        repeats.begin(session, "mark", NOW)
        session.rollback()

    with database.transaction() as session:
        assert repeats.begin(session, "mark", NOW) is None


def test_of_two_at_once_one_does_it_and_the_other_waits_for_what_came_of_it(database):
    together = threading.Barrier(8)

    def step(number):
        together.wait()
        with database.transaction() as session:
            first = repeats.begin(session, "mark", NOW)
            if first is None:
                repeats.end(session, "mark", f"done by {number}")
                return None
            return first.said

    with ThreadPoolExecutor(8) as crowd:
        said = list(crowd.map(step, range(8)))

    assert said.count(None) == 1
    assert {each for each in said if each} == {f"done by {said.index(None)}"}
