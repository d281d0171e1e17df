"""Every duty once a period: with two clocks, with none for a day, with a database that is away."""

import threading
from datetime import timedelta

import pytest
from redis import Redis
from sqlalchemy import text, update

from gateway import intake, wiring
from notifications.clock import Clock, Duty
from notifications.queues import Queues, connect
from storage.database import Database
from storage.models import Member
from tests.country import DEPARTMENT_MEMBER, SUB_PREFECTURE_MEMBER

from .conftest import number, on_sqlite


@pytest.fixture
def second_clock(house, time):
    """Another clock of the same house, on another machine."""
    made = wiring.clock(house)
    made.now = time
    return made


@pytest.fixture
def away(house, nobody_listens, tmp_path):
    """A database that is not there."""
    url = f"postgresql+psycopg://veille@127.0.0.1:{nobody_listens}/veille"
    if house.database.engine.dialect.name == "sqlite":
        url = f"sqlite:///{tmp_path / 'no such folder' / 'veille.db'}"
    database = Database(url, house.database.keys)
    yield database
    database.close()


def counting(name="counting", every=timedelta(seconds=10), *, wakes=()):
    """A duty that counts how often it is done."""
    done = []
    return Duty(name, every, lambda _session, now: done.append(now) or True, tuple(wakes)), done


def test_a_duty_is_done_once_a_period(clock, time):
    duty, done = counting()
    clock.duties = [duty]

    for _ in range(3):
        clock.tick()
    assert len(done) == 1
    time.passes(seconds=10)
    clock.tick()

    assert len(done) == 2


def test_what_takes_long_is_done_beside_the_other_duties(clock):
    begun, go_on, ran = threading.Event(), threading.Event(), threading.Event()

    def long_work(_database, _now):
        begun.set()
        assert go_on.wait(30)

    slow = Duty("slow", timedelta(hours=1), lambda *_: None, apart=long_work)
    quick = Duty("quick", timedelta(seconds=10), lambda *_: ran.set())
    clock.duties = [slow, quick]
    stopping = threading.Event()
    running = threading.Thread(target=clock.run, args=(stopping,))
    running.start()

    assert begun.wait(30)
    assert ran.wait(30)  # while the slow one has not ended
    stopping.set()
    go_on.set()
    running.join(30)


def test_what_is_done_beside_while_the_database_is_away_keeps_no_other_duty_waiting(clock, away):
    begun = []

    def look(_database, _now):
        begun.append("beside")
        with away.reading() as session:
            session.execute(text("SELECT 1"))

    duty, done = counting()
    clock.duties = [Duty("beside", timedelta(hours=1), lambda *_: None, apart=look), duty]
    clock.tick()

    assert begun == ["beside"]
    assert len(done) == 1


def test_two_clocks_do_a_duty_once_between_them(clock, second_clock, time):
    duty, done = counting()
    clock.duties = second_clock.duties = [duty]

    for _ in range(5):
        both_strike(clock, second_clock)
        time.passes(seconds=10)

    assert len(done) == 5


def both_strike(*clocks):
    """Clocks that strike at the same moment."""
    together = threading.Barrier(len(clocks))

    def strike(clock):
        together.wait(10)
        clock.tick()

    threads = [threading.Thread(target=strike, args=(clock,)) for clock in clocks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()


def test_two_clocks_remind_of_each_alert_once_and_tell_the_next_level_once(
    area, box, clock, second_clock, time
):
    for _ in range(12):
        area.files("mining")
        time.passes(minutes=15)
    time.passes(hours=4)
    for _ in range(3):
        both_strike(clock, second_clock)
        time.passes(seconds=10)
    assert len(area.lines("reminded")) == 12

    time.passes(hours=16)
    for _ in range(3):
        both_strike(clock, second_clock)
        time.passes(seconds=10)

    assert len(area.lines("reminded")) == 12
    assert sorted(area.told()) == [("D-CI2604", "first")] * 12 + [("NAT", "escalated")] * 12
    assert box.text_kinds.count("gathered") == 2  # of the reminders, and of what the country heard


def test_a_duty_that_fails_keeps_no_other_from_being_done_and_is_due_again(clock):
    failing = Duty("failing", timedelta(hours=1), lambda *_: 1 / 0)
    again, done_again = counting("failing", timedelta(hours=1))
    other, done = counting("other", timedelta(hours=1))
    clock.duties = [failing, other]
    clock.tick()
    assert len(done) == 1

    clock.duties = [again, other]
    clock.tick()

    assert (len(done), len(done_again)) == (1, 1)


@on_sqlite
def test_what_fails_on_this_machine_keeps_no_duty_from_being_done(clock):
    duty, done = counting()
    clock.local, clock.duties = [lambda: 1 / 0], [duty]

    clock.tick()

    assert len(done) == 1


def test_one_number_that_cannot_be_opened_keeps_nobody_else_from_being_reminded(
    area, box, clock, time, house
):
    area.files("physical_violence", "CI260404-01")  # to the sub-prefecture
    area.files("mining")  # to the department
    with house.database.transaction() as session:
        index = house.database.keys.phone(SUB_PREFECTURE_MEMBER)
        unreadable = update(Member).where(Member.phone_index == index)
        session.execute(unreadable.values(phone_sealed=b"\x02k1" + bytes(40)))
    time.passes(hours=4, minutes=1)

    clock.tick()

    index = house.database.keys.phone(DEPARTMENT_MEMBER)
    told = [row.kind for row in box.rows() if row.recipient_index == index]
    # Nobody heard of the other report, so the department has that one as well.
    assert sorted(told) == ["alert", "escalated", "reminder"]


def test_a_clock_that_was_down_for_a_day_does_what_the_day_left_undone(
    area, box, clock, postman, channel, time
):
    area.files("agrochemicals")  # high: a reminder after 4 h, the next level after 12 h
    area.files("trafficking")  # critical: two levels, reminders after 15 minutes
    box.promise(number(7))
    time.passes(days=1, minutes=-1)

    clock.tick()
    postman.drain("alerts")

    kinds = sorted(row.kind for row in box.rows() if row.status == "sent")
    assert kinds.count("reminder") == 4
    assert kinds.count("escalated") == 1
    assert area.told()[-1] == ("D-CI2604", "escalated")
    assert number(7) in dict(channel.sent)


@on_sqlite
def test_more_than_a_round_can_hold_is_done_in_the_rounds_that_follow(
    area, box, clock, time, house
):
    statements = [area.statement("mining") for _ in range(105)]
    with house.database.transaction() as session:
        for statement in statements:
            intake.file_report(session, house.rules, statement, time())
    time.passes(hours=4, minutes=1)

    clock.tick()
    assert len(area.lines("reminded")) == 100
    time.passes(seconds=10)
    clock.tick()

    assert len(area.lines("reminded")) == 105


def test_a_clock_set_back_an_hour_neither_stops_nor_repeats(area, box, clock, time):
    area.files("mining")
    time.passes(hours=4, minutes=1)
    clock.tick()
    time.passes(hours=-1)
    clock.tick()
    time.passes(hours=1)
    clock.tick()

    assert sorted(box.text_kinds) == ["alert", "reminder"]


# -- waking


@on_sqlite
def test_what_is_due_wakes_its_workers(box, clock, house):
    box.promise(number(1), queue="bulk")

    clock.tick()

    assert house.redis.llen("rq:queue:bulk") == 1
    assert house.redis.llen("rq:queue:alerts") == 0


@on_sqlite
def test_a_reminder_wakes_the_workers(area, clock, house, postman, time):
    area.files("mining")
    postman.drain("alerts")
    time.passes(hours=4, minutes=1)
    clock.tick()

    assert house.redis.llen("rq:queue:alerts") == 1


@on_sqlite
def test_where_nothing_is_due_nobody_is_woken(clock, house):
    clock.tick()

    assert house.redis.keys("rq:queue:*") == []


@on_sqlite
def test_a_clock_says_that_it_lives(clock, house):
    clock.tick()

    assert house.queues.last_beat("clock") != ""


# -- what a clock depends on is away


def test_a_database_that_is_away_is_tried_again_at_the_next_tick(
    area, box, clock, away, house, time
):
    area.files("mining")
    time.passes(hours=4, minutes=1)
    clock.database = away
    clock.tick()
    assert box.text_kinds == ["alert"]

    clock.database = house.database
    clock.tick()

    assert sorted(box.text_kinds) == ["alert", "reminder"]


def test_a_database_that_goes_away_in_the_middle_of_a_duty_is_tried_again(clock, house):
    fails = {
        "postgresql": "SELECT pg_terminate_backend(pg_backend_pid())",
        "sqlite": "SELECT * FROM a_table_on_a_disk_that_is_gone",
    }
    died = []

    def dies_once(session, _now):
        died.append(True)
        if len(died) == 1:
            session.execute(text(fails[house.database.engine.dialect.name]))
        return True

    broken = Duty("breaking", timedelta(hours=1), dies_once)
    duty, done = counting("after", timedelta(hours=1))
    clock.duties = [broken, duty]

    clock.tick()
    assert done == []
    clock.tick()

    assert (len(died), len(done)) == (2, 1)


@on_sqlite
def test_redis_away_neither_ends_a_clock_nor_keeps_it_from_its_duties(
    area, box, clock, nobody_listens, time
):
    redis = connect(f"redis://127.0.0.1:{nobody_listens}")
    clock.queues = Queues(redis)
    area.files("mining")
    time.passes(hours=4, minutes=1)

    clock.tick()

    assert sorted(box.text_kinds) == ["alert", "reminder"]
    redis.close()


def test_a_running_clock_goes_on_while_the_database_is_away_and_stops_when_told(
    house, away, time, valkey_socket
):
    did, tried, stopping = threading.Event(), threading.Event(), threading.Event()
    duty = Duty("telling", timedelta(seconds=1), lambda *_: did.set(), wakes=())
    running = Clock(away, house.queues, [duty], [tried.set], time)
    thread = threading.Thread(target=running.run, args=(stopping,))
    thread.start()
    try:
        assert tried.wait(10)
        assert not did.is_set()
        running.database = house.database
        assert did.wait(10)
    finally:
        stopping.set()
        thread.join(10)

    assert not thread.is_alive()
    with Redis.from_url(valkey_socket) as redis:
        assert redis.get("veille:beat:clock")
