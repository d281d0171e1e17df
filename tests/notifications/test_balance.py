"""The account at the provider: asked once a quarter, kept, and somebody told before it is empty."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from gateway import wiring
from gateway.settings import Settings
from notifications.balance import NAME, Watch
from notifications.channels import Money, SendFailed
from notifications.channels.africastalking import AfricasTalking, money
from storage import gauges, members
from storage.models import Committee, Gauge, OutboundMessage
from tests.country import COORDINATOR

from . import provider as at
from .conftest import on_sqlite

OPERATOR = "+2250712340077"


@pytest.fixture
def account(provider):
    """The account, at the provider of this test."""
    return AfricasTalking("veille", "atsk_key", provider.base, "VEILLE", 0.5)


@pytest.fixture
def watch(house, account, time):
    """Who watches the account, below 2,000."""
    return Watch(house.database, account.balance, 2000, house.rules, time)


@pytest.fixture
def kept(house):
    """What was read off last."""

    def read():
        with house.database.reading() as session:
            found = gauges.read(session, NAME)
            return (found.value, found.unit, found.at) if found else None

    return read


@pytest.fixture
def alarms(house):
    """Whom an alarm was promised to, as indexes, in order; and for when."""

    def read():
        with house.database.reading() as session:
            rows = select(OutboundMessage).where(OutboundMessage.kind == "low_balance")
            found = session.scalars(rows.order_by(OutboundMessage.created_at)).all()
            return [(row.recipient_index, row.promised_for) for row in found]

    return read


@pytest.mark.parametrize(
    ("said", "amount", "currency"),
    [
        ({"UserData": {"balance": "XOF 1785.50"}}, 1785.5, "XOF"),
        ({"userData": {"balance": "KES 0.8000"}}, 0.8, "KES"),
        ({"UserData": {"balance": "0"}}, 0.0, ""),
        ({"UserData": {"balance": " USD -3.5 "}}, -3.5, "USD"),
    ],
)
def test_what_they_say_of_the_account_is_understood(said, amount, currency):
    assert money(said) == Money(amount, currency)


@pytest.mark.parametrize(
    "said",
    [{}, [], None, "XOF 3", {"UserData": {}}, {"UserData": {"balance": 7}},
     {"UserData": {"balance": "plenty"}}, {"UserData": {"balance": "XOF NaN"}},
     {"UserData": {"balance": "XOF " + "9" * 400}}],
)  # fmt: skip
def test_what_cannot_be_understood_of_it_is_unknown(said):
    with pytest.raises(SendFailed, match="another shape"):
        money(said)


def test_the_provider_is_asked_for_its_account(account, provider):
    assert account.balance() == Money(1785.5, "XOF")
    assert provider.looks == 1


@on_sqlite
@pytest.mark.parametrize(
    "behaves",
    [at.says("no", 401, "text/plain"), at.says("oops", 500, "text/plain"), at.says("<html>", 200),
     at.drips, at.closes, at.resets],
    ids=["401", "500", "html", "drips", "closes", "resets"],
)  # fmt: skip
def test_a_provider_that_does_not_say_is_asked_again_at_the_next_quarter(
    watch, provider, kept, time, behaves
):
    provider.account = behaves
    assert not watch.look()
    assert not watch.look()
    assert (provider.looks, kept()) == (1, None)

    provider.account = at.says({"UserData": {"balance": "XOF 5000"}}, 200)
    time.passes(minutes=15)

    assert watch.look()
    assert kept()[:2] == (5000.0, "XOF")


def test_two_clocks_ask_once_a_quarter_between_them(house, watch, provider, account, time):
    second = Watch(house.database, account.balance, 2000, house.rules, time)

    for _ in range(3):
        watch.look()
        second.look()
        time.passes(minutes=15)

    assert provider.looks == 3


def test_the_last_reading_takes_the_place_of_the_one_before(watch, provider, kept, house, time):
    watch.look()
    provider.account = at.says({"UserData": {"balance": "XOF 99"}}, 200)
    time.passes(minutes=15)
    watch.look()

    value, unit, read_at = kept()
    assert (value, unit) == (99.0, "XOF")
    assert time() - read_at < timedelta(minutes=1)
    with house.database.reading() as session:
        assert len(session.scalars(select(Gauge)).all()) == 1


def test_a_low_account_is_told_once_a_day_while_it_stays_low(watch, alarms, house, time):
    keys = house.database.keys
    for _ in range(5):
        watch.look()
        time.passes(minutes=15)
    assert [told for told, _ in alarms()] == [keys.phone(COORDINATOR)]

    time.passes(days=1)
    watch.look()

    assert [told for told, _ in alarms()] == [keys.phone(COORDINATOR)] * 2


def test_where_there_are_operators_they_are_told_and_the_coordination_is_not(watch, alarms, house):
    with house.database.transaction() as session:
        national = session.scalars(select(Committee).where(Committee.level == "national")).one()
        members.add(session, national.id, "Koffi A.", OPERATOR, "operator", "fr")

    watch.look()

    assert [told for told, _ in alarms()] == [house.database.keys.phone(OPERATOR)]


@on_sqlite
def test_nobody_is_woken_for_money(watch, alarms, time):
    time.passes(hours=13)  # eleven at night

    watch.look()

    ((_, promised_for),) = alarms()
    assert promised_for - time() > timedelta(hours=6)


@on_sqlite
@pytest.mark.parametrize("low", [0, 1785])
def test_nobody_is_told_of_what_is_enough(house, account, alarms, time, kept, low):
    Watch(house.database, account.balance, low, house.rules, time).look()

    assert kept() is not None
    assert alarms() == []


@on_sqlite
def test_the_alarm_says_how_much_is_left_and_fits_one_sms(watch, postman, channel, time):
    watch.look()
    postman.drain("alerts")

    (text,) = [body for to, body in channel.sent if to == COORDINATOR]
    assert "1786 XOF" in text or "1785 XOF" in text


@on_sqlite
def test_the_clock_of_a_house_watches_its_account_and_kannel_has_none(house, variables, provider):
    at_base = wiring.wire(Settings.from_env({**variables, "AT_API_BASE": provider.base}))
    wiring.clock(at_base).tick()
    assert provider.looks == 1

    by_kannel = wiring.wire(
        Settings.from_env(
            {**variables, "SMS_CHANNEL": "kannel", "KANNEL_URL": "http://127.0.0.1:9",
             "KANNEL_USERNAME": "u", "KANNEL_PASSWORD": "p", "PUBLIC_URL": "http://127.0.0.1:9"}
        )
    )  # fmt: skip
    assert wiring.balance_watch(by_kannel) is None
    for parts in (at_base, by_kannel):
        parts.database.close()
        parts.redis.close()
