"""Promises in the outbox, reports in a village, and a provider that listens on this machine."""

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from gateway import casework, intake
from gateway.casework import Work
from gateway.wiring import Wiring
from menus.triage import CONCERNS
from notifications.clock import Clock
from notifications.delivery import Postman
from storage import outbox
from storage.database import Database
from storage.encryption import Keys
from storage.models import Alert, Committee, Event, Member, OutboundMessage, Place, Report
from storage.reports import Statement
from tests.conftest import Time

from .provider import Provider

# For what does not depend on the kind of database: one of them is enough, the stricter one where
# it matters what a column takes.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

MESSAGE = "VEILLE: un message attend votre comité."


def number(count: int) -> str:
    """A phone number of its own for each count."""
    return f"+22507{count:08d}"


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A provider's API, on this machine."""
    running = Provider()
    yield running
    running.stop()


@pytest.fixture
def smsc():
    """A Kannel on this machine that answers as it is told, and remembers what it was asked."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.asked.append(parse_qs(urlsplit(self.path).query))
            self.server.waits.wait(self.server.pauses)
            status, body = self.server.says
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Answers)
    server.asked, server.says = [], (202, "0: Accepted for delivery")
    server.waits, server.pauses = threading.Event(), 0  # seconds before each answer
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.waits.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def nobody_listens() -> Iterator[int]:
    """A port that is taken, so that nobody else can have it, and where nobody answers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@dataclass
class Box:
    """The outbox of a house: what is put into it, and what it then says."""

    database: Database
    now: Callable[[], datetime]

    def promise(
        self,
        *recipients: str,
        queue: str = outbox.ALERTS,
        body: str = MESSAGE,
        lives: timedelta = timedelta(hours=24),
    ) -> None:
        with self.database.transaction() as session:
            for recipient in recipients:
                outbox.add(session, queue, "alert", recipient, body, self.now(), lives)

    def rows(self) -> Sequence[OutboundMessage]:
        """Every message, oldest first."""
        with self.database.reading() as session:
            return session.scalars(select(OutboundMessage).order_by(OutboundMessage.id)).all()

    def row(self, recipient: str) -> OutboundMessage:
        """The one message to somebody."""
        index = self.database.keys.phone(recipient)
        (row,) = (row for row in self.rows() if row.recipient_index == index)
        return row

    @property
    def statuses(self) -> list[str]:
        return [row.status for row in self.rows()]

    @property
    def text_kinds(self) -> list[str]:
        digests = ("week", "month")  # they depend on the day on which the test runs
        return [row.kind for row in self.rows() if row.kind not in digests]


@pytest.fixture
def box(house: Wiring, time: Time) -> Box:
    """The house's outbox."""
    return Box(house.database, time)


@dataclass
class Country:
    """The reports of a house and what became of them."""

    parts: Wiring
    now: Callable[[], datetime]
    count: int = 0

    @property
    def keys(self) -> Keys:
        return self.parts.database.keys

    def statement(
        self, concern: str = "sharp_tools", place: str = "CI260401-02", **more: Any
    ) -> Statement:
        """What somebody tells us; Badayo unless said otherwise."""
        self.count += 1
        with self.parts.database.reading() as session:
            place_id = session.scalars(select(Place.id).where(Place.code == place)).one()
        told = {
            "session_key": f"call-{self.count}",
            "channel": "ussd",
            "urgency": CONCERNS[concern].urgency,
            "language": "fr",
            "phone_index": self.keys.phone(number(99)),
            **more,
        }
        return Statement(concern=concern, place_id=str(place_id), **told)

    def files(
        self, concern: str = "sharp_tools", place: str = "CI260401-02", **more: Any
    ) -> Report:
        """File a report, as the last turn of a call does."""
        statement = self.statement(concern, place, **more)
        with self.parts.database.transaction() as session:
            _, report_id = intake.file_report(session, self.parts.rules, statement, self.now())
            return session.get_one(Report, report_id)

    def told(self) -> list[tuple[str, str]]:
        """Which committees have it in their inbox, and why, in order."""
        with self.parts.database.reading() as session:
            rows = session.execute(
                select(Committee.code, Alert.reason)
                .join(Committee, Alert.committee_id == Committee.id)
                # Of those told in the same moment the one whose turn it is comes first.
                .order_by(Alert.opened_at, Alert.reason != "first", Alert.id)
            )
            return [(code, reason) for code, reason in rows]

    def lines(self, *kinds: str) -> list[tuple[str, datetime]]:
        """What stands in the histories of all reports, of some kinds: kind and moment."""
        with self.parts.database.reading() as session:
            found = select(Event.kind, Event.at).where(Event.kind.in_(kinds)).order_by(Event.at)
            return [(kind, at) for kind, at in session.execute(found)]

    def alerts(self) -> Sequence[Alert]:
        with self.parts.database.reading() as session:
            return session.scalars(select(Alert).order_by(Alert.id)).all()

    def member(self, phone: str) -> Member:
        """Whose phone this is."""
        with self.parts.database.reading() as session:
            theirs = select(Member).where(Member.phone_index == self.keys.phone(phone))
            return session.scalars(theirs).one()

    def works(self, phone: str, act: Callable[..., Any], *said: Any) -> Any:
        """A member does something about the latest report that their committee was told of."""
        member = self.member(phone)
        with self.parts.database.transaction() as session:
            theirs = select(Alert).where(Alert.committee_id == member.committee_id)
            alert = session.scalars(theirs.order_by(Alert.id.desc())).first()
            return act(Work(session, self.parts.rules, alert, member, self.now()), *said)

    def takes(self, phone: str) -> bool:
        """A member of a committee says "I have it"."""

        def take(work: Work) -> bool:
            return casework.acknowledge(work.session, work.rules, work.alert, work.member, work.now)

        return bool(self.works(phone, take))


@pytest.fixture
def strike(clock: Clock, postman: Postman) -> Callable[[], None]:
    """The clock strikes, and what is due goes out."""

    def do() -> None:
        clock.tick()
        postman.drain("alerts")

    return do


@pytest.fixture
def area(house: Wiring, time: Time) -> Country:
    """The small country, whose people report."""
    return Country(house, time)
