"""The database: writers take turns, readers never wait, a broken block leaves nothing behind."""

import threading
from datetime import datetime

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from storage import attempts, members, versions
from storage.database import Database, insert_if_absent, is_reachable, keys_of, url_of
from storage.models import Attempt, Committee, Version
from tests import country
from tests.storage.hands import at_once


def row(mark="m1", kind="pin", subject="s", at=None):
    """One try at a secret, as its table keeps it."""
    return {"mark": mark, "kind": kind, "subject": subject, "at": at}


def test_a_hundred_turns_of_four_writers_are_all_counted(on_sqlite):
    def count_up():
        for _ in range(25):
            with on_sqlite.transaction() as session:
                before = versions.current(session, "turns")
                insert_if_absent(session, Version, {"name": "turns", "number": 0}, "name")
                session.get_one(Version, "turns").number = before + 1

    at_once(4, count_up)

    with on_sqlite.reading() as session:
        assert versions.current(session, "turns") == 100


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),  # FULL: an acknowledged report survives a power cut
        ("foreign_keys", 1),
        ("busy_timeout", 10000),
        ("secure_delete", 1),
        ("trusted_schema", 0),
    ],
)
def test_every_connection_to_sqlite_is_careful(on_sqlite, pragma, value):
    with on_sqlite.transaction() as one, on_sqlite.reading() as another:
        for session in (one, another):
            found = session.connection().exec_driver_sql(f"PRAGMA {pragma}").scalar()
            assert found == value


def test_who_reads_does_not_wait_for_who_writes(database):
    with database.transaction() as writer:
        versions.changed(writer, "places")
        writer.flush()

        with database.reading() as reader:
            assert versions.current(reader, "places") == 0

    with database.reading() as reader:
        assert versions.current(reader, "places") == 1


def test_who_writes_does_not_wait_for_who_reads(database):
    with database.reading() as reader:
        assert versions.current(reader, "places") == 0

        with database.transaction() as writer:
            versions.changed(writer, "places")

    with database.reading() as reader:
        assert versions.current(reader, "places") == 1


def test_what_a_reader_writes_is_not_kept(database):
    with database.reading() as reader:
        versions.changed(reader, "places")

    with database.reading() as reader:
        assert versions.current(reader, "places") == 0


def test_a_block_that_breaks_leaves_nothing_behind(database):
    def change_and_break():
        with database.transaction() as session:
            versions.changed(session, "places")
            raise LookupError

    with pytest.raises(LookupError):
        change_and_break()

    with database.reading() as session:
        assert versions.current(session, "places") == 0


def test_a_moment_without_a_zone_is_refused(database):
    with (
        pytest.raises(StatementError, match="a moment without a time zone"),
        database.transaction() as session,
    ):
        attempts.note(session, "pin", "s", "m", datetime(2026, 11, 21))  # noqa: DTZ001


def test_a_moment_comes_back_in_utc_to_the_microsecond(database, now):
    exactly = now.replace(microsecond=123456)
    with database.transaction() as session:
        attempts.note(session, "pin", "s", "m", exactly)

    with database.reading() as session:
        kept = session.get_one(Attempt, "m").at
    assert kept == exactly
    assert kept.utcoffset().total_seconds() == 0


def test_a_row_is_inserted_once_and_the_second_time_changes_nothing(database, now):
    with database.transaction() as session:
        assert insert_if_absent(session, Attempt, row(subject="first", at=now), "mark")
        assert not insert_if_absent(session, Attempt, row(subject="second", at=now), "mark")

    with database.reading() as session:
        assert session.get_one(Attempt, "m1").subject == "first"


def test_of_many_who_insert_one_row_at_once_one_did(database, now):
    def insert():
        with database.transaction() as session:
            return insert_if_absent(session, Attempt, row(at=now), "mark")

    assert sum(at_once(8, insert)) == 1

    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Attempt)) == 1


def test_an_error_does_not_repeat_what_people_told_us(furnished):
    with furnished.reading() as session:
        committee = session.scalars(select(Committee.id)).first()

    with pytest.raises(IntegrityError) as error, furnished.transaction() as session:
        members.add(session, committee, "Awa Kouassi", country.COORDINATOR, "focal_point", "fr")

    assert "Awa" not in str(error.value)
    assert country.COORDINATOR[4:] not in str(error.value)


def test_sessions_carry_the_keys(database, keys):
    with database.transaction() as writer, database.reading() as reader:
        assert keys_of(writer) is keys
        assert keys_of(reader) is keys


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
        ("sqlite:////x/y.db", "sqlite:////x/y.db"),
    ],
)
def test_the_address_given_is_the_one_used(tmp_path, given, used):
    assert url_of(given, tmp_path) == used


def test_without_an_address_reports_are_kept_in_the_instance_folder(tmp_path):
    assert url_of("", tmp_path) == f"sqlite:///{tmp_path}/veille.db"


def test_a_database_that_answers_is_reachable(database):
    assert is_reachable(database)


@pytest.mark.parametrize(
    "url", ["postgresql+psycopg://nobody@127.0.0.1:9/none", "sqlite:////nowhere/at/all.db"]
)
def test_a_database_that_is_away_is_not(keys, url):
    away = Database(url, keys)

    assert not is_reachable(away)
    away.close()


def test_forty_callers_at_once_share_the_connections_there_are(database):
    done = threading.Semaphore(0)

    def look():
        with database.reading() as session:
            versions.current(session, "places")
        done.release()
        return True

    assert all(at_once(40, look))


def test_who_wants_to_write_gets_a_turn_beside_one_who_writes_all_the_time(on_sqlite, keys):
    busy, alert = (Database(str(on_sqlite.engine.url), keys) for _ in range(2))
    stopping, writes = threading.Event(), threading.Event()

    def write_on():
        while not stopping.is_set():
            with busy.transaction() as session:
                session.execute(text("UPDATE versions SET number = number"))
                writes.set()
                stopping.wait(0.02)

    writing = threading.Thread(target=write_on)
    writing.start()
    try:
        for _ in range(40):
            writes.clear()
            assert writes.wait(20)  # it holds the database now
            with alert.transaction() as session:  # as SQLite itself waits, this one gives up
                session.execute(text("SELECT 1"))
    finally:
        stopping.set()
        writing.join()
        busy.close()
        alert.close()
