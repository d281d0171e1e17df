"""What became of an SMS: the reports of it come in any order, twice, forged, or never."""

from datetime import timedelta
from itertools import permutations

import pytest
from sqlalchemy import select, update

from notifications import delivery_reports
from notifications.channels import SendFailed
from storage import delivery_reports as kept
from storage import outbox
from storage.models import DeliveryReport, OutboundMessage
from storage.outbox import ALERTS
from tests.conftest import TOKEN

from .conftest import MESSAGE, number, on_postgresql, on_sqlite

AWA, KOFFI = number(1), number(2)


@pytest.fixture
def sent(box, postman):
    """An SMS to Awa that the provider took and calls rec-1."""
    box.promise(AWA)
    postman.drain(ALERTS)
    return box


@pytest.fixture
def hears(box):
    """The provider tells what became of an SMS."""

    def hear(status, message_id="rec-1", phone=AWA, reason=""):
        index = box.database.keys.phone(phone)
        with box.database.transaction() as session:
            delivery_reports.take(session, message_id, status, reason, index, box.now())

    return hear


@pytest.fixture
def reports(box):
    """Every delivery report that was kept: its status, and whether it was applied."""

    def every():
        with box.database.reading() as session:
            rows = session.scalars(select(DeliveryReport).order_by(DeliveryReport.id))
            return [(row.status, row.applied) for row in rows]

    return every


@pytest.mark.parametrize(
    ("status", "becomes", "reason"),
    [
        ("Success", "delivered", None),
        ("Failed", "undelivered", "Failed"),
        ("Rejected", "undelivered", "Rejected"),
        ("AbsentSubscriber", "undelivered", "AbsentSubscriber"),
        ("Expired", "undelivered", "Expired"),
        ("Sent", "sent", None),
        ("Submitted", "sent", None),
        ("Buffered", "sent", None),
        ("success", "sent", None),
        ("Teleported", "sent", None),
        ("", "sent", None),
    ],
)
@on_sqlite
def test_their_word_and_what_becomes_of_the_message(sent, hears, status, becomes, reason):
    hears(status)

    assert (sent.row(AWA).status, sent.row(AWA).reason) == (becomes, reason)


def test_the_reason_of_a_failure_is_kept(sent, hears):
    hears("Failed", reason="DeliveryFailure")

    assert sent.row(AWA).reason == "DeliveryFailure"
    assert sent.row(AWA).settled_at is not None


ORDERS = sorted(set(permutations(("Sent", "Submitted", "Success", "Failed", "Success", "Odd"))))
FAILING = sorted(set(permutations(("Sent", "Submitted", "Failed", "Odd", "Failed"))))


def states_after(box, orders):
    """How one message for each order ends, when its reports come in that order."""
    index = box.database.keys.phone(AWA)
    box.promise(*[AWA] * len(orders))
    with box.database.transaction() as session:
        claimed = outbox.claim(session, ALERTS, box.now(), timedelta(minutes=1), len(orders))
        for count, message in enumerate(claimed):
            outbox.settle(session, message, "sent", box.now(), provider_id=f"order-{count}")
    for step in range(len(orders[0])):
        with box.database.transaction() as session:
            for count, order in enumerate(orders):
                delivery_reports.take(session, f"order-{count}", order[step], "", index, box.now())
    return {(row.status, row.reason, row.lease, row.next_attempt_at) for row in box.rows()}


@on_sqlite
def test_in_whatever_order_reports_come_a_message_that_arrived_has_arrived(box):
    assert len(ORDERS) == 360
    assert states_after(box, ORDERS) == {("delivered", None, None, None)}


@on_postgresql
def test_in_whatever_order_reports_come_a_message_that_failed_has_failed(box):
    assert states_after(box, FAILING) == {("undelivered", "Failed", None, None)}


def test_delivered_is_never_taken_back(sent, hears):
    hears("Success")
    before = sent.row(AWA).settled_at
    for status in ("Failed", "Rejected", "Expired", "Sent", "Success"):
        hears(status)

    assert (sent.row(AWA).status, sent.row(AWA).settled_at) == ("delivered", before)


def test_a_report_about_another_phone_is_kept_and_changes_nothing(sent, hears, reports):
    hears("Failed", phone=KOFFI)

    assert sent.row(AWA).status == "sent"
    assert reports() == [("Failed", False)]


def test_a_forged_report_does_not_keep_the_true_one_out(sent, hears, clock, time):
    hears("Failed", phone=KOFFI)
    hears("Success")
    time.passes(minutes=2)
    clock.tick()

    assert sent.row(AWA).status == "delivered"


def test_a_report_about_a_message_nobody_knows_is_kept(sent, hears, reports):
    hears("Success", message_id="ATXid_nobody")

    assert sent.row(AWA).status == "sent"
    assert reports() == [("Success", False)]


@pytest.mark.parametrize(
    ("status", "becomes"), [("Success", "delivered"), ("Failed", "undelivered")]
)
def test_a_report_that_comes_before_the_providers_own_answer_counts(
    box, postman, hears, reports, status, becomes
):
    box.promise(AWA)
    hears("Sent")
    hears(status)
    assert box.row(AWA).status == "queued"

    postman.drain(ALERTS)

    assert box.row(AWA).status == becomes
    assert reports() == [("Sent", True), (status, True)]


def test_a_forged_report_that_comes_first_changes_nothing(box, postman, hears):
    hears("Failed", phone=KOFFI)
    box.promise(AWA)

    postman.drain(ALERTS)

    assert box.row(AWA).status == "sent"


def crosses(box, status, phone=AWA):
    """A report is kept while the provider's answer is being recorded: neither sees the other."""
    with box.database.transaction() as session:
        index = box.database.keys.phone(phone)
        kept.keep(session, "rec-1", status, "", index, box.now())


@pytest.mark.parametrize(
    ("status", "becomes"), [("Success", "delivered"), ("Failed", "undelivered")]
)
def test_a_report_that_crossed_with_the_answer_is_found_by_the_clock(
    sent, clock, time, reports, status, becomes
):
    crosses(sent, status)
    assert sent.row(AWA).status == "sent"

    time.passes(minutes=2)
    clock.tick()

    assert sent.row(AWA).status == becomes
    assert reports() == [(status, True)]


def test_reports_that_crossed_are_found_once(sent):
    crosses(sent, "Success")
    crosses(sent, "Failed")
    crosses(sent, "Failed", phone=KOFFI)

    with sent.database.transaction() as session:
        first = delivery_reports.reconcile(session, sent.now())
    with sent.database.transaction() as session:
        again = delivery_reports.reconcile(session, sent.now())

    assert (first, again) == (2, 0)
    assert sent.row(AWA).status == "delivered"


def test_a_report_that_crossed_is_found_by_a_clock_that_was_down_for_a_week(sent, clock, time):
    crosses(sent, "Success")
    time.passes(days=7)

    clock.tick()

    assert sent.row(AWA).status == "delivered"


def test_a_message_that_failed_on_its_way_to_the_provider_waits_for_no_report(
    box, postman, channel, hears
):
    channel.failures = {AWA: SendFailed("InvalidPhoneNumber", retryable=False)}
    box.promise(AWA)
    postman.drain(ALERTS)

    hears("Success", message_id="None")
    hears("Success", message_id="")

    assert box.row(AWA).status == "undelivered"


# -- as they come over the wire


def wire(client, body, content_type="application/x-www-form-urlencoded"):
    return client.post(f"/at/{TOKEN}/delivery", data=body, content_type=content_type)


def form(**more):
    return {"id": "rec-1", "status": "Success", "phoneNumber": AWA, "networkCode": "61203", **more}


@on_sqlite
def test_a_report_over_the_wire_is_applied(sent, client):
    assert wire(client, form()).status_code == 200

    assert sent.row(AWA).status == "delivered"


ODD = [
    form(id="' OR 1=1--"),
    form(id="%00\0"),
    form(id="x" * 10_000),
    form(id="\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16")),
    form(id=["other", "rec-1"]),
    {"id[]": "rec-1", "status[]": "Success", "phoneNumber": AWA},
    form(status=["Teleported", "Success"]),
    form(status="\0"),
    form(status="x" * 10_000),
    form(phoneNumber=""),
    form(phoneNumber="MTN"),
    form(phoneNumber=["+2250", AWA]),
    form(retryCount="-1", networkCode="letters", status="Buffered"),
    b"\xff\xfe\x00not a form",
    b"id=rec-1&status=%ff%fe&phoneNumber=%ff",
    b"",
]


@on_postgresql
def test_odd_reports_are_answered_and_change_nothing(sent, client):
    assert [wire(client, odd).status_code for odd in ODD] == [200] * len(ODD)

    assert sent.row(AWA).status == "sent"
    assert wire(client, form()).status_code == 200
    assert sent.row(AWA).status == "delivered"


@pytest.mark.parametrize("reason", ["x" * 10_000, "é" * 2_000, "\0", "\u202e'; DROP TABLE--"])
@on_postgresql
def test_a_reason_of_any_length_is_kept_as_far_as_it_fits(sent, client, reason):
    assert wire(client, form(status="Failed", failureReason=reason)).status_code == 200

    row = sent.row(AWA)
    assert row.status == "undelivered"
    assert row.reason in (reason[:40], "Failed")


@on_sqlite
def test_a_report_told_a_thousand_times_changes_no_more_than_once(sent, client, reports):
    for _ in range(50):
        assert wire(client, form()).status_code == 200

    assert sent.row(AWA).status == "delivered"
    assert {applied for _, applied in reports()} == {True}


@on_sqlite
def test_a_bare_plus_in_the_number_is_still_the_same_phone(sent, client):
    body = f"id=rec-1&status=Success&phoneNumber={AWA}".encode()

    assert wire(client, body).status_code == 200

    assert sent.row(AWA).status == "delivered"


def test_two_messages_in_one_call_to_one_phone_arrive_together(box, postman, hears):
    box.promise(AWA, AWA)
    postman.drain(ALERTS)

    hears("Success")

    assert box.statuses == ["delivered", "delivered"]


@on_sqlite
def test_a_report_kept_names_no_number(sent, hears):
    hears("Success")

    with sent.database.reading() as session:
        (report,) = session.scalars(select(DeliveryReport))
    assert AWA[4:] not in " ".join(str(value) for value in vars(report).values())


def test_a_message_the_provider_calls_none_is_not_everybodys(box, hears):
    box.promise(AWA, KOFFI, body=MESSAGE)
    with box.database.transaction() as session:
        session.execute(update(OutboundMessage).values(status="sent", provider_id=""))

    hears("Success", message_id="")

    assert box.row(KOFFI).status == "sent"
