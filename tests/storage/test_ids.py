"""Identifiers that sort by time, and digits nobody can guess."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from storage.ids import new_id, random_digits


def test_an_id_is_a_uuid_of_version_seven():
    made = [new_id() for _ in range(200)]

    assert {one.version for one in made} == {7}
    assert {one.variant for one in made} == {uuid.RFC_4122}
    assert len(set(made)) == 200


def test_an_id_tells_the_millisecond_it_was_made_in():
    moment = datetime(2026, 11, 21, 10, 0, 0, 123000, tzinfo=UTC)

    with time_machine.travel(moment, tick=False):
        made = new_id()

    assert made.int >> 80 == int(moment.timestamp() * 1000)


def test_a_later_id_sorts_after_an_earlier_one():
    moment, made = datetime(2026, 11, 21, tzinfo=UTC), []

    for later in range(50):
        with time_machine.travel(moment + timedelta(milliseconds=later), tick=False):
            made.append(new_id())

    assert made == sorted(made)
    assert [str(one) for one in made] == sorted(str(one) for one in made)


@pytest.mark.parametrize("count", [1, 5, 6, 11])
def test_random_digits_are_as_many_as_asked_and_never_begin_with_zero(count):
    made = {random_digits(count) for _ in range(200)}

    assert {len(digits) for digits in made} == {count}
    assert all(digits.isdigit() and digits[0] != "0" for digits in made)
    assert len(made) > 5
