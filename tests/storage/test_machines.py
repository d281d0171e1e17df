"""How the house is doing, in counts that cost the same whatever the number of rows."""

from datetime import timedelta

import pytest
from sqlalchemy import event, text, update

from storage import gauges, inbox, machines, outbox
from storage.inbox import Incoming
from storage.models import Alert, OutboundMessage, Report
from storage.outbox import ALERTS, BULK

LARGE = ("reports", "alerts", "outbound_messages", "inbound_messages")


@pytest.fixture
def promise(furnished, now):
    """Promise an SMS, and say what became of it."""

    def do(status="queued", ago=timedelta(), reason=None, queue=ALERTS, **changed):
        with furnished.transaction() as session:
            message_id = outbox.add(
                session, queue, "alert", "+2250701020304", "Réf", now - ago, timedelta(hours=24),
                **changed,
            )  # fmt: skip
            became = update(OutboundMessage).where(OutboundMessage.id == message_id)
            session.execute(became.values(status=status, reason=reason))

    return do


@pytest.fixture
def ask(furnished):
    """Ask one question."""

    def do(question, *about):
        with furnished.reading() as session:
            return question(session, *about)

    return do


def test_a_queue_tells_what_waits_and_since_when(promise, ask, now):
    promise(ago=timedelta(minutes=7))
    promise(ago=timedelta(minutes=9), status="sending")
    promise(not_before=now + timedelta(hours=8))  # for the morning
    promise(ago=timedelta(hours=3), status="sent")
    promise(ago=timedelta(hours=3), status="expired")
    promise(ago=timedelta(days=2), status="expired")
    promise(ago=timedelta(hours=1), status="uncertain", queue=BULK)

    alerts, bulk = ask(machines.lines, now)

    assert (alerts.queue, alerts.waiting, alerts.sending) == ("alerts", 2, 1)
    assert alerts.oldest == now - timedelta(minutes=9)
    assert (alerts.expired, alerts.uncertain, bulk.uncertain) == (1, 0, 1)
    assert (bulk.waiting, bulk.oldest) == (0, None)


def test_what_came_to_nothing_is_told_by_its_reason(promise, ask, now):
    for _ in range(2):
        promise("undelivered", reason="UserInBlacklist")
    promise("expired")
    promise("undelivered", ago=timedelta(days=2), reason="long ago")
    promise("delivered")

    found = ask(machines.failures, now - timedelta(hours=6))

    assert [(each.queue, each.status, each.reason, each.count) for each in found] == [
        ("alerts", "undelivered", "UserInBlacklist", 2),
        ("alerts", "expired", "", 1),
    ]


@pytest.mark.parametrize("reason", ["to +2250701020304", "é vu à Galéa", "<b>", "1234567"])
def test_a_reason_that_is_no_code_is_not_repeated(promise, ask, now, reason):
    promise("undelivered", reason=reason)

    assert [each.reason for each in ask(machines.failures, now - timedelta(hours=6))] == ["other"]


def test_the_sms_of_the_last_hour_are_told_by_what_became_of_them(promise, ask, now):
    promise("delivered", ago=timedelta(minutes=5))
    promise("queued", ago=timedelta(minutes=5), queue=BULK)
    promise("delivered", ago=timedelta(minutes=61))
    promise(not_before=now + timedelta(hours=8))

    found = ask(machines.by_status, now - timedelta(hours=1), now)

    assert {status: count for status, count in found.items() if count} == {
        "delivered": 1, "queued": 1
    }  # fmt: skip


def test_late_reports_and_unanswered_alerts_are_counted(furnished, keep, known, ask, now):
    report = keep()
    with furnished.transaction() as session:
        late = now - timedelta(minutes=1)
        session.execute(update(Report).values(stage=1, due_at=late))
        for code, due_at in (("V-BADAYO", late), ("NAT", None)):  # somebody has it: NAT is let be
            session.add(
                Alert(
                    report_id=report.id, committee_id=known.committees[code], reason="first",
                    state="open", opened_at=now, due_at=due_at,
                )
            )  # fmt: skip

    assert ask(machines.late_reports, now) == 1
    assert ask(machines.late_reports, now - timedelta(hours=1)) == 0
    assert ask(machines.unanswered_by_level) == {"village": 1}


def test_what_waits_for_a_person_is_counted(furnished, ask, now):
    with furnished.transaction() as session:
        inbox.keep(session, Incoming("1", "+2250701020304", "quoi"), now)

    assert ask(machines.for_people) == {"for_person": 1, "quarantined": 0, "asked": 0}


def test_the_stock_is_counted_by_the_clock_and_read_from_there(furnished, keep, ask, now):
    keep()
    keep("call-2", urgency="critical")
    assert ask(machines.stock) == ({}, None)

    with furnished.transaction() as session:
        session.execute(update(Report).where(Report.urgency == "critical").values(stage=1))
        assert machines.count_stock(session, now) == 2

    counts, at = ask(machines.stock)
    assert {pair: count for pair, count in counts.items() if count} == {
        ("unseen", "medium"): 1, ("open", "critical"): 1
    }  # fmt: skip
    assert at == now
    assert len(counts) == 12  # what is gone falls to nothing


def test_a_count_stops_where_more_would_cost_too_much(promise, ask, now, monkeypatch):
    monkeypatch.setattr(machines, "COUNTED", 3)
    for _ in range(5):
        promise()

    assert ask(machines.lines, now)[0].waiting == 3


def test_a_gauge_holds_its_last_reading(furnished, now):
    for value in (3.0, 4.5):
        with furnished.transaction() as session:
            gauges.keep(session, "balance", value, now, "XOF")
            gauges.keep(session, "balance_of_another", 1, now)

    with furnished.reading() as session:
        found = gauges.read(session, "balance")
        assert (found.value, found.unit, found.at) == (4.5, "XOF", now)
        assert list(gauges.starting(session, "balance_")) == ["of_another"]
        assert gauges.read(session, "nothing") is None


def test_the_database_has_a_size(ask):
    assert ask(machines.size) > 10_000


QUESTIONS = {
    "lines": lambda s, now: machines.lines(s, now),
    "failures": lambda s, now: machines.failures(s, now),
    "by_status": lambda s, now: machines.by_status(s, now, now),
    "late_reports": lambda s, now: machines.late_reports(s, now),
    "unanswered": lambda s, _: machines.unanswered_by_level(s),
    "for_people": lambda s, _: machines.for_people(s),
    "stock": lambda s, _: machines.stock(s),
    "oldest_unsent": lambda s, _: outbox.oldest_unsent(s),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_question_reads_a_whole_table(furnished, now, question):
    plans = []

    def explain(connection, cursor, statement, parameters, context, executemany):
        if statement.startswith("SELECT"):
            is_sqlite = connection.dialect.name == "sqlite"
            cursor.execute(f"EXPLAIN {'QUERY PLAN ' if is_sqlite else ''}{statement}", parameters)
            plans.append("\n".join(str(row[-1]) for row in cursor.fetchall()))

    with furnished.reading() as session:
        if session.connection().dialect.name == "postgresql":
            session.execute(text("SET LOCAL enable_seqscan = off"))  # the tables are small here
        event.listen(furnished.engine, "before_cursor_execute", explain)
        QUESTIONS[question](session, now)
        event.remove(furnished.engine, "before_cursor_execute", explain)

    assert plans
    for plan in plans:
        for table in LARGE:
            assert f"SCAN {table}" not in plan, plan  # SQLite
            assert f"Seq Scan on {table}" not in plan, plan  # PostgreSQL
