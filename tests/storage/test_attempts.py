"""Tries at secrets are counted, each once, and forgotten when somebody got it right."""

from datetime import timedelta

import pytest

from storage import attempts


@pytest.fixture
def tries(database, now):
    """Note tries and count them."""

    class Tries:
        def note(self, mark, kind="pin", subject="awa", ago=0):
            with database.transaction() as session:
                attempts.note(session, kind, subject, mark, now - timedelta(minutes=ago))

        def since(self, minutes=30, kind="pin", subject=None):
            with database.reading() as session:
                moment = now - timedelta(minutes=minutes)
                return attempts.since(session, kind, moment, subject)

        def forget(self, subject="awa", kind="pin"):
            with database.transaction() as session:
                attempts.forget(session, kind, subject)

    return Tries()


def test_a_try_told_twice_counts_once(tries):
    tries.note("call-1:1")
    tries.note("call-1:1")
    assert tries.since() == 1

    tries.note("call-1:2")
    assert tries.since() == 2


def test_tries_are_counted_by_kind_by_subject_and_by_hour(tries):
    tries.note("m1")
    tries.note("m2", subject="ama")
    tries.note("m3", kind="receipt")
    tries.note("m4", ago=31)
    tries.note("m5", ago=30)

    assert tries.since() == 2
    assert tries.since(subject="awa") == 1
    assert tries.since(subject="nobody") == 0
    assert tries.since(minutes=60) == 4


def test_who_got_it_right_starts_anew_and_nobody_else(tries):
    tries.note("m1")
    tries.note("m2", subject="ama")
    tries.note("m3", kind="receipt")

    tries.forget()

    assert tries.since(subject="awa") == 0
    assert tries.since(subject="ama") == 1
    assert tries.since(kind="receipt") == 1
