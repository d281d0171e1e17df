"""The tables are those the code expects, however the database came to them."""

import pytest

from storage import migrate
from storage.database import Database


def test_the_migrations_make_what_the_models_say(database):
    assert migrate.differences(database) == ""


def test_upgrading_twice_is_harmless(furnished):
    migrate.upgrade(furnished)

    assert migrate.is_current(furnished)
    assert migrate.differences(furnished) == ""


def test_an_empty_database_is_not_current_until_it_is_upgraded(tmp_path, keys):
    empty = Database(f"sqlite:///{tmp_path / 'empty.db'}", keys)
    assert not migrate.is_current(empty)

    migrate.upgrade(empty)

    assert migrate.is_current(empty)
    empty.close()


def test_a_column_that_no_migration_made_is_told(on_sqlite):
    with on_sqlite.transaction() as session:
        session.connection().exec_driver_sql("ALTER TABLE places ADD COLUMN colour TEXT")

    assert "colour" in migrate.differences(on_sqlite)


def test_a_migration_that_breaks_leaves_the_database_as_it_was(tmp_path, keys):
    broken = Database(f"sqlite:///{tmp_path / 'half.db'}", keys)
    with broken.transaction() as session:
        session.connection().exec_driver_sql("CREATE TABLE versions (name TEXT)")

    with pytest.raises(Exception, match="versions"):
        migrate.upgrade(broken)

    assert not migrate.is_current(broken)
    with broken.reading() as session:
        tables = session.connection().exec_driver_sql("SELECT name FROM sqlite_master").scalars()
        assert "reports" not in tables.all()
    broken.close()
