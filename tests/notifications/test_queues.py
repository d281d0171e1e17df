"""Redis as an alarm clock: it wakes, it holds nothing, and when it is away nothing fails."""

import json
import socket
import threading
import time
import zlib

import pytest
from redis import RedisError
from rq import Queue
from rq.job import Job
from rq.serializers import JSONSerializer

from gateway import wiring
from notifications import jobs
from notifications.carrier import Carrier
from notifications.delivery import Postman
from notifications.queues import FLAG_SECONDS, QUEUES, Queues, connect

from .conftest import number, on_sqlite


@pytest.fixture
def queues(house):
    return house.queues


@pytest.fixture
def asked(house):
    """The jobs that wait for a worker."""

    def waiting(name="alerts"):
        return Queue(name, connection=house.redis, serializer=JSONSerializer).jobs

    return waiting


@pytest.fixture
def unplugged(nobody_listens):
    """The way to a Redis that is not there."""
    redis = connect(f"redis://127.0.0.1:{nobody_listens}")
    yield Queues(redis)
    redis.close()


@pytest.fixture
def mute():
    """The way to a Redis that takes calls and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        redis = connect(f"redis://127.0.0.1:{server.getsockname()[1]}")
        yield Queues(redis)
        redis.close()


@on_sqlite
def test_one_wake_up_asks_one_thing_however_often_it_is_called_in_a_moment(queues, asked):
    for _ in range(20):
        queues.wake(["alerts"])

    assert [job.func_name for job in asked()] == ["notifications.jobs.drain"]
    assert asked("bulk") == []


@on_sqlite
def test_twenty_calls_at_once_wake_once(queues, asked):
    together = threading.Barrier(20)

    def wakes():
        together.wait(10)
        queues.wake(["alerts", "bulk"])

    threads = [threading.Thread(target=wakes) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert (len(asked("alerts")), len(asked("bulk"))) == (1, 1)


@on_sqlite
def test_a_worker_that_has_heard_can_be_woken_again(queues, asked):
    queues.wake(["alerts"])
    queues.awake("alerts")
    queues.wake(["alerts"])

    assert len(asked()) == 2


@on_sqlite
def test_a_wake_up_that_nobody_heard_is_forgotten_soon(queues, house):
    queues.wake(["alerts"])

    assert 0 < house.redis.ttl("veille:wake:alerts") <= FLAG_SECONDS
    (job,) = house.redis.keys("rq:job:*")
    assert 0 < house.redis.ttl(job) <= 60


@on_sqlite
def test_a_job_says_the_name_of_its_queue_and_nothing_more(people, asked, house):
    people.villager.reports().sends()

    (job,) = asked()
    assert (job.func_name, [*job.args], job.kwargs) == ("notifications.jobs.drain", ["alerts"], {})
    assert job.description == "notifications.jobs.drain('alerts')"
    assert (job.meta, job.retries_left) == ({}, None)
    kept = house.redis.hget(f"rq:job:{job.id}", "data")
    assert json.loads(zlib.decompress(kept)) == ["notifications.jobs.drain", None, ["alerts"], {}]


@on_sqlite
def test_nothing_in_redis_knows_who_called_or_what_was_said(people, house):
    people.villager.reports("Violence", "Abus sexuel", code="1029").sends()
    reference = people.social_worker.sms[-1].split("Réf ")[1][:6]

    everything = b"".join(dumped(house.redis))
    for secret in (people.villager.number[1:], reference, "sexual_abuse", people.villager.receipt):
        assert secret.encode() not in everything


def dumped(redis):
    """Every key and every value there is."""
    readers = {
        b"string": redis.get,
        b"hash": redis.hgetall,
        b"list": lambda key: redis.lrange(key, 0, -1),
        b"set": redis.smembers,
        b"zset": lambda key: redis.zrange(key, 0, -1),
    }
    for key in redis.keys("*"):
        yield key
        yield repr(readers[redis.type(key)](key)).encode()


@on_sqlite
def test_a_job_can_be_read_without_running_code(queues, house, asked):
    queues.wake(["alerts"])
    (job,) = asked()

    again = Job.fetch(job.id, connection=house.redis, serializer=JSONSerializer)

    assert list(again.args) == ["alerts"]


@on_sqlite
def test_who_lives_is_known_and_who_never_did_is_not(queues):
    queues.beat("alerts")

    assert queues.last_beat("alerts").startswith("20")
    assert queues.last_beat("bulk") == ""
    assert queues.is_reachable()


def test_without_redis_nothing_fails(unplugged):
    unplugged.wake(QUEUES)
    unplugged.awake("alerts")
    unplugged.beat("alerts")

    assert not unplugged.is_reachable()
    with pytest.raises(RedisError):
        unplugged.last_beat("alerts")


@on_sqlite
def test_without_redis_a_report_is_taken_all_the_same(people, house, unplugged):
    house.world.queues = unplugged

    people.villager.reports(code="1029").sends()

    assert people.villager.receipt
    assert "un message attend" in people.department.sms[-1]


@pytest.mark.parametrize("away", ["unplugged", "mute"])
def test_a_redis_that_is_away_keeps_nobody_waiting_for_long(away, request):
    queues = request.getfixturevalue(away)
    began = time.monotonic()

    queues.wake(["alerts"])

    assert time.monotonic() - began < 1.5


def test_a_job_in_a_process_that_is_no_worker_says_how_to_start_one(monkeypatch):
    monkeypatch.setattr(jobs, "_equipment", [])

    with pytest.raises(jobs.Unequipped, match="veille worker"):
        jobs.drain("alerts")


@on_sqlite
def test_a_job_sends_what_is_due_and_may_run_twice(
    monkeypatch, box, postman, channel, queues, house
):
    monkeypatch.setattr(jobs, "_equipment", [])
    jobs.equip(Carrier(postman, wiring.broadcaster(house), "fr"), queues)
    queues.wake(["alerts"])
    box.promise(number(1), number(2))

    assert (jobs.drain("alerts"), jobs.drain("alerts")) == (2, 0)

    assert [recipient for recipient, _ in channel.sent] == [number(1), number(2)]
    assert not house.redis.exists("veille:wake:alerts")


@on_sqlite
def test_what_is_promised_while_a_job_runs_wakes_again(monkeypatch, queues, house, box, asked):
    class Waking:
        """A channel during whose call another report comes in."""

        name = "waking"

        def send(self, _body, _recipients):
            queues.wake(["alerts"])
            raise RuntimeError("the worker dies here")

    monkeypatch.setattr(jobs, "_equipment", [])
    postman = Postman(house.database, Waking(), house.settings.lease, 15, box.now)
    jobs.equip(Carrier(postman, wiring.broadcaster(house), "fr"), queues)
    queues.wake(["alerts"])
    box.promise(number(1))

    with pytest.raises(RuntimeError):
        jobs.drain("alerts")

    assert len(asked()) == 2
