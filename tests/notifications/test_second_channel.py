"""A provider that is slow or fails: for one telephone company after the other, the second takes
over, and what waits goes at once."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from gateway import wiring
from gateway.settings import BadSettings, Settings
from notifications import delivery_reports, kept_routes
from notifications.channels import SendFailed
from notifications.channels.recording import Recording
from notifications.delivery import Postman
from storage import outbox, routes
from storage.models import OutboundMessage, Route

from . import provider as at
from .conftest import on_postgresql

ORANGE = [f"+22507{count:08d}" for count in range(200)]
MTN = [f"+22505{count:08d}" for count in range(200)]
DOWN = SendFailed("HTTP 503", retryable=True)


@pytest.fixture
def variables(variables):
    """A house with two ways to phones."""
    return {
        **variables, "SECOND_SMS_CHANNEL": "kannel", "KANNEL_URL": "http://127.0.0.1:9",
        "KANNEL_USERNAME": "veille", "KANNEL_PASSWORD": "secret",
        "PUBLIC_URL": "https://veille.example",
    }  # fmt: skip


class Desk:
    """Alerts go out over two channels; the network says what became of them."""

    def __init__(self, house, clock, time, way):
        self.house, self.clock, self.time, self.way = house, clock, time, way
        self.first, self.second = way.first, way.second
        settings = house.settings
        self.postman = Postman(
            house.database, self.way, settings.lease, settings.call_deadline, time
        )

    def alerts(self, *phones):
        """Alerts are promised, and go."""
        with self.house.database.transaction() as session:
            for phone in phones:
                outbox.add(
                    session, "alerts", "alert", phone, "Bonjour", self.time(),
                    self.house.settings.draft_idle * 100,
                )  # fmt: skip
        self.postman.drain("alerts")

    def reported(self, *phones):
        """The network says that these have their alerts."""
        with self.house.database.transaction() as session:
            for phone in phones:
                index = self.house.database.keys.phone(phone)
                for message in session.scalars(
                    select(OutboundMessage).where(OutboundMessage.recipient_index == index)
                ):
                    delivery_reports.take(
                        session, message.provider_id, "Success", "", index, self.time()
                    )

    def minutes(self, count):
        """So long the clock strikes."""
        for _ in range(count):
            self.time.passes(minutes=1)
            self.clock.tick()
            self.postman.drain("alerts")

    @property
    def shares(self):
        """What goes the second way, of a hundred."""
        with self.house.database.reading() as session:
            return {name: share for name, share in routes.shares(session).items() if share}


@pytest.fixture
def desk(house, clock, time, monkeypatch):
    """The house with its two channels, which it asks anew each time."""
    monkeypatch.setattr(kept_routes, "READ_EVERY", -1)
    way = wiring.channel(house)
    way.first, way.second = Recording("africastalking"), Recording("kannel")
    return Desk(house, clock, time, way)


def test_while_all_is_well_everything_goes_the_first_way(desk):
    desk.alerts(*ORANGE[:30], *MTN[:30])
    desk.reported(*ORANGE[:30], *MTN[:30])

    desk.minutes(30)

    assert desk.shares == {}
    assert len(desk.first.sent) == 60
    assert not desk.second.calls


def test_a_company_whose_messages_are_slow_is_reached_the_other_way(desk):
    desk.alerts(*ORANGE[:30], *MTN[:30])
    desk.reported(*ORANGE[:10], *MTN[:30])

    desk.minutes(8)

    assert desk.shares == {"orange": 100}
    desk.alerts(ORANGE[100], MTN[100])
    assert [phone for phone, _ in desk.second.sent] == [ORANGE[100]]
    assert desk.first.sent[-1][0] == MTN[100]


def test_a_company_of_which_nothing_is_ever_reported_is_not_called_slow(desk):
    desk.alerts(*ORANGE[:60])

    desk.minutes(20)

    assert desk.shares == {}


def test_what_one_provider_does_not_take_goes_the_other_way_within_minutes(desk):
    desk.first.outage = DOWN

    desk.alerts(ORANGE[0])
    desk.minutes(5)

    assert [phone for phone, _ in desk.second.sent] == [ORANGE[0]]
    assert desk.shares == {"orange": 100}


def test_without_credit_with_one_provider_the_other_carries_what_waits(desk):
    desk.first.outage = SendFailed("InsufficientBalance", retryable=True, holds_queue=True)

    desk.alerts(*ORANGE[:3])
    desk.minutes(2)

    assert {phone for phone, _ in desk.second.sent} == set(ORANGE[:3])


def test_messages_drift_back_ten_in_a_hundred_at_a_time(desk):
    desk.first.outage = DOWN
    desk.alerts(ORANGE[0])
    desk.minutes(4)
    desk.first.outage = None
    seen = []

    for _ in range(75):
        desk.minutes(1)
        seen.append(desk.shares.get("orange", 0))

    assert seen[-1] == 0
    assert set(seen) == set(range(0, 101, 10))
    assert desk.first.sent == []  # no message was invented to try it


def test_numbers_that_do_not_exist_are_nobody_s_fault(desk):
    wrong = SendFailed("InvalidPhoneNumber", retryable=False)
    desk.first.failures = dict.fromkeys(ORANGE[:40], wrong)

    desk.alerts(*ORANGE[:40])
    desk.minutes(10)

    assert desk.shares == {}


def test_why_a_route_was_moved_is_kept(desk, house):
    desk.first.outage = DOWN
    desk.alerts(*ORANGE[:4])
    desk.minutes(3)

    with house.database.reading() as session:
        route = session.get_one(Route, "orange")
    assert route.bad == route.counted >= 4
    assert route.moved_at is not None


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"SECOND_SMS_CHANNEL": "africastalking"}, "another one than SMS_CHANNEL"),
        ({"SECOND_SMS_CHANNEL": "pigeon"}, "SECOND_SMS_CHANNEL"),
        ({"KANNEL_URL": ""}, "SECOND_SMS_CHANNEL is kannel"),
        ({"LEASE_SECONDS": "30"}, "twice AT_DEADLINE"),
        ({"SMS_CHANNEL": "kannel", "SECOND_SMS_CHANNEL": "africastalking", "AT_API_KEY": ""},
         "AT_API_KEY"),
    ],
)  # fmt: skip
def test_two_ways_that_do_not_go_together_are_refused_by_name(variables, changed, complaint):
    with pytest.raises(BadSettings, match=complaint):
        Settings.from_env({**variables, **changed})


@on_postgresql
def test_over_http_what_the_first_provider_refuses_the_other_one_is_asked_for(
    house, clock, time, provider, smsc, monkeypatch
):
    monkeypatch.setattr(kept_routes, "READ_EVERY", -1)
    there = {
        "at_api_base": provider.base, "kannel_url": f"http://127.0.0.1:{smsc.server_port}",
    }  # fmt: skip
    parts = replace(house, settings=replace(house.settings, **there))
    desk = Desk(house, clock, time, wiring.channel(parts))
    provider.will(*[at.says("no", 503, "text/plain")] * 9)

    desk.alerts(ORANGE[0])
    desk.minutes(5)

    assert [asked["to"] for asked in smsc.asked] == [[ORANGE[0]]]
    assert desk.shares == {"orange": 100}
