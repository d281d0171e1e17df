"""The database: one engine, and the one visible place where a transaction is opened."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from functools import cache
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Engine, Table, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from storage.encryption import Keys
from storage.models import Base

# Whatever says that the database is away rather than that we asked something wrong.
Away = OperationalError

WAITS = 10  # seconds, for whoever else writes to a SQLite
A_MOMENT = 5  # milliseconds
_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # NORMAL may roll back acknowledged commits after a power cut
    f"PRAGMA busy_timeout={WAITS * 1000}",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA trusted_schema=OFF",
)


class Database:
    """Where reports are kept. Sessions carry the keys, so that repositories can seal and open."""

    def __init__(self, url: str, keys: Keys, *, pool_size: int = 5) -> None:
        self.keys = keys
        self.engine = _engine(url, pool_size)
        # SQLite has one writer at a time and makes the others sleep and ask again; those of one
        # process had better queue.
        is_sqlite = self.engine.dialect.name == "sqlite"
        self._one_writer = threading.Lock() if is_sqlite else nullcontext()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Read and write; committed when the block ends, rolled back when it raises."""
        info = {"keys": self.keys}
        session = Session(self.engine, info=info, expire_on_commit=False)
        with self._one_writer, session, session.begin():
            yield session

    @contextmanager
    def line(self) -> Iterator["Line"]:
        """One connection for many short transactions in a row, so that each does not begin with
        asking whether the database is there."""
        with self.engine.connect() as connection:
            yield Line(self, connection)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Read only: never waits for a writer on SQLite."""
        connection = self.engine.connect().execution_options(veille_reading=True)
        with connection, Session(connection, info={"keys": self.keys}) as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """Read only, and all of it as it stood at one moment; for long looks at everything."""
        connection = self.engine.connect().execution_options(veille_reading=True)
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        with connection, Session(connection, info={"keys": self.keys}) as session:
            if connection.dialect.name == "postgresql":
                session.execute(text("SET LOCAL statement_timeout = 0"))
            yield session

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


class Line:
    """A connection that is kept between transactions."""

    def __init__(self, database: Database, connection: Connection) -> None:
        self._database, self._connection = database, connection

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Read and write; committed when the block ends, rolled back when it raises."""
        info = {"keys": self._database.keys}
        session = Session(self._connection, info=info, expire_on_commit=False)
        with self._database._one_writer, session, session.begin():
            yield session


def keys_of(session: Session) -> Keys:
    """The keys that a session of `Database` carries."""
    keys: Keys = session.info["keys"]
    return keys


def insert_if_absent(
    session: Session, model: type[Base], row: Mapping[str, Any], *unique: str
) -> bool:
    """Insert a row unless its unique columns are taken; whether it was inserted."""
    statement = _insert_if_absent(session.get_bind().dialect.name, model, unique)
    return session.execute(statement, dict(row)).first() is not None


@cache
def _insert_if_absent(
    dialect: str, model: type[Base], unique: tuple[str, ...]
) -> ReturningInsert[tuple[Any]]:
    """The statement for one kind of row, built once: that costs more than to run it."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    table = cast(Table, model.__table__)
    statement = insert(table).on_conflict_do_nothing(index_elements=list(unique))
    # What comes back tells; a row count of inserts is not kept on every database.
    return statement.returning(table.c[unique[0]])


def url_of(given: str, home: Path) -> str:
    """The database's address: what was given, or SQLite in the instance folder."""
    if not given:
        return f"sqlite:///{home / 'veille.db'}"
    return given.replace("postgresql://", "postgresql+psycopg://", 1)


def _engine(url: str, pool_size: int) -> Engine:
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_engine(url, pool_size=pool_size, max_overflow=20, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    waits = {"connect_timeout": 5, "options": "-c statement_timeout=15000 -c lock_timeout=8000"}
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=20,
        pool_pre_ping=True,
        hide_parameters=True,  # an error's text must not hold what people told us
        connect_args=waits,
    )


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we begin transactions ourselves
    for pragma in _SQLITE_PRAGMAS:
        connection.execute(pragma)


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads and then writes under a plain BEGIN fails at once with "locked" when
    # another wrote in between, whatever the timeout; so writers say so from the start.
    if connection.get_execution_options().get("veille_reading"):
        connection.exec_driver_sql("BEGIN")
    else:
        _begin_writing(connection)


def _begin_writing(connection: Connection) -> None:
    """Wait for the one writer there is. SQLite itself asks again after longer and longer pauses,
    and so whoever writes often keeps an alert waiting; we ask every few milliseconds."""
    until = time.monotonic() + WAITS
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA busy_timeout={A_MOMENT}")
    try:
        while True:
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                return
            except OperationalError as error:
                if "locked" not in str(error.orig) or time.monotonic() > until:
                    raise
    finally:
        driver.execute(f"PRAGMA busy_timeout={WAITS * 1000}")


def is_reachable(database: Database) -> bool:
    """Whether the database answers."""
    try:
        with database.reading() as session:
            session.connection().exec_driver_sql("SELECT 1")
    except DBAPIError:
        return False
    return True
