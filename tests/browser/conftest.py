"""A real browser before a real desk; the gateway behind it says three fixed things."""

import os
import shutil
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
import requests
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from gateway.simulator import PhoneCard, SimulatorConfig, create_app

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 10_000
SECRETARY = "+2250500000017"
CARDS = (
    PhoneCard("+2250700000004", "Une villageoise", "A villager", "Galéa", "Galéa", "orange"),
    PhoneCard(SECRETARY, "Comité du village", "Committee", "Badayo", "Badayo", "mtn", "cocoa"),
    PhoneCard(
        "+2250100000062", "Comité du département", "Dpt", "Soubré", "Soubré", "moov", "ivory"
    ),
)
HOME = "CON Danger? Appelez le 116\n1 Signaler\n2 Suivre"
NINE_LINES = "CON Quel danger?\n" + "\n".join(f"{n} Un choix bref" for n in range(1, 9))
SCREENS = {"": HOME, "1": NINE_LINES}


class Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


def gateway(environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
    size = int(environ.get("CONTENT_LENGTH") or 0)
    form = parse_qs(environ["wsgi.input"].read(size).decode(), keep_blank_values=True)
    typed = form.get("text", [""])[0]
    start("200 OK", [("Content-Type", "text/plain")])
    return [SCREENS.get(typed, f"END Bien noté: {typed}").encode()]


def serve(app: Any) -> tuple[str, Any]:
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()

    def stop() -> None:
        server.shutdown()
        thread.join()
        server.server_close()

    return f"http://127.0.0.1:{server.server_port}", stop


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not os.access(CHROMIUM, os.X_OK):
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing, and these tests must run in CI.")
        pytest.skip("Chromium is not installed: the browser tests are left out.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def desk() -> Iterator[str]:
    """The address of a fresh desk."""
    gateway_url, stop_gateway = serve(gateway)
    app = create_app(SimulatorConfig(gateway_url, "t", "sandbox-user", "key", "*384*225#", CARDS))
    url, stop = serve(app)
    yield url
    stop()
    app.extensions["desk"].close()
    stop_gateway()


@pytest.fixture
def open_page(browser: Browser, desk: str) -> Iterator[Any]:
    """Open the desk in a window of one's own; nothing may go wrong in its console."""
    contexts, troubles = [], []

    def opened(width: int = 1440, height: int = 900, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda line: troubles.append(line.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(desk)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def page(open_page: Any) -> Page:
    return open_page()


@pytest.fixture
def text_arrives(desk: str) -> Any:
    """Send a text to the secretary, as the gateway does."""

    def send(words: str) -> None:
        with requests.Session() as session:
            session.trust_env = False
            session.post(
                f"{desk}/version1/messaging",
                data={"username": "sandbox-user", "to": SECRETARY, "message": words},
                headers={"apiKey": "key", "Accept": "application/json"},
                timeout=5,
            ).raise_for_status()

    return send
