"""A number that grows when what every process holds in memory has changed."""

from storage import versions
from tests.storage.hands import at_once


def current(database, name=versions.PLACES):
    """The version now."""
    with database.reading() as session:
        return versions.current(session, name)


def change(database):
    """Something held in memory changes."""
    with database.transaction() as session:
        versions.changed(session, versions.PLACES)


def test_what_never_changed_has_version_zero(database):
    assert current(database) == 0


def test_every_change_is_another_version(database):
    change(database)
    assert current(database) == 1

    change(database)
    assert current(database) == 2
    assert current(database, "words") == 0


def test_eight_changes_at_once_are_eight_versions(database):
    at_once(8, lambda: change(database))

    assert current(database) == 8
