"""Whoever calls or texts is still there: their contact says on which day, and only theirs."""

from datetime import timedelta


def test_a_call_that_is_over_is_a_sign_of_life(house, press, people, time):
    (phone,) = press.listens()
    time.passes(days=3)

    people.person(phone).dials().hangs_up()

    assert press.contact(phone).seen_on == time().date()


def test_a_text_is_a_sign_of_life(press, people, time):
    (phone,) = press.listens()
    time.passes(days=3)

    people.person(phone).texts("AIDE")

    assert press.contact(phone).seen_on == time().date()


def test_an_end_of_a_call_that_is_told_late_takes_no_later_day_back(house, press, people, time):
    (phone,) = press.listens(seen_on=time().date() + timedelta(days=1))

    people.person(phone).dials().hangs_up()

    assert press.contact(phone).seen_on == time().date() + timedelta(days=1)


def test_nothing_is_noted_of_a_phone_that_agreed_to_nothing(house, press, people):
    caller = people.person("+2250777777777")

    caller.dials().hangs_up()
    caller.texts("STOP")

    assert press.contact("+2250777777777").seen_on is None
