"""Time moves only when told to, or by itself."""

import threading

from gateway.simulator.clock import LiveClock, VirtualClock


def test_appointments_are_kept_in_order_and_at_their_hour():
    clock, kept = VirtualClock(), []
    start = clock.now()
    clock.later(20, lambda: kept.append((clock.now() - start).seconds))
    clock.later(10, lambda: kept.append((clock.now() - start).seconds))

    clock.advance(30)

    assert kept == [10, 20]
    assert (clock.now() - start).seconds == 30


def test_an_appointment_may_make_another_one_within_the_same_stretch():
    clock, kept = VirtualClock(), []
    clock.later(1, lambda: clock.later(1, lambda: kept.append("second")))

    clock.advance(3)

    assert kept == ["second"]


def test_the_real_clock_keeps_its_appointments_even_after_one_fails(caplog):
    clock, done = LiveClock(), threading.Event()
    clock.later(0, lambda: 1 / 0)
    clock.later(0.01, done.set)

    assert done.wait(5)
    clock.close()
    assert "an appointment failed" in caplog.text


def test_what_is_forgotten_does_not_happen():
    clock, kept = VirtualClock(), []
    clock.later(1, lambda: kept.append("never"))

    clock.forget()
    clock.advance(2)

    assert kept == []
