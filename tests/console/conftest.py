"""Somebody before the console, in the words of a story: they open, press, read."""

import html
import itertools
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from gateway.wiring import Wiring
from storage import web
from storage.models import Member
from tests.apps import app_of
from tests.conftest import Time

_tokens = itertools.count(1)


class Reader:
    """One person and their browser."""

    def __init__(self, client: FlaskClient, member: Member | None) -> None:
        self.client = client
        self.member = member
        self.answer: TestResponse

    def opens(self, path: str) -> "Reader":
        """Go to an address, and on to where it leads."""
        self.answer = self.client.get(path, follow_redirects=True)
        return self

    def sends(self, path: str, **fields: str) -> "Reader":
        """Send a form to an address, and go on to where it leads."""
        self.answer = self.client.post(
            path, data={"csrf_token": self.csrf, **fields}, follow_redirects=True
        )
        return self

    @property
    def csrf(self) -> str:
        """What proves a form to be ours; each page has it in its foot."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.client.get("/sign-in").text)
        assert found
        return found[1]

    @property
    def status(self) -> int:
        """What the server said, as a number."""
        return self.answer.status_code

    @property
    def markup(self) -> str:
        """The page as it came."""
        return self.answer.text

    @property
    def text(self) -> str:
        """What stands on the page, white space folded."""
        bare = re.sub(
            r"<(script|style|symbol)\b.*?</\1>|<[^>]+>", " ", self.answer.text, flags=re.S
        )
        return re.sub(r"\s+", " ", html.unescape(bare)).strip()


Browse = Callable[[str], Reader]


@pytest.fixture
def browse(house: Wiring, time: Time) -> Browse:
    """The browser of a member, by their phone, signed in; or "" for somebody who is not."""

    def begin(phone: str = "") -> Reader:
        client = app_of(house).test_client()
        if not phone:
            return Reader(client, None)
        with house.database.transaction() as session:
            index = house.settings.keys.phone(phone)
            member = session.scalars(select(Member).where(Member.phone_index == index)).one()
            token = f"token-{next(_tokens)}"
            web.open_session(session, token, member.id, "Firefox, Linux", time())
        client.set_cookie("veille", token)
        return Reader(client, member)

    return begin
