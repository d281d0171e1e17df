"""What a database kind has to be told once a process, and not once a test: its dialect, and how
each statement is written in it. A house of a test is new; how SQL is spelled there is not."""

from typing import Any

import sqlalchemy
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

_first: dict[str, Engine] = {}


def quick_engine(url: str, **more: Any) -> Engine:
    """An engine with its own connections and events, that knows what the first of its kind has
    learnt."""
    engine = sqlalchemy.create_engine(url, **more)
    kind = engine.dialect.name
    known = _first.get(kind)
    if known is None:
        try:
            with engine.connect():  # it learns what its server can do
                _first[kind] = engine
        except SQLAlchemyError:
            pass  # one that is away, which a test wants
        return engine
    engine.dialect = engine.pool._dialect = known.dialect
    engine._compiled_cache = known._compiled_cache
    return engine
