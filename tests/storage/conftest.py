"""A furnished database on each kind that we run on, a fixed hour, and many hands at once."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from menus.check_digit import with_check_digit
from storage import reports
from storage.database import Database
from storage.encryption import Keys
from storage.models import Committee, Member, Place, Report
from storage.reports import Statement
from tests import country


@pytest.fixture
def now() -> datetime:
    """The hour at which these tests happen."""
    return datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


@pytest.fixture
def furnished(database: Database) -> Database:
    """A database with the small country in it."""
    country.furnish(database)
    return database


@pytest.fixture
def known(furnished: Database) -> SimpleNamespace:
    """The ids of what is in the country: places and committees by code, members by index."""
    with furnished.reading() as session:
        return SimpleNamespace(
            places={place.code: place.id for place in session.scalars(select(Place))},
            committees={found.code: found.id for found in session.scalars(select(Committee))},
            members=[member.id for member in session.scalars(select(Member))],
        )


@pytest.fixture
def told(known: SimpleNamespace) -> Callable[..., Statement]:
    """What a caller told, with something changed: told(child="several")."""

    def make(session_key: str = "call-1", place: str = "CI260401-02", **changed: Any) -> Statement:
        return Statement(
            **{
                "session_key": session_key, "channel": "ussd", "concern": "neglect",
                "urgency": "medium", "place_id": str(known.places[place]), "language": "fr",
                "phone_index": "index-of-a-phone", **changed,
            }
        )  # fmt: skip

    return make


@pytest.fixture
def keep(furnished: Database, told: Callable[..., Statement], now: datetime) -> Callable[..., Any]:
    """Keep what a caller told, in a transaction of its own; the report as it was kept."""

    def do(*args: Any, at: datetime = now, **changed: Any) -> Report:
        with furnished.transaction() as session:
            return reports.keep(session, told(*args, **changed), with_check_digit, at)

    return do


@pytest.fixture
def on_sqlite(tmp_path: Path, migrated_file: Path, keys: Keys) -> Iterator[Database]:
    """An empty SQLite database, open."""
    path = tmp_path / "alone.db"
    shutil.copy(migrated_file, path)
    opened = Database(f"sqlite:///{path}", keys)
    yield opened
    opened.close()
