"""Somebody at the door of the web: they type a number, a secret, a code."""

import re

import pyotp
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from gateway import own_access, signing_in
from gateway.wiring import Wiring
from storage.models import Member
from tests.conftest import Time

PASSWORD = "pirogue-baobab 27"


class Door:
    """One browser before the sign-in."""

    def __init__(self, client: FlaskClient, address: str = "127.0.0.1") -> None:
        self.client = client
        self.address = address
        self.answer: TestResponse

    def knocks(self, phone: str, secret: str) -> "Door":
        """Type a number and a secret."""
        return self._sends("/sign-in", phone=phone, secret=secret)

    def types(self, code: str) -> "Door":
        """Type a code."""
        return self._sends("/sign-in/code", code=code)

    def opens(self, path: str) -> "Door":
        """Go to an address, and no further."""
        self.answer = self.client.get(path, environ_base=self._base)
        return self

    @property
    def is_in(self) -> bool:
        """Whether this browser is signed in."""
        return self.client.get("/account", environ_base=self._base).status_code == 200

    @property
    def csrf(self) -> str:
        """What proves a form to be ours."""
        page = self.client.get("/sign-in", environ_base=self._base).text
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found
        return found[1]

    @property
    def _base(self) -> dict[str, str]:
        return {"REMOTE_ADDR": self.address}

    def _sends(self, path: str, **form: str) -> "Door":
        self.answer = self.client.post(
            path, data={"csrf_token": self.csrf, **form}, environ_base=self._base
        )
        return self


def member_of(house: Wiring, session: object, phone: str) -> Member:
    """The member with a number."""
    index = house.settings.keys.phone(phone)
    found: Member = session.scalars(select(Member).where(Member.phone_index == index)).one()  # type: ignore[attr-defined]
    return found


def invite(house: Wiring, phone: str, time: Time) -> str:
    """Invite somebody; the token of the link."""
    with house.database.transaction() as session:
        return own_access.invite(session, member_of(house, session, phone), time())


def let_in(house: Wiring, phone: str, time: Time) -> tuple[pyotp.TOTP, list[str]]:
    """Somebody of the staff with a password and an application: the application, and the recovery
    codes. The code of the acceptance is of another half minute than now."""
    token = invite(house, phone, time)
    with house.database.transaction() as session:
        application = pyotp.TOTP(own_access.application_of_invited(session, token))
        knock = signing_in.Knock(session, house.rules, time(), "127.0.0.1")
        codes = own_access.accept(knock, token, PASSWORD, application.at(time()))
    assert codes
    time.passes(seconds=90)
    return application, codes
