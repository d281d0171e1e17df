"""What a campaign was to cost is what the provider bills: to the franc, letter by letter."""

import threading

import pytest
from werkzeug.serving import make_server

from gateway.demo import desk
from gateway.simulator.app import create_app
from notifications import estimates
from notifications.campaign_start import split_of
from notifications.campaign_texts import Wordings
from notifications.channels.africastalking import AfricasTalking
from notifications.prices import UNIT
from storage import audiences
from storage.audiences import Audience

ONE, TWO = "Un sac trop lourd abime le dos.", "Un sac trop lourd abîme le dos qui grandit, dit-on. "
LONG = "Too heavy a bag harms a growing back. Cocoa sacks and big water cans are for adults. " * 2


@pytest.fixture
def variables(variables):
    """A provider that adds its own words to a phone's first message."""
    return {**variables, "CAMPAIGN_SUFFIX": " Pour ne plus recevoir: *456*9*5#"}


@pytest.fixture
def simulator(house):
    """The simulator as the provider of this house, over real HTTP."""
    app = create_app(desk.simulator_of(house.settings, reports="none"))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", app.extensions["desk"]
    server.shutdown()
    server.server_close()
    app.extensions["desk"].close()


def estimate_of(house, texts, audience):
    terms, wordings = house.settings.campaign_terms, Wordings.read(texts)
    split = split_of(wordings, "fr", by_first=bool(terms.suffix))
    with house.database.reading() as session:
        shares = audiences.count(session, audiences.reach(session, audience, split))
    return estimates.estimate(shares, wordings, house.rules.texts, terms.prices, terms.suffix)


def test_three_companies_two_languages_one_and_two_parts_come_to_the_franc(press, house, simulator):
    address, phones = simulator
    press.listens(7, "orange", language="fr")
    press.listens(5, "mtn", language="en")
    press.listens(4, "moov", language="fr")
    press.listens(3, "moov", language="en")
    texts = {"a": {"fr": ONE, "en": LONG}, "b": {"fr": TWO * 2, "en": LONG[:90]}}
    settings = house.settings
    press.carrier.broadcaster.channel = AfricasTalking(
        settings.at_username, settings.at_api_key, address, "", settings.at_deadline
    )

    first = estimate_of(house, texts, Audience())
    number = press.approved(texts=texts)
    press.goes()
    again = estimate_of(house, texts, Audience())
    second = press.approved(texts=texts)
    press.goes()

    bills = [press.campaign(each) for each in (number, second)]
    assert [bill.spent for bill in bills] == [first.price, again.price]
    assert [bill.parts for bill in bills] == [first.parts, again.parts]
    assert again.price < first.price  # the first message to a phone is longer
    assert first.people == again.people == 19
    assert phones.spent * UNIT == first.price + again.price
