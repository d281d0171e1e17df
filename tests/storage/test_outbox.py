"""A row is a promise: kept once, taken by one worker at a time, never lost on the way."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from storage import outbox
from storage.models import MessageStatus, OutboundMessage
from storage.outbox import ALERTS, BULK
from tests.storage.hands import at_once

LEASE = timedelta(minutes=5)
LIVES = timedelta(hours=24)


@pytest.fixture
def promise(database, now):
    """Promise an SMS."""

    def do(recipient="+2250701020304", body="Bonjour", queue=ALERTS, at=now, kind="alert"):
        with database.transaction() as session:
            return outbox.add(session, queue, kind, recipient, body, at, LIVES)

    return do


@pytest.fixture
def claim(database, now):
    """Take what is due."""

    def do(at=now, queue=ALERTS, most=100):
        with database.transaction() as session:
            return outbox.claim(session, queue, at, LEASE, most)

    return do


@pytest.fixture
def settle(database, now):
    """Record what became of a message."""

    def do(claimed, status=MessageStatus.SENT, at=now, **facts):
        with database.transaction() as session:
            return outbox.settle(session, claimed, status, at, **facts)

    return do


@pytest.fixture
def row(database):
    """A message as it is kept."""

    def read(message_id):
        with database.reading() as session:
            found = session.get_one(OutboundMessage, message_id)
            session.expunge(found)
            return found

    return read


def test_a_promise_is_taken_with_all_that_sending_needs(promise, claim, now):
    message_id = promise(body="VEILLE: un message attend")

    (claimed,) = claim()

    assert (claimed.id, claimed.recipient) == (message_id, "+2250701020304")
    assert claimed.body == "VEILLE: un message attend"
    assert (claimed.kind, claimed.attempts, claimed.was_sending) == ("alert", 1, False)
    assert claimed.expires_at == now + LIVES


def test_what_was_claimed_shows_neither_number_nor_words(promise, claim):
    promise()

    assert "0701020304" not in repr(claim())


def test_a_promise_of_a_transaction_that_broke_was_never_made(database, claim, now):
    def promise_and_break():
        with database.transaction() as session:
            outbox.add(session, ALERTS, "alert", "+2250701020304", "Bonjour", now, LIVES)
            raise LookupError

    with pytest.raises(LookupError):
        promise_and_break()

    assert claim() == []


def test_of_eight_workers_who_claim_twenty_messages_at_once_each_message_has_one(promise, claim):
    promised = {promise() for _ in range(20)}

    taken = [claimed.id for share in at_once(8, claim) for claimed in share]

    assert len(taken) == 20
    assert set(taken) == promised


def test_of_eight_workers_who_take_five_at_a_time_no_two_share_a_message(promise, claim):
    promised = {promise() for _ in range(20)}

    taken = [claimed.id for share in at_once(8, lambda: claim(most=5)) for claimed in share]

    assert len(taken) == len(set(taken))
    assert set(taken) <= promised
    assert set(taken) | {claimed.id for claimed in claim()} == promised


def test_a_message_under_a_lease_is_nobody_else_s(promise, claim, now):
    promise()
    claim()

    assert claim() == []
    assert claim(at=now + LEASE - timedelta(seconds=1)) == []


def test_a_message_whose_worker_vanished_is_due_again_and_says_so(promise, claim, now):
    promise()
    (lost,) = claim()

    (again,) = claim(at=now + LEASE)

    assert again.id == lost.id
    assert again.lease != lost.lease
    assert (again.attempts, again.was_sending) == (2, True)


def test_who_lost_the_lease_changes_nothing_any_more(promise, claim, settle, row, now):
    promise()
    (lost,) = claim()
    (again,) = claim(at=now + LEASE)

    assert not settle(lost, provider_id="late")
    kept = row(lost.id)
    assert (kept.status, kept.provider_id, kept.lease) == ("sending", None, again.lease)

    assert settle(again, provider_id="right")
    assert row(lost.id).provider_id == "right"


def test_who_lost_the_lease_cannot_put_a_message_off(database, promise, claim, row, now):
    promise()
    (lost,) = claim()
    (again,) = claim(at=now + LEASE)

    with database.transaction() as session:
        assert not outbox.put_off(session, lost, now + timedelta(days=9), "late")

    assert row(lost.id).next_attempt_at == again.expires_at - LIVES + 2 * LEASE


def test_a_message_is_settled_once(promise, claim, settle):
    promise()
    (claimed,) = claim()

    assert settle(claimed)
    assert not settle(claimed, MessageStatus.UNDELIVERED)


@pytest.mark.parametrize(
    "status",
    [
        MessageStatus.SENT,
        MessageStatus.UNDELIVERED,
        MessageStatus.UNCERTAIN,
        MessageStatus.EXPIRED,
    ],
)
def test_what_became_of_a_message_is_kept_and_it_is_never_due_again(
    promise, claim, settle, row, now, status
):
    promise()
    (claimed,) = claim()

    settle(claimed, status, provider_id="ATXid_1", segments=1, cost="XOF 10", reason="because")

    kept = row(claimed.id)
    assert (kept.status, kept.provider_id, kept.segments) == (status, "ATXid_1", 1)
    assert (kept.cost, kept.reason, kept.lease) == ("XOF 10", "because", None)
    assert (kept.sent_at, kept.settled_at) == ((now, None) if status == "sent" else (None, now))
    assert claim(at=now + timedelta(days=99)) == []


def test_a_message_put_off_is_due_when_its_hour_comes(database, promise, claim, row, now):
    promise()
    (claimed,) = claim()
    later = now + timedelta(minutes=2)

    with database.transaction() as session:
        assert outbox.put_off(session, claimed, later, "busy")

    assert row(claimed.id).status == MessageStatus.QUEUED
    assert claim(at=later - timedelta(seconds=1)) == []
    (again,) = claim(at=later)
    assert (again.attempts, again.was_sending) == (2, False)


def test_who_waited_longest_goes_first(promise, claim, now):
    promised = [promise(at=now - timedelta(minutes=ago)) for ago in (1, 3, 2)]

    order = [claimed.id for claimed in claim(most=2)] + [claimed.id for claimed in claim()]

    assert order == [promised[1], promised[2], promised[0]]


def test_a_queue_never_takes_from_the_other(promise, claim):
    promise(queue=BULK)

    assert claim(queue=ALERTS) == []
    assert len(claim(queue=BULK)) == 1


def test_a_message_that_would_come_too_late_is_still_taken_so_that_somebody_says_so(
    promise, claim, settle, row, now
):
    promise()

    (claimed,) = claim(at=now + LIVES + timedelta(hours=1))

    assert claimed.expires_at < now + LIVES + timedelta(hours=1)
    assert settle(claimed, MessageStatus.EXPIRED)
    assert row(claimed.id).status == MessageStatus.EXPIRED


@pytest.mark.parametrize("damaged", [b"\x02k0" + b"x" * 40, b"", b"\x02k", b"\xff" * 9])
def test_a_message_that_no_longer_opens_does_not_hold_up_the_others(
    database, promise, claim, row, now, damaged
):
    broken = promise(at=now - timedelta(minutes=9))
    sound = promise()
    with database.transaction() as session:
        session.execute(
            update(OutboundMessage).where(OutboundMessage.id == broken).values(body_sealed=damaged)
        )

    assert [claimed.id for claimed in claim()] == [sound]
    assert (row(broken).status, row(broken).reason) == ("undelivered", "cannot be opened")


def test_whether_anything_waits_is_known_by_queue_and_hour(database, promise, now):
    promise(at=now + timedelta(minutes=5))

    def waits(queue, at):
        with database.reading() as session:
            return outbox.is_due(session, queue, at)

    assert not waits(ALERTS, now)
    assert waits(ALERTS, now + timedelta(minutes=5))
    assert not waits(BULK, now + timedelta(minutes=5))


def test_since_when_the_oldest_waits_is_known(database, promise, claim, settle, now):
    def oldest():
        with database.reading() as session:
            return outbox.oldest_unsent(session)

    assert oldest() is None
    promise(at=now - timedelta(minutes=3))
    promise(at=now - timedelta(minutes=7), queue=BULK)
    assert oldest() == now - timedelta(minutes=7)

    (claimed,) = claim(queue=BULK)
    assert oldest() == now - timedelta(minutes=7)  # it is not sent yet

    settle(claimed)
    assert oldest() == now - timedelta(minutes=3)


def test_a_message_is_found_by_what_the_provider_calls_it(database, promise, claim, settle):
    promise()
    (claimed,) = claim()
    settle(claimed, provider_id="ATXid_7")

    with database.transaction() as session:
        assert [row.id for row in outbox.by_provider_id(session, "ATXid_7")] == [claimed.id]
        assert outbox.by_provider_id(session, "ATXid_8") == []


def test_what_one_phone_was_promised_is_counted_by_kind_and_hour(database, keys, promise, now):
    promise(kind="reply")
    promise(kind="reply", at=now - timedelta(hours=2))
    promise(kind="alert")
    promise(kind="reply", recipient="+2250501020304")

    with database.reading() as session:
        since = now - timedelta(hours=1)
        assert outbox.sent_to(session, keys.phone("+2250701020304"), "reply", since) == 1
        assert outbox.sent_to(session, keys.phone("+2250101020304"), "reply", since) == 0


def test_every_promise_is_sealed_for_its_own_row(database, promise, claim):
    promise(body="one", recipient="+2250701020304")
    promise(body="two", recipient="+2250501020304")

    with database.reading() as session:
        one, two = session.scalars(select(OutboundMessage).order_by(OutboundMessage.id))
        assert one.body_sealed != two.body_sealed
    assert {(c.body, c.recipient[4:6]) for c in claim()} == {("one", "07"), ("two", "05")}
