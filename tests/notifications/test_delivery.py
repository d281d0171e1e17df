"""Draining the outbox: in batches, once each, and nothing lost whatever breaks."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import update

from notifications.channels import Handed, SendFailed
from notifications.channels.africastalking import AfricasTalking
from notifications.channels.recording import Recording
from notifications.delivery import BATCH, HOLD, Postman, pause
from storage import outbox
from storage.models import MessageStatus, OutboundMessage
from storage.outbox import ALERTS, BULK

from . import provider as at
from .conftest import MESSAGE, number, on_postgresql, on_sqlite

AWA, KOFFI, YAO = number(1), number(2), number(3)
LATER = SendFailed("GatewayError", retryable=True)
NEVER = SendFailed("InvalidPhoneNumber", retryable=False)
NOBODY_KNOWS = SendFailed("no answer in time", retryable=True, uncertain=True)
NO_MONEY = SendFailed("InsufficientBalance", retryable=True, holds_queue=True)
REJECTED = SendFailed("RejectedByGateway", retryable=True, once=True)


def numbers(count, first=1000):
    return [number(first + n) for n in range(count)]


def claimed(box, queue=ALERTS):
    """What a worker takes before it dies."""
    with box.database.transaction() as session:
        return outbox.claim(session, queue, box.now(), timedelta(seconds=60))


# -- what goes out


def test_a_message_is_handed_over_once_and_its_row_says_so(box, postman, channel):
    box.promise(AWA)

    assert postman.drain(ALERTS) == 1
    assert postman.drain(ALERTS) == 0

    row = box.row(AWA)
    assert channel.sent == [(AWA, MESSAGE)]
    assert (row.status, row.provider_id, row.segments) == ("sent", "rec-1", 1)
    assert (row.cost, row.attempts, row.lease, row.next_attempt_at) == (
        "XOF 20.0000",
        1,
        None,
        None,
    )
    assert row.sent_at is not None


def test_one_text_to_many_goes_in_calls_of_a_hundred(box, postman, channel):
    everybody = numbers(250)
    box.promise(*everybody)

    assert postman.drain(ALERTS) == 250

    assert [len(recipients) for _, recipients in channel.calls] == [100, 100, 50]
    assert [recipient for _, recipients in channel.calls for recipient in recipients] == everybody
    assert set(box.statuses) == {"sent"}


def test_each_call_carries_one_text(box, postman, channel):
    for count in range(30):
        box.promise(number(count), body=f"Réf {count % 3}")

    postman.drain(ALERTS)

    assert [body for body, _ in channel.calls] == ["Réf 0", "Réf 1", "Réf 2"]
    assert all(
        int(recipient[-4:]) % 3 == int(body[-1])
        for body, recipients in channel.calls
        for recipient in recipients
    )


@on_sqlite
def test_a_phone_stands_once_in_a_call(box, postman, channel):
    box.promise(AWA, AWA, KOFFI)

    postman.drain(ALERTS)

    assert channel.calls == [(MESSAGE, (AWA, KOFFI))]
    assert box.statuses == ["sent", "sent", "sent"]


@on_sqlite
def test_who_carries_alerts_leaves_the_rest_alone(box, postman, channel):
    box.promise(AWA)
    box.promise(KOFFI, queue=BULK)

    postman.drain(ALERTS)

    assert channel.sent == [(AWA, MESSAGE)]
    assert box.row(KOFFI).status == "queued"


def test_no_transaction_is_open_while_we_wait_for_the_network(box, house, time):
    open_then = []

    class Watching(Recording):
        def send(self, body, recipients):
            open_then.append(house.database.engine.pool.checkedout())
            return super().send(body, recipients)

    box.promise(AWA)
    box.promise(KOFFI, body="another")

    Postman(house.database, Watching(), timedelta(seconds=60), 15, time).drain(ALERTS)

    assert open_then == [0, 0]


# -- what does not go out


def test_only_those_that_failed_are_due_again(box, postman, channel, time):
    channel.failures = {KOFFI: LATER, YAO: NEVER}
    box.promise(AWA, KOFFI, YAO)

    assert postman.drain(ALERTS) == 1
    assert {who: box.row(who).status for who in (AWA, KOFFI, YAO)} == {
        AWA: "sent",
        KOFFI: "queued",
        YAO: "undelivered",
    }
    assert (box.row(KOFFI).reason, box.row(YAO).reason) == ("GatewayError", "InvalidPhoneNumber")

    channel.failures.clear()
    time.passes(seconds=11)
    assert postman.drain(ALERTS) == 1
    assert channel.calls[1:] == [(MESSAGE, (KOFFI,))]
    assert box.row(KOFFI).reason is None


def test_pauses_grow_up_to_ten_minutes():
    assert [pause(attempts).total_seconds() for attempts in range(1, 9)] == [
        10, 30, 60, 120, 300, 600, 600, 600,
    ]  # fmt: skip


@on_sqlite
def test_each_try_waits_for_its_pause(box, postman, channel, time):
    channel.outage = LATER
    box.promise(AWA)
    postman.drain(ALERTS)

    for tries, seconds in enumerate((10, 30, 60, 120, 300, 600, 600), start=1):
        assert len(channel.calls) == tries
        time.passes(seconds=seconds - 5)
        postman.drain(ALERTS)
        assert len(channel.calls) == tries
        time.passes(seconds=6)
        postman.drain(ALERTS)

    assert box.row(AWA).status == "queued"


@on_sqlite
def test_an_alert_is_tried_until_it_is_too_late_to_help(box, postman, channel, time):
    channel.outage = LATER
    box.promise(AWA, lives=timedelta(hours=1))

    for _ in range(20):
        postman.drain(ALERTS)
        time.passes(minutes=10)
    tried = len(channel.calls)
    postman.drain(ALERTS)

    assert box.row(AWA).status == "expired"
    assert tried == len(channel.calls) == 6


def test_what_is_rejected_is_tried_once_more_and_then_given_up(box, postman, channel, time):
    channel.failures = {AWA: REJECTED}
    box.promise(AWA)

    postman.drain(ALERTS)
    assert box.row(AWA).status == "queued"
    time.passes(seconds=11)
    postman.drain(ALERTS)

    assert box.row(AWA).status == "undelivered"
    assert len(channel.calls) == 2


@on_sqlite
def test_an_outage_does_not_use_up_the_second_try_of_what_is_then_rejected(
    box, postman, channel, time
):
    channel.outage = LATER
    box.promise(AWA)
    postman.drain(ALERTS)
    time.passes(minutes=1)
    postman.drain(ALERTS)
    channel.outage, channel.failures = None, {AWA: REJECTED}
    time.passes(minutes=2)

    postman.drain(ALERTS)

    assert box.row(AWA).status == "queued"


def test_an_alert_that_may_have_gone_goes_again(box, postman, channel, time):
    channel.outage = NOBODY_KNOWS
    box.promise(AWA)
    postman.drain(ALERTS)
    assert box.row(AWA).status == "queued"

    channel.outage = None
    time.passes(seconds=11)
    postman.drain(ALERTS)

    assert channel.sent == [(AWA, MESSAGE)]
    assert box.row(AWA).status == "sent"


def test_a_campaign_text_that_may_have_gone_does_not_go_again(box, postman, channel, time):
    channel.outage = NOBODY_KNOWS
    box.promise(AWA, KOFFI, queue=BULK)
    postman.drain(BULK)
    channel.outage = None
    time.passes(hours=1)

    assert postman.drain(BULK) == 0

    assert len(channel.calls) == 1
    assert box.statuses == ["uncertain", "uncertain"]
    assert box.row(AWA).reason == "no answer in time"


def test_a_campaign_text_that_certainly_did_not_go_goes_again(box, postman, channel, time):
    channel.outage = LATER
    box.promise(AWA, queue=BULK)
    postman.drain(BULK)
    channel.outage = None
    time.passes(seconds=11)

    assert postman.drain(BULK) == 1


def test_without_money_the_drain_stops_and_everything_is_put_back(box, postman, channel, time):
    channel.outage = NO_MONEY
    for count in range(110):
        box.promise(number(count), body=f"Réf {count % 3}")

    assert postman.drain(ALERTS) == 0

    assert len(channel.calls) == 1
    assert set(box.statuses) == {"queued"}
    assert all(row.lease is None for row in box.rows())

    channel.outage = None
    time.passes(seconds=HOLD.total_seconds() + 1)
    assert postman.drain(ALERTS) == 110
    assert sorted(recipient for recipient, _ in channel.sent) == [number(n) for n in range(110)]


@on_sqlite
def test_while_the_queue_is_held_what_was_claimed_waits_as_long(box, postman, channel, time):
    channel.outage = NO_MONEY
    box.promise(AWA, body="one")
    box.promise(KOFFI, body="another")
    postman.drain(ALERTS)
    time.passes(seconds=HOLD.total_seconds() - 30)

    assert postman.drain(ALERTS) == 0
    assert len(channel.calls) == 1


@on_sqlite
def test_money_that_runs_out_in_the_middle_loses_nobody(box, postman, channel, time):
    channel.failures = {KOFFI: NO_MONEY}
    box.promise(AWA, KOFFI)
    box.promise(YAO, body="another")

    assert postman.drain(ALERTS) == 1
    assert [box.row(who).status for who in (AWA, KOFFI, YAO)] == ["sent", "queued", "queued"]

    channel.failures.clear()
    time.passes(seconds=HOLD.total_seconds() + 1)
    assert postman.drain(ALERTS) == 2


def test_a_message_that_would_come_too_late_is_not_sent(box, postman, channel, time):
    box.promise(AWA, lives=timedelta(minutes=15))
    box.promise(KOFFI, lives=timedelta(hours=24))
    time.passes(minutes=16)

    assert postman.drain(ALERTS) == 1

    assert channel.sent == [(KOFFI, MESSAGE)]
    assert (box.row(AWA).status, box.row(AWA).next_attempt_at) == ("expired", None)


def test_a_fresh_alert_does_not_wait_behind_a_hundred_that_are_too_late(
    box, postman, channel, time
):
    box.promise(*numbers(BATCH + 5), lives=timedelta(minutes=15))
    time.passes(minutes=16)
    box.promise(AWA)

    postman.drain(ALERTS)

    assert channel.sent == [(AWA, MESSAGE)]


@pytest.mark.parametrize("column", ["body_sealed", "recipient_sealed"])
def test_a_message_that_cannot_be_opened_holds_up_nobody_else(box, postman, channel, column):
    box.promise(KOFFI)
    with box.database.transaction() as session:
        session.execute(update(OutboundMessage).values({column: b"\x02k1" + bytes(40)}))
    box.promise(AWA)

    postman.drain(ALERTS)

    assert channel.sent == [(AWA, MESSAGE)]


@pytest.mark.parametrize(
    "odd",
    [
        {"cost": "XOF 20.0000 (twenty francs, tax included)"},
        {"cost": None},
        {"cost": {"amount": 20, "currency": "XOF", "tax": "included in the price"}},
        {"messageId": "ATXid_" + "0" * 200},
        {"messageId": "ATXid_\0001"},
        {"messageId": 12},
        {"messageParts": 2**40},
        {"messageParts": -1},
        {"messageParts": True},
        {"statusCode": 101.0},
        {"statusCode": [101]},
    ],
    ids=repr,
)
@on_postgresql
def test_an_odd_answer_neither_stops_the_worker_nor_sends_again(box, house, time, provider, odd):
    provider.will(at.says(at.answer({**at.entry(AWA), **odd})))
    channel = AfricasTalking("veille", "key", provider.base, "", 5)
    box.promise(AWA)

    Postman(house.database, channel, timedelta(seconds=60), 15, time).drain(ALERTS)

    assert box.row(AWA).status in ("sent", "queued")
    assert box.row(AWA).lease is None


# -- workers that die, or are late


def test_an_alert_whose_worker_died_is_sent_when_the_lease_has_lapsed(box, postman, channel, time):
    box.promise(AWA)
    assert len(claimed(box)) == 1
    time.passes(seconds=55)
    assert postman.drain(ALERTS) == 0

    time.passes(seconds=6)
    assert postman.drain(ALERTS) == 1

    assert channel.sent == [(AWA, MESSAGE)]
    assert box.row(AWA).status == "sent"


def test_a_campaign_text_whose_worker_died_may_have_gone_and_does_not_go_again(
    box, postman, channel, time
):
    box.promise(AWA, queue=BULK)
    claimed(box, BULK)
    box.promise(KOFFI, queue=BULK)
    time.passes(seconds=61)

    assert postman.drain(BULK) == 1

    assert channel.sent == [(KOFFI, MESSAGE)]
    assert box.row(AWA).status == "uncertain"


def test_what_two_dead_workers_had_taken_is_still_sent(box, postman, time):
    box.promise(*numbers(3))
    for _ in range(2):
        assert len(claimed(box)) == 3
        time.passes(seconds=61)

    assert postman.drain(ALERTS) == 3


@pytest.mark.parametrize("status", [MessageStatus.SENT, MessageStatus.UNDELIVERED])
def test_a_worker_whose_lease_has_passed_to_another_changes_nothing(box, postman, time, status):
    box.promise(AWA)
    (late,) = claimed(box)
    time.passes(seconds=61)
    postman.drain(ALERTS)
    before = box.row(AWA)

    with box.database.transaction() as session:
        assert not outbox.settle(session, late, status, box.now(), provider_id="late")
        assert not outbox.put_off(session, late, box.now(), "late")

    after = box.row(AWA)
    assert (after.status, after.provider_id, after.reason) == ("sent", "rec-1", None)
    assert (after.next_attempt_at, after.sent_at) == (None, before.sent_at)


def test_two_workers_that_send_one_alert_leave_one_truth(box, house, postman, time):
    class Slow(Recording):
        """Answers after the lease has lapsed and somebody else has sent it."""

        def send(self, _body, recipients):
            time.passes(seconds=61)
            assert postman.drain(ALERTS) == 1
            return dict.fromkeys(recipients, Handed("slow-1"))

    box.promise(AWA)

    taken = Postman(house.database, Slow(), timedelta(seconds=60), 15, time).drain(ALERTS)

    assert taken == 0
    assert (box.row(AWA).status, box.row(AWA).provider_id) == ("sent", "rec-1")


@on_sqlite
def test_what_does_not_fit_into_a_lease_is_left_to_whoever_comes(box, house, time):
    class Everyone(Recording):
        """Takes a second for a call, as seen by a lease of one."""

        def send(self, body, recipients):
            house.redis.blpop("nothing comes", timeout=0.3)
            return super().send(body, recipients)

    channel = Everyone()
    for count in range(4):
        box.promise(number(count), body=f"Réf {count}")

    taken = Postman(house.database, channel, timedelta(seconds=1.5), 1.3, time).drain(ALERTS)

    assert taken == 4
    assert sorted(recipient for recipient, _ in channel.sent) == [number(n) for n in range(4)]
    assert max(row.attempts for row in box.rows()) > 1


def test_two_workers_at_once_send_each_message_once(box, house, time):
    everybody = numbers(250)
    for count, recipient in enumerate(everybody):
        box.promise(recipient, body=f"Réf {count % 7}")
    together = threading.Barrier(3)
    channels = [Recording() for _ in range(3)]
    taken = []

    def works(channel):
        postman = Postman(house.database, channel, timedelta(seconds=60), 15, time)
        together.wait(10)
        taken.append(postman.drain(ALERTS))

    threads = [threading.Thread(target=works, args=(channel,)) for channel in channels]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    sent = [recipient for channel in channels for recipient, _ in channel.sent]
    assert sorted(sent) == sorted(everybody)
    assert sum(taken) == 250
    assert set(box.statuses) == {"sent"}
    assert {row.attempts for row in box.rows()} == {1}


@on_sqlite
def test_a_message_promised_while_others_are_sent_goes_too(box, house, time):
    class Busy(Recording):
        def send(self, body, recipients):
            if not self.calls:
                box.promise(KOFFI)
            return super().send(body, recipients)

    box.promise(AWA)

    assert Postman(house.database, Busy(), timedelta(seconds=60), 15, time).drain(ALERTS) == 2


def test_a_promise_that_was_rolled_back_is_none(box, postman):
    with box.database.transaction() as session:
        outbox.add(session, ALERTS, "alert", AWA, MESSAGE, box.now(), timedelta(hours=1))
        session.flush()
        session.rollback()

    assert postman.drain(ALERTS) == 0
    assert box.rows() == []


@on_sqlite
def test_the_table_holds_neither_numbers_nor_texts(box):
    box.promise(AWA)
    (row,) = box.rows()

    kept = b"".join((row.recipient_sealed, row.body_sealed, row.recipient_index.encode()))
    assert AWA[4:].encode() not in kept
    assert MESSAGE.encode()[:10] not in kept
