"""A database with all its tables, and sheets as people save them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gateway.demo_data import folder
from gateway.imports import import_committees, import_members, import_places
from storage import committees, members, migrate, places
from storage.database import Database
from storage.encryption import Keys, new_keys
from storage.models import Committee, Member, Place

Save = Callable[..., Path]


def new_database(home: Path) -> Database:
    """An empty gazetteer, no committees, nobody."""
    database = Database(f"sqlite:///{home / 'veille.db'}", Keys.parse(new_keys()))
    migrate.upgrade(database)
    return database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = new_database(tmp_path)
    yield database
    database.close()


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Save lines or bytes as a file."""

    def save(*lines: str, content: bytes | None = None, name: str = "sheet.csv") -> Path:
        path = tmp_path / name
        path.write_bytes("\n".join(lines).encode() if content is None else content)
        return path

    return save


@pytest.fixture
def demo(database: Database) -> Database:
    """The two pilot regions, with their committees and members."""
    import_places(database, folder() / "places.csv")
    import_committees(database, folder() / "committees.csv")
    import_members(database, folder() / "members.csv")
    return database


def places_of(database: Database) -> dict[str, Place]:
    with database.reading() as session:
        return places.by_code(session)


def committees_of(database: Database) -> dict[str, Committee]:
    with database.reading() as session:
        return committees.by_code(session)


def members_of(database: Database) -> dict[str, tuple[Member, str]]:
    """Each member with their name, by phone."""
    with database.reading() as session:
        return {
            members.phone_of(session, member): (member, members.name_of(session, member))
            for member in members.by_phone_index(session).values()
        }
