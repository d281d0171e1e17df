"""The console in a real browser, served as it is, on a house with a story in it."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copy
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from gateway import create_app
from gateway.wiring import Wiring
from storage import services, web
from storage.models import Member, Place
from tests.browser.conftest import PATIENCE, serve
from tests.conftest import Time

SMALL, WIDE = 360, 1280
_tokens = itertools.count(1)
OpenAs = Callable[..., Page]


@pytest.fixture
def database_url(tmp_path: Path, migrated_file: Path) -> str:
    """One kind of database is enough before a browser."""
    path = tmp_path / "veille.db"
    copy(migrated_file, path)
    return f"sqlite:///{path}"


@pytest.fixture
def variables(variables: dict[str, str]) -> dict[str, str]:
    """The house has an address, which stands in what services are written."""
    return {**variables, "PUBLIC_URL": "https://veille.test"}


@pytest.fixture(params=[SMALL, WIDE], ids=["small", "wide"])
def width(request: pytest.FixtureRequest) -> int:
    """A phone and a computer."""
    return int(request.param)


@pytest.fixture
def site(house: Wiring) -> Iterator[str]:
    """The address of the console."""
    with house.database.transaction() as session:
        place = session.scalars(select(Place).where(Place.code == "CI260401")).one()
        made = services.add(session, "CS-1", "Centre de santé de Soubré", "health", place.id)
        made.phone = "+2250722000000"
    url, stop = serve(create_app(house))
    yield url
    stop()


@pytest.fixture
def open_as(browser: Browser, site: str, house: Wiring, time: Time, width: int) -> Iterator[OpenAs]:
    """A window of a member's own, by their phone; nothing may go wrong in its console."""
    contexts, troubles = [], []

    def opened(phone: str = "", path: str = "/", **options: object) -> Page:
        settings = {"viewport": {"width": width, "height": 800}, "locale": "fr-FR", **options}
        context = browser.new_context(**settings)
        context.set_default_timeout(3 * PATIENCE)  # both cores may be busy
        contexts.append(context)
        if phone:
            token = sign_in(house, phone, time)
            context.add_cookies([{"name": "veille", "value": token, "url": site}])
        page = context.new_page()
        page.on("console", lambda line: line.type == "error" and troubles.append(line.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(site + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [line for line in troubles if "404" not in line and "422" not in line] == []


def sign_in(house: Wiring, phone: str, time: Time) -> str:
    """Sign a member in without the way through the door; their token."""
    with house.database.transaction() as session:
        index = house.settings.keys.phone(phone)
        member = session.scalars(select(Member).where(Member.phone_index == index)).one()
        token = f"window-{next(_tokens)}"
        web.open_session(session, token, member.id, "Firefox, Linux", time())
    return token


@pytest.fixture
def told(people: SimpleNamespace) -> Callable[..., None]:
    """A villager reports."""

    def tell(danger: str = "Travail dangereux", kind: str = "Charges lourdes", code: str = "1029",
             contact: str = "") -> None:  # fmt: skip
        caller = people.villager
        caller.reports(danger, kind, code)
        caller.sends()

    return tell
