"""Many rows at once, as each database takes them fastest, in the caller's transaction.

For filling a house, not for its daily work: nothing is looked up and nothing is forgiven, so one
row that does not fit refuses them all.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, cast

from sqlalchemy import JSON, Column, Connection, Table, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from storage.models import Base

Rows = Sequence[tuple[Any, ...]]


def unhurried(session: Session) -> None:
    """Let this transaction take its time; a power cut may undo it whole after it was kept."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("SET LOCAL synchronous_commit = off")


def write(session: Session, model: type[Base], columns: Sequence[str], rows: Rows) -> None:
    """Insert rows, each a tuple in the order of `columns`, which are names in the database."""
    if not rows:
        return
    table, connection = cast(Table, model.__table__), session.connection()
    absent = _defaults(table, columns)
    named = (*columns, *absent)
    told = _as_told(connection, table, named, rows, tuple(absent.values()))
    quote = connection.dialect.identifier_preparer.quote
    into = f"{quote(table.name)} ({', '.join(map(quote, named))})"
    if connection.dialect.name == "postgresql":
        _copy(connection, f"COPY {into} FROM STDIN", told)
    else:
        marks = ", ".join("?" * len(named))
        connection.exec_driver_sql(f"INSERT INTO {into} VALUES ({marks})", list(told))  # noqa: S608


def count(session: Session, model: type[Base]) -> int:
    """How many rows a table has."""
    return session.scalar(select(func.count()).select_from(model)) or 0


def taken(
    session: Session, column: InstrumentedAttribute[Any], values: Iterable[str]
) -> frozenset[str]:
    """Which of these values a column holds already."""
    return frozenset(session.scalars(select(column).where(column.in_(list(values)))))


def _copy(connection: Connection, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    cursor, driver = connection.connection.cursor(), connection.dialect.loaded_dbapi
    try:
        with cursor.copy(statement) as copy:
            take = copy.write_row
            for row in rows:
                take(row)
    except driver.Error as error:  # SQLAlchemy does not see what is said between the two of them
        raise DBAPIError.instance(
            statement, None, error, driver.Error, hide_parameters=True, dialect=connection.dialect
        ) from None


def _as_told(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    rows: Rows,
    always: tuple[Any, ...],
) -> Iterator[tuple[Any, ...]]:
    """Rows as the driver takes them, with what is the same in all of them at their end."""
    ways = [(n, way) for n, name in enumerate(columns) if (way := _way(connection, table.c[name]))]
    if not ways and not always:
        yield from rows
        return
    for row in rows:
        cells = [*row, *always]
        for place, way in ways:
            if cells[place] is not None:
                cells[place] = way(cells[place])
        yield tuple(cells)


def _way(connection: Connection, column: Column[Any]) -> Callable[[Any], Any] | None:
    """How a value of a column is told to the driver; None where it takes it as it is."""
    if connection.dialect.name == "postgresql":  # which takes all that we keep, but for JSON
        return json.dumps if isinstance(column.type, JSON) else None
    return column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)


def _defaults(table: Table, columns: Sequence[str]) -> dict[str, Any]:
    """The columns left out that only the models fill in, and with what."""
    return {
        column.name: column.default.arg
        for column in table.c
        if column.name not in columns
        and isinstance(column.default, ScalarElementColumnDefault)
        and column.server_default is None
    }
