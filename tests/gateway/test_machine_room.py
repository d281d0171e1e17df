"""The machine room tells how the house is, and what it cannot tell it calls unknown."""

from dataclasses import replace
from datetime import timedelta

import pytest
from redis import Redis
from sqlalchemy import update

from gateway import wiring
from gateway.machine_room import machines
from notifications.queues import Queues, connect
from storage import gauges
from storage.database import Database
from storage.models import OutboundMessage
from tests import country


@pytest.fixture
def room(house, time):
    """What the room says now."""
    return lambda: machines(house, time())


def named(found):
    return {each.name: each for each in found}


def test_a_house_at_work_has_everything_to_tell(house, people, clock, room):
    people.villager.reports().sends()
    house.queues.beat("alerts")
    clock.tick()

    told = room()

    assert named(told.queues)["alerts"].waiting == 2  # of two levels
    workers = named(told.workers)
    assert (workers["alerts"].alive, workers["bulk"].alive, workers["clock"].alive) == (
        True, False, True
    )  # fmt: skip
    assert workers["bulk"].seen is None
    assert workers["clock"].seen is not None
    assert {duty.name for duty in told.duties} == {d.name for d in clock.duties} | {"balance"}
    assert not any(duty.overdue for duty in told.duties)
    assert told.database.kind == house.database.engine.dialect.name
    assert told.database.reachable
    assert told.database.size > 10_000
    assert told.redis.reachable
    assert told.redis.size > 10_000
    assert (told.spool.waiting, told.spool.oldest, told.spool.unreadable) == (0, None, 0)
    assert told.balance is None  # nobody could be asked
    assert told.failing == []


def test_a_duty_that_nobody_does_is_overdue(clock, room, time):
    assert all(duty.overdue for duty in room().duties)
    clock.tick()
    assert not any(duty.overdue for duty in room().duties)

    time.passes(minutes=3)

    assert {"sweep", "remind", "unrouted"} - {d.name for d in room().duties if d.overdue} == set()
    assert not named(room().duties)["counts"].overdue


def test_a_duty_with_nothing_to_do_was_looked_after_all_the_same(house, clock, room, time):
    for _ in range(3):
        clock.tick()
        time.passes(minutes=4)
    clock.tick()

    assert [duty.name for duty in room().duties if duty.overdue] == []


def test_a_duty_that_fails_becomes_overdue(clock, room, time):
    clock.tick()
    clock.duties = [
        replace(duty, work=lambda *_: 1 / 0) if duty.name == "stock" else duty
        for duty in clock.duties
    ]
    time.passes(minutes=22)
    clock.tick()

    assert [duty.name for duty in room().duties if duty.overdue] == ["stock"]


def test_a_worker_that_fell_silent_was_last_seen_then(house, room):
    house.queues.beat("alerts")
    house.redis.delete("veille:beat:alerts")  # as it is after a minute

    worker = named(room().workers)["alerts"]

    assert not worker.alive
    assert worker.seen is not None


def test_a_message_for_the_morning_is_not_late(house, people, room, time):
    people.villager.reports().sends()
    later = time() + timedelta(hours=8)
    with house.database.transaction() as session:
        session.execute(update(OutboundMessage).values(promised_for=later))

    assert named(room().queues)["alerts"].late == timedelta()
    time.passes(hours=8, minutes=5)
    assert timedelta(minutes=4) < named(room().queues)["alerts"].late < timedelta(minutes=6)


def test_what_lies_on_the_disk_is_told(house, clock, room):
    house.world.spool.put("0123456789", "not a report")
    told = room().spool
    assert (told.waiting, told.unreadable) == (1, 0)
    assert told.oldest is not None

    clock.tick()

    assert (room().spool.waiting, room().spool.unreadable) == (0, 1)


def test_the_balance_is_what_was_read_last(variables, house, room, time):
    with house.database.transaction() as session:
        gauges.keep(session, "balance", 1785.5, time(), "XOF")

    told = room().balance

    assert (told.amount, told.currency, told.low) == (1785.5, "XOF", False)


@pytest.fixture
def away(house, tmp_path):
    """A house whose database is not there."""
    here = house.world.database
    elsewhere = Database(f"sqlite:///{tmp_path / 'nowhere' / 'veille.db'}", here.keys)
    object.__setattr__(house, "database", elsewhere)
    yield house
    elsewhere.close()
    object.__setattr__(house, "database", here)


def test_without_its_database_the_house_still_tells_the_rest(away, room):
    told = room()

    assert (told.database.reachable, told.database.size) == (False, None)
    assert told.queues is told.duties is told.balance is told.failing is None
    assert told.redis.reachable
    assert told.workers is not None
    assert told.spool is not None


def test_without_redis_the_house_still_tells_the_rest(house, room, tmp_path):
    redis = connect(f"unix://{tmp_path / 'nowhere.sock'}")
    object.__setattr__(house, "queues", Queues(redis))

    told = room()

    assert (told.redis.reachable, told.redis.size, told.workers) == (False, None, None)
    assert {duty.overdue for duty in told.duties} == {None}
    assert told.database.reachable
    redis.close()


def test_a_redis_that_does_not_tell_its_size_is_still_there(house, room, monkeypatch):
    house.redis.acl_setuser("guest", enabled=True, nopass=True, keys=["*"],
                            commands=["+get", "+set", "+ping"])  # fmt: skip
    path = house.redis.connection_pool.connection_kwargs["path"]
    guest = Redis(unix_socket_path=path, username="guest", password="x")
    object.__setattr__(house, "queues", Queues(guest))

    told = room()

    assert (told.redis.reachable, told.redis.size) == (True, None)
    guest.close()
    house.redis.acl_deluser("guest")


def test_the_room_knows_nobody_and_nothing_reported(people, house, clock, room):
    people.villager.reports("Violence", "Abus sexuel", code=country.BADAYO).sends()
    people.villager.texts("SOS badayo viol")
    clock.tick()

    said = repr(room())

    for secret in ("0701020304", "Badayo", "BADAYO", "sexual", "viol", "Galéa"):
        assert secret not in said


def test_only_a_house_with_an_account_watches_it(house):
    assert wiring.balance_watch(house) is not None
