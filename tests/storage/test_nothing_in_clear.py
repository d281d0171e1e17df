"""A canary: whoever takes the database without its keys learns no number, no name, no word."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, String, cast, select

from storage import attempts, contacts, delivery_reports, events, inbox, members, outbox, reports
from storage.models import Base
from storage.spool import Spool

NUMBER, OTHER_NUMBER = "+2250798765432", "+2250587654321"
NAME, WORDS, SMS, BODY = "Zaouli Canari", "canari: on frappe", "SOS canari 1029", "Code canari"
CODE = "4918273650"
CANARIES = [
    NUMBER, NUMBER[1:], NUMBER[4:], OTHER_NUMBER, OTHER_NUMBER[4:], "Zaouli", "anari", WORDS, SMS,
    BODY, CODE,
]  # fmt: skip


@pytest.fixture
def full(furnished, known, keep, keys, now, tmp_path):
    """A database in which everything that must not be read was kept."""
    report_id = keep(
        channel="sms", contact="text", phone=NUMBER, words=WORDS, phone_index=keys.phone(NUMBER)
    ).id
    with furnished.transaction() as session:
        committee = known.committees["V-BADAYO"]
        member = members.add(session, committee, NAME, OTHER_NUMBER, "focal_point", "fr")
        members.await_code(session, member, CODE, now)
        outbox.add(session, outbox.ALERTS, "alert", NUMBER, BODY, now, timedelta(days=1))
        outbox.add(session, outbox.ALERTS, "code", OTHER_NUMBER, CODE, now, timedelta(days=1))
        inbox.keep(session, inbox.Incoming("id-1", NUMBER, SMS), now)
        contacts.opt_out(session, keys.phone(NUMBER), "sms", now)
        attempts.note(session, "receipt", keys.phone(NUMBER), "mark", now)
        delivery_reports.keep(session, "id-2", "Success", "", keys.phone(NUMBER), now)
        report = reports.locked(session, report_id)
        events.append(session, report, "received", "reporter", now)
    Spool(tmp_path / "spool", keys).put("a", f"{NUMBER} {WORDS}")
    return furnished


def test_no_row_of_any_table_says_who_or_what(full):
    seen = []
    with full.reading() as session:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                plain = column if isinstance(column.type, LargeBinary) else cast(column, String)
                seen += [value for value in session.scalars(select(plain)) if value is not None]

    dump = b"\n".join(v if isinstance(v, bytes) else str(v).encode() for v in seen)
    assert b"id-1" in dump  # we did look
    assert b"Badayo" in dump
    assert [canary for canary in CANARIES if canary.encode() in dump] == []


def test_no_file_of_the_instance_says_who_or_what(full, tmp_path):
    files = [path for path in Path(tmp_path).rglob("*") if path.is_file()]
    if full.engine.dialect.name == "sqlite":
        assert {path.suffix for path in files} >= {".db", ".db-wal"}

    for path in files:
        content = path.read_bytes()
        assert [canary for canary in CANARIES if canary.encode() in content] == [], path.name


def test_what_was_let_go_is_not_left_in_the_file(on_sqlite, tmp_path, now):
    """secure_delete: a row's bytes are overwritten, not only forgotten."""
    with on_sqlite.transaction() as session:
        attempts.note(session, "pin", "canari-to-forget", "mark", now)
    with on_sqlite.transaction() as session:
        attempts.forget(session, "pin", "canari-to-forget")
    on_sqlite.close()
    with sqlite3.connect(tmp_path / "alone.db") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()

    content = b"".join(path.read_bytes() for path in tmp_path.glob("alone.db*"))
    assert b"canari-to-forget" not in content
