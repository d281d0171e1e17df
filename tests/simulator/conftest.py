"""A desk for the tests, and a gateway that says what the test tells it to."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
import requests
from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from gateway.simulator import PhoneCard, SimulatorConfig, create_app
from gateway.simulator.clock import VirtualClock
from gateway.simulator.desk import Desk

VILLAGER = "+2250700000004"
SECRETARY = "+2250500000017"
DEPARTMENT = "+2250100000062"
CODE = "*384*225#"
TOKEN = "not-a-secret"

CARDS = (
    PhoneCard(VILLAGER, "Une villageoise", "A villager", "Galéa", "Galéa", "orange"),
    PhoneCard(SECRETARY, "Comité du village", "Committee", "Badayo", "Badayo", "mtn", "cocoa"),
    PhoneCard(DEPARTMENT, "Département", "Department", "Soubré", "Soubré", "moov", "ivory"),
)


class Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


class LoopbackServer:
    """Serves one WSGI application on its own loopback port."""

    def __init__(self, app: Any) -> None:
        self._server: BaseWSGIServer = make_server(
            "127.0.0.1", 0, app, threaded=True, request_handler=Quiet
        )
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@dataclass(frozen=True)
class Posted:
    """One form the gateway received."""

    kind: str
    fields: dict[str, str]
    raw: str
    hop: str
    content_type: str


@dataclass
class Gateway:
    """The gateway's double: records each form, answers what the test says."""

    says: dict[str, tuple[int, str]] = field(
        default_factory=lambda: {"ussd": (200, "CON Bienvenue\n1 Signaler")}
    )
    headers: dict[str, str] = field(default_factory=dict)
    posted: list[Posted] = field(default_factory=list)
    before_answer: Callable[[], object] = lambda: None

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
        form = self._record(environ)
        self.before_answer()
        status, body = self.says.get(form.kind, (200, ""))
        start(
            f"{status} {HTTPStatus(status).phrase}",
            [("Content-Type", "text/plain"), *self.headers.items()],
        )
        return [body.encode()]

    def forms(self, kind: str) -> list[dict[str, str]]:
        return [form.fields for form in self.posted if form.kind == kind]

    def _record(self, environ: WSGIEnvironment) -> Posted:
        size = int(environ.get("CONTENT_LENGTH") or 0)
        raw = environ["wsgi.input"].read(size).decode()
        path = environ["PATH_INFO"]
        assert path.startswith(f"/at/{TOKEN}/"), path
        form = Posted(
            path.rsplit("/", 1)[1],
            dict(parse_qsl(raw, keep_blank_values=True)),
            raw,
            environ.get("HTTP_AT_USSD_HOP_METADATA", ""),
            environ.get("CONTENT_TYPE", ""),
        )
        self.posted.append(form)
        return form


@pytest.fixture
def gateway() -> Gateway:
    return Gateway()


@pytest.fixture
def gateway_url(gateway: Gateway) -> Iterator[str]:
    server = LoopbackServer(gateway)
    yield server.url
    server.stop()


@pytest.fixture
def settings() -> dict[str, Any]:
    """What one test wants otherwise: override by parametrising or by another fixture."""
    return {}


@pytest.fixture
def app(gateway_url: str, settings: dict[str, Any]) -> Iterator[Flask]:
    config = SimulatorConfig(
        **{
            "gateway_url": gateway_url,
            "callback_token": TOKEN,
            "username": "sandbox-user",
            "api_key": "key",
            "service_code": CODE,
            "phones": CARDS,
            "seed": 7,
            "virtual_clock": True,
            **settings,
        }
    )
    app = create_app(config)
    yield app
    app.extensions["desk"].close()


@pytest.fixture
def desk(app: Flask) -> Desk:
    return app.extensions["desk"]


class Person:
    """Someone with one of the phones in hand, through the control API."""

    def __init__(self, app: Flask, number: str) -> None:
        self._http = app.test_client()
        self._path = f"/api/phones/{number}"
        self.number = number

    def does(self, what: str, **body: object) -> dict[str, Any]:
        return self._http.post(f"{self._path}/{what}", json=body).get_json()

    def dials(self, code: str = CODE) -> dict[str, Any]:
        return self.does("dial", code=code)

    def replies(self, text: str) -> dict[str, Any]:
        return self.does("reply", text=text)

    def texts(self, words: str, to: str = "8116") -> dict[str, Any]:
        return self.does("sms", to=to, text=words)

    def refused(self, what: str, **body: object) -> tuple[int, str]:
        response = self._http.post(f"{self._path}/{what}", json=body)
        return response.status_code, response.get_json()["error"]

    @property
    def phone(self) -> dict[str, Any]:
        return self._http.get(self._path).get_json()

    @property
    def messages(self) -> list[str]:
        return [message["text"] for message in self.phone["messages"]]


@pytest.fixture
def villager(app: Flask) -> Person:
    return Person(app, VILLAGER)


@pytest.fixture
def secretary(app: Flask) -> Person:
    return Person(app, SECRETARY)


@pytest.fixture
def department(app: Flask) -> Person:
    return Person(app, DEPARTMENT)


@pytest.fixture
def wait(desk: Desk) -> Callable[[float], None]:
    """Let time pass without waiting for it."""

    def advance(seconds: float) -> None:
        assert isinstance(desk.clock, VirtualClock)
        desk.clock.advance(seconds)

    return advance


@pytest.fixture
def send(app: Flask) -> Callable[..., requests.Response | Any]:
    """Ask the provider's API to send a text, as the gateway does."""

    def post(to: str, message: str = "Bonjour", **form: str) -> Any:
        return app.test_client().post(
            "/version1/messaging",
            data={"username": "sandbox-user", "to": to, "message": message, **form},
            headers={"apiKey": "key", "Accept": "application/json"},
        )

    return post
