"""Calls in rounds: alerts before each, none after one that failed, and nothing that was sent is
forgotten when the database goes away."""

import threading
import time as real
from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import OperationalError

from notifications import broadcasts
from notifications.campaign_caller import MOST_CALLS, CampaignCaller
from notifications.campaign_landing import Flight
from notifications.channels import SendFailed
from notifications.channels.recording import Recording
from storage.ids import new_id
from storage.models import CampaignStatus
from storage.models.campaign import NOWHERE
from storage.recipients import Letter

AWAY = OperationalError("", {}, Exception("gone"))


def call(count=1, until=float("inf")):
    """A call to so many phones."""
    letters = [
        Letter(new_id(), f"+22507{each:08d}", "fr", "a", NOWHERE.hex, False, 0, "index")
        for each in range(count)
    ]
    began = datetime.now(UTC)
    return Flight(new_id(), new_id(), "orange", "Bonjour", letters, 12, began, until)


def answered(made):
    """Which calls were made."""
    return [outcomes is not None for _, outcomes in made]


def test_every_call_of_a_round_is_made_and_answered_in_its_order():
    calls = [call(3) for _ in range(7)]
    with CampaignCaller(Recording()) as caller:
        made = caller.make(calls)

    assert [flight for flight, _ in made] == calls
    assert all(answered(made))


def test_after_a_call_that_failed_as_a_whole_the_rest_is_left():
    channel = Recording(outage=SendFailed("HTTP 503", retryable=True))
    with CampaignCaller(channel) as caller:
        made = caller.make([call() for _ in range(9)])

    assert answered(made).count(True) == len(channel.calls) <= 2  # one in each lane
    assert answered(made)[0]


def test_a_wrong_number_does_not_hold_up_the_others():
    channel, calls = Recording(), [call() for _ in range(5)]
    channel.failures[calls[0].phones[0]] = SendFailed("InvalidPhoneNumber", retryable=False)
    with CampaignCaller(channel) as caller:
        made = caller.make(calls)

    assert all(answered(made))


def test_a_call_whose_lease_has_run_out_is_not_ours_to_make():
    channel = Recording()
    with CampaignCaller(channel) as caller:
        made = caller.make([call(until=real.monotonic() - 1)])

    assert answered(made) == [False]
    assert not channel.calls


def test_told_to_stop_it_begins_no_other_call():
    stopping = threading.Event()
    stopping.set()
    with CampaignCaller(Recording(), stopping=stopping) as caller:
        assert answered(caller.make([call(), call()])) == [False, False]


def test_alerts_that_wait_go_before_the_call():
    order = []

    class Telling(Recording):
        def send(self, body, recipients):
            order.append("campaign")
            return super().send(body, recipients)

    with CampaignCaller(Telling(), lambda: order.append("alerts")) as caller:
        caller.make([call()])

    assert order == ["alerts", "campaign"]


def test_a_quick_provider_has_rounds_of_many_calls_and_a_slow_one_of_one():
    go_on = threading.Event()

    class Slow(Recording):
        def send(self, body, recipients):
            go_on.wait(0.6)
            return super().send(body, recipients)

    with CampaignCaller(Recording()) as quick, CampaignCaller(Slow()) as slow:
        quick.make([call()])
        slow.make([call()])

    assert (quick.calls, slow.calls) == (MOST_CALLS, 1)


def test_a_call_that_breaks_in_a_way_nobody_knew_loses_nothing_of_the_others():
    class Breaking(Recording):
        def send(self, body, recipients):
            if len(recipients) == 2:
                raise ZeroDivisionError
            return super().send(body, recipients)

    calls = [call() for _ in range(4)]
    last = calls[-1] = call(2)
    with CampaignCaller(Breaking()) as caller:
        made = caller.make(calls)

    assert answered(made) == [True] * 4
    assert made[-1][1][last.phones[0]].uncertain


@pytest.fixture
def shaky(monkeypatch):
    """A database that is away twice when the answers of calls are to be recorded."""
    land, away = broadcasts.land, [AWAY, AWAY]

    def landing(*args):
        if away:
            raise away.pop()
        return land(*args)

    monkeypatch.setattr(broadcasts, "land", landing)


def test_what_was_sent_while_the_database_went_away_is_recorded_and_not_sent_again(press, shaky):
    phones = press.listens(250)
    number = press.approved()

    press.goes()
    press.goes()

    assert press.reached == dict.fromkeys(phones, 1)
    assert press.states(number) == {"sent": 250}
    assert press.campaign(number).status == CampaignStatus.ENDED


def test_while_nothing_more_can_be_taken_what_is_under_way_is_recorded(press, monkeypatch):
    press.listens(250)
    number = press.approved()
    take, taken = press.carrier.broadcaster.rounds.next_of, []

    def taking(*args):
        if taken:
            raise AWAY
        taken.append(take(*args))
        return taken[0]

    monkeypatch.setattr(press.carrier.broadcaster.rounds, "next_of", taking)

    with pytest.raises(OperationalError):
        press.goes()

    assert press.states(number) == {"sent": 100, "queued": 150}
    assert press.campaign(number).taken == 100
