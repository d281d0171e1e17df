"""SMS that people sent us: each kept once, none thrown away."""

from datetime import timedelta

import pytest

from storage import inbox
from storage.models import InboundMessage
from tests.storage.hands import at_once


@pytest.fixture
def receive(database, now):
    """An SMS comes."""

    def do(provider_id="id-1", text="Bonjour", at=now, sender="+2250701020304"):
        with database.transaction() as session:
            return inbox.keep(session, inbox.Incoming(provider_id, sender, text), at)

    return do


@pytest.mark.parametrize("text", ["", "Bonjour", "é😀\n\x00", "x" * 2000])
def test_whatever_an_sms_says_a_person_can_read_it(database, receive, text):
    message_id = receive(text=text)

    with database.reading() as session:
        message = inbox.get(session, message_id)
        assert inbox.text_of(session, message) == text
        assert (message.state, message.intent) == (inbox.FOR_PERSON, "")


def test_an_sms_told_twice_is_kept_once_as_it_came_first(database, receive):
    message_id = receive(text="first")

    assert receive(text="second") is None

    with database.reading() as session:
        assert session.query(InboundMessage).count() == 1
        assert inbox.text_of(session, inbox.get(session, message_id)) == "first"


def test_an_sms_told_eight_times_at_once_is_kept_once(receive):
    kept = at_once(8, receive)

    assert sum(message_id is not None for message_id in kept) == 1


def test_the_same_words_within_three_minutes_are_kept_as_a_duplicate(database, receive, now):
    assert receive("id-1") is not None

    assert receive("id-2", at=now + timedelta(minutes=2)) is None

    with database.reading() as session:
        states = [message.state for message in session.query(InboundMessage)]
        assert sorted(states) == [inbox.DUPLICATE, inbox.FOR_PERSON]


def test_the_same_words_from_the_same_phone_may_come_again_later(receive, now):
    assert receive("id-1") is not None

    assert receive("id-2", at=now + timedelta(minutes=4)) is not None


def test_the_same_words_from_another_phone_are_another_message(receive):
    assert receive("id-1") is not None

    assert receive("id-2", sender="+2250505050505") is not None


def test_what_only_a_person_understands_waits_oldest_first(database, receive, now):
    late = receive("id-1", at=now)
    early = receive("id-2", at=now - timedelta(hours=1))
    done = receive("id-3", at=now - timedelta(hours=2))
    with database.transaction() as session:
        inbox.get(session, done).state = inbox.DONE

    with database.reading() as session:
        assert inbox.for_person(session) == [early, late]
        assert inbox.for_person(session, most=1) == [early]


def test_a_sender_is_found_by_their_index_and_sealed_for_this_row(database, keys, receive):
    message_id = receive(sender="VEILLE")  # not every sender is a number

    with database.reading() as session:
        message = inbox.get(session, message_id)
        place = (inbox.TABLE, str(message_id), "sender")
        assert message.sender_index == keys.phone("VEILLE")
        assert keys.open(message.sender_sealed, *place) == "VEILLE"
