"""The marks of what came in, which the database itself lays; and the look at all of it."""

import uuid

import pytest
from alembic import command
from sqlalchemy import delete, insert, select, text, update

from storage import events, inbox, ledger, migrate, reports, unfinished
from storage.database import Database
from storage.inbox import Incoming
from storage.models import Arrival, InboundMessage, OutboundMessage, Report
from storage.unfinished import Unfinished


@pytest.fixture
def marks(furnished):
    """Channel and reference of every mark, the first first."""

    def every():
        with furnished.reading() as session:
            rows = select(Arrival.channel, Arrival.reference).order_by(Arrival.at, Arrival.id)
            return [tuple(row) for row in session.execute(rows)]

    return every


def breaks_off(database, now, key="call-1"):
    with database.transaction() as session:
        unfinished.keep(session, key, "phone", Unfinished(key, []), now)


def texts(database, now, provider_id="sms-1"):
    with database.transaction() as session:
        return inbox.keep(session, Incoming(provider_id, "+2250701020304", "AIDE"), now)


def test_a_call_leaves_one_mark_however_far_it_comes(furnished, keep, marks, now):
    breaks_off(furnished, now)
    assert marks() == [("ussd", None)]

    report = keep()
    keep(concern="mining")
    breaks_off(furnished, now)

    assert marks() == [("ussd", report.reference)]


def test_a_report_by_sms_came_with_its_sms(furnished, keep, marks, now):
    texts(furnished, now)
    keep("sms-1", channel="sms")

    assert marks() == [("sms", None)]


def test_a_text_told_twice_leaves_one_mark_and_the_same_words_again_another(furnished, marks, now):
    texts(furnished, now)
    texts(furnished, now)
    assert len(marks()) == 1

    texts(furnished, now, "sms-2")
    assert len(marks()) == 2


def test_what_is_gone_leaves_its_mark_behind(furnished, keep, marks, now):
    reference = keep().reference
    texts(furnished, now)

    with furnished.transaction() as session:
        session.execute(delete(Report))
        session.execute(delete(InboundMessage))

    assert sorted(marks()) == [("sms", None), ("ussd", reference)]


def test_what_is_brought_back_from_a_backup_leaves_no_second_mark(furnished, keep, marks):
    table = Report.__table__
    keep()
    with furnished.transaction() as session:
        row = session.execute(select(table)).mappings().one()
        session.execute(delete(Report))
        session.execute(insert(table).values(**row))

    assert marks() == [("ussd", row["reference"])]


def test_a_kind_of_message_that_nobody_knows_is_unknown(furnished, now):
    kept = texts(furnished, now)
    for change, kind in (
        ({"state": "for_person"}, "for_person"),
        ({"state": "done", "became": "command"}, "command"),
        ({"state": "done", "became": "else"}, "unknown"),
        ({"state": "done", "became": None, "intent": "sos"}, "unknown"),
        ({"state": "done", "became": None, "intent": ""}, "read"),
    ):
        with furnished.transaction() as session:
            session.execute(
                update(InboundMessage).where(InboundMessage.id == kept).values(**change)
            )
        with furnished.reading() as session:
            assert session.scalar(select(ledger.kind_of_message())) == kind


def test_a_snapshot_shows_one_moment_and_writes_nothing(furnished, keep, now):
    keep()
    with furnished.snapshot() as session:
        before = ledger.both_sides(session)
        keep("call-2")
        texts(furnished, now)
        assert ledger.both_sides(session) == before
    with furnished.snapshot() as session:
        assert sum(ledger.both_sides(session).came.values()) == 3


def test_the_histories_are_looked_at_from_the_latest_back_to_all(furnished, keep, now, monkeypatch):
    monkeypatch.setattr(ledger, "_AT_ONCE", 2)
    monkeypatch.setattr(ledger, "_LATEST", 4)
    for number in range(7):
        report_id = keep(f"call-{number}").id
        with furnished.transaction() as session:
            events.append(session, reports.locked(session, report_id), "received", "reporter", now)

    with furnished.snapshot() as session:
        assert ledger.how_many_histories(session, every=True) == 7
        assert [page[0] for page in ledger.histories(session, every=True)] == [2, 2, 2, 1]
        assert [page[0] for page in ledger.histories(session, every=False)] == [2, 2]


def test_an_upgrade_marks_what_came_before_it(tmp_path, keys, now):
    database = Database(f"sqlite:///{tmp_path / 'before.db'}", keys)
    with database.engine.begin() as connection:
        command.upgrade(migrate._config(connection, database), "0012")
        for statement in BEFORE:
            connection.execute(text(statement), {"id": uuid.uuid4().hex, "at": now.isoformat()})

    migrate.upgrade(database)

    with database.reading() as session:
        told = select(Arrival.session_key, Arrival.reference).order_by(Arrival.session_key)
        assert [tuple(row) for row in session.execute(told)] == [
            (None, None), ("call-1", "111111"), ("call-2", None),
        ]  # fmt: skip
        promised = session.execute(select(OutboundMessage.promised_for, OutboundMessage.created_at))
        assert [row[0] == row[1] for row in promised] == [True]
    database.close()


REPORT = (
    "INSERT INTO reports (id, reference, session_key, channel, status, incomplete, concern, "
    "urgency, place_id, child, happens, route, contact_consent, language, phone_index, saved_at, "
    "last_event, last_hash) SELECT :id, '{0}', '{1}', '{2}', 'draft', 0, 'mining', 'high', id, "
    "'unknown', 'unknown', 'unknown', 'never', 'fr', 'p', :at, 0, '' FROM places"
)
CALL = (
    "INSERT INTO unfinished_calls (id, session_key, phone_index, path_sealed, settled, saved_at) "
    "VALUES (:id, '{0}', 'p', 'x', 0, :at)"
)
MESSAGE = (
    "INSERT INTO inbound_messages (id, provider_id, sender_index, sender_sealed, text_sealed, "
    "state, intent, received_at) VALUES (:id, 's', 'p', 'x', 'x', 'done', 'sos', :at)"
)
PROMISE = (
    "INSERT INTO outbound_messages (id, queue, kind, recipient_index, recipient_sealed, "
    "body_sealed, status, attempts, expires_at, created_at) "
    "VALUES (:id, 'alerts', 'alert', 'p', 'x', 'x', 'sent', 1, :at, :at)"
)
BEFORE = (
    "INSERT INTO places (id, code, level, name) VALUES (:id, 'CI', 'country', 'Côte d''Ivoire')",
    REPORT.format("111111", "call-1", "ussd"),
    REPORT.format("222222", "text-1", "sms"),
    CALL.format("call-1"),
    CALL.format("call-2"),
    MESSAGE,
    PROMISE,
)
