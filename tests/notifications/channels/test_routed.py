"""Two ways to phones: each company's share goes the second way, and a way fails for its own."""

from dataclasses import dataclass, field

from sqlalchemy import select

from notifications.channels import SendFailed
from notifications.channels.recording import Recording
from notifications.channels.routed import Routed
from notifications.delivery import Postman
from storage import outbox
from storage.models import OutboundMessage

ORANGE = [f"+22507{count:08d}" for count in range(200)]
MTN = [f"+22505{count:08d}" for count in range(200)]


@dataclass
class Shares:
    """What goes the second way."""

    by: dict[str, int] = field(default_factory=dict)

    def share(self, operator):
        return self.by.get(operator, 0)


def ways(**shares):
    return Routed(Recording("kannel"), Recording("africastalking"), Shares(shares))


def test_everything_goes_the_first_way_while_nothing_is_said():
    both = ways()

    outcomes = both.send("Bonjour", ORANGE)

    assert len(both.first.sent) == 200
    assert not both.second.calls
    assert {each.carrier for each in outcomes.values()} == {"kannel"}


def test_only_the_company_that_has_trouble_goes_the_second_way():
    both = ways(orange=100)

    outcomes = both.send("Bonjour", [*ORANGE, *MTN])

    assert {phone for phone, _ in both.second.sent} == set(ORANGE)
    assert {phone for phone, _ in both.first.sent} == set(MTN)
    assert outcomes[ORANGE[0]].carrier == "africastalking"
    assert outcomes[MTN[0]].carrier == "kannel"


def test_a_part_goes_the_second_way_and_a_person_always_the_same():
    both = ways(orange=30)
    both.send("Bonjour", ORANGE)
    once = {phone for phone, _ in both.second.sent}

    both.send("Bonsoir", ORANGE)

    assert 40 <= len(once) <= 80
    assert {phone for phone, _ in both.second.sent} == once


def test_a_way_that_takes_nothing_fails_for_its_own_phones_only():
    both = ways(orange=100)
    both.second.outage = SendFailed("HTTP 503", retryable=True)

    outcomes = both.send("Bonjour", [ORANGE[0], MTN[0]])

    assert outcomes[ORANGE[0]].reason == "HTTP 503"
    assert outcomes[ORANGE[0]].carrier == "africastalking"
    assert outcomes[MTN[0]].carrier == "kannel"


def test_who_carried_an_alert_is_kept_with_it(house, time):
    both = ways(orange=100)
    with house.database.transaction() as session:
        for phone in (ORANGE[0], MTN[0]):
            outbox.add(session, "alerts", "alert", phone, "Bonjour", time(), house.settings.lease)
    settings = house.settings

    Postman(house.database, both, settings.lease, settings.at_deadline, time).drain("alerts")

    with house.database.reading() as session:
        kept = {each.operator: each.carrier for each in session.scalars(select(OutboundMessage))}
    assert kept == {"orange": "africastalking", "mtn": "kannel"}


def test_a_failure_that_stands_for_many_is_not_marked_as_one_way_s():
    both, refused = ways(), SendFailed("InvalidPhoneNumber", retryable=False, once=True)
    both.first.failures = dict.fromkeys(ORANGE[:2], refused)

    outcomes = both.send("Bonjour", ORANGE[:2])

    assert {each.carrier for each in outcomes.values()} == {"kannel"}
    assert outcomes[ORANGE[0]].once
    assert refused.carrier == ""
