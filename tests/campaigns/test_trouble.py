"""The provider has trouble, or says what became of a message early, twice, late or never."""

from itertools import pairwise

import pytest

from notifications import delivery_reports
from notifications.channels import SendFailed
from storage import campaigns
from storage.models import CampaignStatus

BROKE = SendFailed("InsufficientBalance", retryable=True, holds_queue=True)
BUSY = SendFailed("HTTP 429", retryable=True)
SILENT = SendFailed("no answer in time", retryable=True, uncertain=True)


def reports(press, phone, provider_id, status="Success", reason=""):
    """The provider reports on a message."""
    with press.parts.database.transaction() as session:
        index = press.parts.database.keys.phone(phone)
        delivery_reports.take(session, provider_id, status, reason, index, press.now())


def provider_id_of(press, number, phone):
    index = press.parts.database.keys.phone(phone)
    (row,) = (row for row in press.rows(number) if row.phone_index == index)
    return row.provider_id


def test_without_credit_a_campaign_waits_and_goes_on_when_there_is_some(press, time):
    phones = press.listens(3)
    number = press.approved()
    press.channel.outage = BROKE
    press.goes()

    campaign = press.campaign(number)
    assert (campaign.status, campaign.trouble) == (CampaignStatus.RUNNING, "InsufficientBalance")
    press.goes()
    assert len(press.channel.calls) == 1  # it is not asked again at once
    press.channel.outage = None
    time.passes(minutes=6)
    press.goes()

    assert press.reached == dict.fromkeys(phones, 1)
    assert press.campaign(number).trouble is None


def test_a_provider_that_is_busy_is_asked_less_and_less_often(press, time):
    press.listens(1)
    press.approved()
    press.channel.outage = BUSY
    asked = []
    for _ in range(40):
        before = len(press.channel.calls)
        press.goes()
        if len(press.channel.calls) > before:
            asked.append(time())
        time.passes(seconds=10)

    pauses = [later - first for first, later in pairwise(asked)]
    assert pauses == sorted(pauses)
    assert pauses[-1] > 5 * pauses[0]


def test_some_of_a_call_may_be_refused_and_the_others_have_it(press, time):
    wanted, unknown, blocked, tired = press.listens(4)
    number = press.approved()
    press.channel.failures = {
        unknown: SendFailed("InvalidPhoneNumber", retryable=False),
        blocked: SendFailed("UserInBlacklist", retryable=False),
        tired: SendFailed("InternalServerError", retryable=True),
    }
    press.goes()
    assert press.states(number) == {"sent": 1, "undelivered": 2, "later": 1}
    assert press.contact(blocked).opted_out_by == "provider"

    press.channel.failures = {}
    time.passes(minutes=6)
    press.goes()

    assert press.reached == {wanted: 1, tired: 1}
    assert press.campaign(number).status == CampaignStatus.ENDED


def test_a_phone_that_always_fails_is_given_up_and_the_campaign_ends(press, time):
    (tired,) = press.listens(1)
    number = press.approved()
    press.channel.failures = {tired: SendFailed("InternalServerError", retryable=True)}
    for _ in range(5):
        press.goes()
        time.passes(minutes=6)

    assert press.states(number) == {"undelivered": 1}
    campaign = press.campaign(number)
    assert campaign.status == CampaignStatus.ENDED
    assert campaign.handled == campaign.recipients == 1  # however often it was tried


@pytest.mark.parametrize(
    ("statuses", "ends"),
    [
        (["Success"], "delivered"),
        (["Success", "Success"], "delivered"),
        (["Success", "Buffered", "Sent"], "delivered"),
        (["Failed", "Success"], "delivered"),
        (["Success", "Failed"], "delivered"),
        (["AbsentSubscriber"], "undelivered"),
        (["WentForAWalk"], "sent"),
        ([], "sent"),
    ],
)
def test_reports_come_twice_in_any_order_in_new_words_or_never(press, statuses, ends):
    (phone,) = press.listens(1)
    number = press.approved()
    press.goes()

    for status in statuses:
        reports(press, phone, provider_id_of(press, number, phone), status)

    assert press.states(number) == {ends: 1}


def test_a_report_before_the_provider_s_own_answer_is_not_lost(press):
    (phone,) = press.listens(1)
    number = press.approved()
    send = press.channel.send

    def reported_first(body, phones):
        answer = send(body, phones)
        reports(press, phone, answer[phone].provider_id)
        return answer

    press.channel.send = reported_first
    press.goes()

    assert press.states(number) == {"delivered": 1}


def test_what_was_uncertain_is_settled_by_its_own_report_and_never_sent_again(press, time):
    (phone,) = press.listens(1)
    number = press.approved()
    press.channel.outage = SILENT
    press.goes()
    press.channel.outage = None
    time.passes(minutes=1)

    reports(press, phone, "their-id")
    press.goes()

    assert not press.channel.sent
    assert press.states(number) == {"delivered": 1}


def broken_off(press, number, phones):
    """A worker notes a call for everybody and dies before anybody answers it."""
    with press.parts.database.transaction() as session:
        campaign = campaigns.held(session, number)
        press.carrier.broadcaster.rounds.next_of(session, campaign, 1, press.now())
        assert campaign.handled == len(phones)


@pytest.fixture
def dying(press, time):
    """A campaign that has begun, and whose worker dies in its first call; who it is for."""
    phones = press.listens(3)
    number = press.approved(starts_at=time())
    hours = press.carrier.broadcaster.drain
    press.carrier.broadcaster.drain = lambda *_: 0  # it begins, and sends nothing yet
    press.goes()
    press.carrier.broadcaster.drain = hours
    broken_off(press, number, phones)
    return number, phones


def test_a_call_that_was_heard_of_is_not_made_again(press, time, dying):
    number, phones = dying
    time.passes(seconds=5)
    reports(press, phones[0], "their-id")
    time.passes(minutes=2)

    press.goes()

    assert not press.channel.sent
    assert press.states(number) == {"delivered": 1, "sent": 2}
    reports(press, phones[1], "another-id")
    assert press.states(number) == {"delivered": 2, "sent": 1}


def test_a_call_that_nobody_ever_heard_of_is_made_again_after_a_while(press, time, dying):
    number, phones = dying
    time.passes(minutes=2)
    press.goes()
    assert not press.channel.sent  # its reports may still be on their way
    time.passes(minutes=10)

    press.goes()

    assert press.reached == dict.fromkeys(phones, 1)
    assert press.campaign(number).status == CampaignStatus.ENDED
