"""The simulator speaks as other phone companies do, and the gateway answers them alike."""

import threading
from contextlib import contextmanager

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from gateway import create_app as create_gateway
from gateway.demo.telephone import Phone
from gateway.simulator import PhoneCard, SimulatorConfig, create_app
from gateway.simulator.dialects import Dialects
from notifications.channels.kannel import Kannel
from notifications.delivery import Postman
from tests.conftest import TOKEN
from tests.country import DEPARTMENT_MEMBER

VILLAGER = "+2250701020304"
CARDS = tuple(
    PhoneCard(number, "Un téléphone", "A phone", "Ici", "Here", "orange")
    for number in (VILLAGER, DEPARTMENT_MEMBER)
)


class Quiet(WSGIRequestHandler):
    """Serves without a line per request."""

    def log_request(self, code="-", size="-"):
        pass


@contextmanager
def served(app):
    """An application on a port of this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def simulated(house):
    """The house behind Arkesel's USSD and Kannel's SMS: the simulator, and the channel."""
    with served(create_gateway(house)) as gateway:
        config = SimulatorConfig(
            gateway_url=gateway, callback_token=TOKEN, username="veille", api_key="pass",
            service_code="*384*225#", phones=CARDS, ussd="arkesel", sms="kannel",
        )  # fmt: skip
        app = create_app(config)
        with served(app) as simulator:
            back = f"{gateway}/kannel/{TOKEN}/delivery"
            index = house.settings.keys.phone
            yield simulator, Kannel(simulator, "veille", "pass", "VEILLE", back, index, 5)
        app.extensions["desk"].close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_report_by_arkesel_reaches_a_phone_by_kannel(house, simulated, time):
    simulator, kannel = simulated
    villager, member = Phone(simulator, VILLAGER), Phone(simulator, DEPARTMENT_MEMBER)
    postman = Postman(house.database, kannel, house.settings.lease, 5.0, time)

    villager.dial("*384*225#")
    for key in ("1", "7", "1", "1010", "7"):
        shown = villager.reply(key)
        time.passes(seconds=5)
    postman.drain("alerts")

    assert "Merci. Code" in shown["screen"]
    assert _eventually(lambda: any("un message attend" in text for text in member.texts()))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_text_by_kannel_is_read_and_answered(house, simulated, time, clock):
    simulator, kannel = simulated
    villager = Phone(simulator, VILLAGER)
    postman = Postman(house.database, kannel, house.settings.lease, 5.0, time)

    villager.write("SOS 1010 3")

    assert _eventually(
        lambda: postman.drain("alerts") >= 0 and any("Code" in text for text in villager.texts())
    )


def _eventually(happened):
    """Whether something comes true; asked again and again, as a person looks at a phone."""
    return any(happened() for _ in range(2000))


@pytest.mark.parametrize(
    ("kind", "fields", "address"),
    [
        ("delivery", {"id": "m1", "status": "Success"}, "http://gw/d?id=1&status=1"),
        ("delivery", {"id": "m1", "status": "AbsentSubscriber"}, "http://gw/d?id=1&status=2"),
        ("delivery", {"id": "m1", "status": "Rejected"}, "http://gw/d?id=1&status=16"),
        ("delivery", {"id": "unknown", "status": "Success"}, None),
        ("events", {}, None),
        ("optout", {}, None),
    ],
)
def test_what_another_company_tells_and_what_it_never_does(kind, fields, address):
    dialects = Dialects("http://gw", "t", "arkesel", "kannel", {"m1": "http://gw/d?id=1&status=%d"})

    request = dialects.request(kind, fields)

    assert (request and request.address) == address
