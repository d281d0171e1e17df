"""Sends campaigns: one text to many, in the legal window, within its budget, behind every alert.

Each turn is one short transaction: what the last call brought is recorded, and the next messages
are taken, while a call is under way. No transaction waits for the provider. Before each turn alerts
that are due go first, so that an alert waits for one call at most.
"""

import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from notifications import campaign_texts
from notifications.campaign_hours import allowed_by_now
from notifications.campaign_landing import Flight, land
from notifications.campaign_money import Terms, affordable, end, spend
from notifications.campaign_texts import Wordings
from notifications.channels import Channel, Handed, Outcomes, SendFailed
from notifications.pace import Pace
from notifications.texts import Texts
from storage import campaign_calls, campaigns, outbox, places, recipients
from storage.database import Database, Line
from storage.models import Campaign, CampaignStatus
from storage.operators import OPERATORS
from storage.recipients import Letter

log = structlog.get_logger()

BATCH = 100  # recipients of one call
A_ROUND = 25.0  # seconds that one job may send for; the next wake-up goes on
ASKED_EVERY = 1.0  # seconds; a campaign that has just begun waits so long for its first turn
A_MOMENT = 0.2  # seconds until the bucket of a company may have filled


@dataclass
class Broadcaster:
    """Who sends campaigns."""

    database: Database
    channel: Channel
    texts: Texts
    terms: Terms
    pace: Pace
    lease: timedelta
    deadline: float  # seconds that one call may take
    alerts: Callable[[], object] = lambda: None  # carries what may not wait behind us
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    stopping: threading.Event = field(default_factory=threading.Event)
    _places: dict[uuid.UUID, str] = field(default_factory=dict, repr=False)
    _served: dict[uuid.UUID, str] = field(default_factory=dict, repr=False)
    _alone: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _asked: float = field(default=float("-inf"), repr=False)
    _alone_in_line: bool = field(default=False, repr=False)
    _paced: bool = field(default=False, repr=False)  # something waits for its bucket to fill

    def drain(self, seconds: float = A_ROUND) -> int:
        """Send what may go, for so long; how many messages were handed over. Whoever comes while
        this process sends already has nothing to do."""
        if not self._alone.acquire(blocking=False):
            return 0
        try:
            return self._drain(seconds)
        finally:
            self._alone.release()

    def _drain(self, seconds: float) -> int:
        with self.database.line() as line:
            return self._send(line, seconds)

    def _send(self, line: Line, seconds: float) -> int:
        began, sent = time.monotonic(), 0
        flying: tuple[Flight, Future[Outcomes]] | None = None
        landed: tuple[Flight, Outcomes] | None = None
        with ThreadPoolExecutor(1) as sender:
            while True:
                in_time = time.monotonic() - began < seconds and not self.stopping.is_set()
                ready, behind = self._turn(line, landed, take=in_time)
                landed = None
                if flying is not None:
                    landed = flying[0], flying[1].result()
                    sent += sum(isinstance(each, Handed) for each in landed[1].values())
                flying = (ready, sender.submit(self._call, ready)) if ready else None
                if behind:
                    self.alerts()
                elif flying is None and landed is None:
                    if not (in_time and self._paced):
                        return sent
                    self.stopping.wait(A_MOMENT)

    def _turn(
        self, line: Line, landed: tuple[Flight, Outcomes] | None, *, take: bool
    ) -> tuple[Flight | None, bool]:
        """Record what a call brought and take the next messages; whether alerts go first."""
        now = self.clock()
        if take:
            self.pace.fill(BATCH)
        with line.transaction() as session:
            held = None
            if landed is not None:
                held = land(session, self.terms, *landed, self.channel.name, now)
            if not take or not self.terms.hours.are_open(now):
                return None, False
            if outbox.is_due(session, outbox.ALERTS, now):
                return None, True
            return self._next(session, held, now), False

    def _next(self, session: Session, held: Campaign | None, now: datetime) -> Flight | None:
        """The next messages of the campaign whose turn it is."""
        self._paced = False
        if held is not None and self._is_alone(session, held, now):
            flight = self._flight(session, held, now)
            if flight is not None:
                return flight
        passed: list[uuid.UUID] = []
        while campaign := campaigns.next_to_send(session, now, passed):
            flight = self._flight(session, campaign, now)
            if flight is not None:
                return flight
            passed.append(campaign.id)
        return None

    def _is_alone(self, session: Session, held: Campaign, now: datetime) -> bool:
        """Whether the campaign that this transaction holds goes on, and no other waits for its
        turn; asked now and then, for each question is a way to the database and back."""
        if held.status != CampaignStatus.RUNNING or (held.held_until or now) > now:
            return False
        if time.monotonic() - self._asked > ASKED_EVERY:
            self._asked, self._alone_in_line = time.monotonic(), campaigns.only_one(session)
        return self._alone_in_line

    def _flight(self, session: Session, campaign: Campaign, now: datetime) -> Flight | None:
        if campaign.expires_at is not None and campaign.expires_at <= now:
            end(session, campaign, "expired", now)
            return None
        most = self._may_go(campaign, now)
        if most <= 0:
            return None
        wordings = Wordings.read(campaign.texts)
        for operator in self._companies(campaign):
            tokens = self.pace.take(operator, most)
            if not tokens:
                self._paced = True
                continue
            taken = recipients.take(
                session, campaign, operator, tokens, by_place=wordings.name_places
            )
            campaign.handled += taken.aside
            letters, price = self._affordable(session, campaign, operator, taken.letters, now)
            if letters:
                self.pace.used(operator, len(letters))
                self._served[campaign.id] = operator
                return self._begin(session, campaign, operator, letters, price, now)
            if campaign.status != CampaignStatus.RUNNING:  # the money is spent
                return None
        if not self._paced and _end_pass(session, campaign, now):
            return self._flight(session, campaign, now)
        return None

    def _companies(self, campaign: Campaign) -> list[str]:
        """Every company, the one that had messages left the last time first."""
        last = self._served.get(campaign.id, "")
        return sorted(OPERATORS, key=lambda operator: operator != last)

    def _may_go(self, campaign: Campaign, now: datetime) -> int:
        """How many messages of a campaign may be taken now."""
        is_through = campaign.handled >= campaign.recipients
        if not campaign.spread or campaign.started_at is None or is_through:
            return BATCH
        hours = self.terms.hours
        allowed = allowed_by_now(hours, campaign.started_at, now, campaign.recipients)
        return min(BATCH, allowed - campaign.handled)

    def _affordable(
        self,
        session: Session,
        campaign: Campaign,
        operator: str,
        letters: list[Letter],
        now: datetime,
    ) -> tuple[list[Letter], int]:
        if not letters:
            return [], 0
        body = self._body(session, campaign, letters[0])
        return affordable(session, self.terms, campaign, operator, body, letters, now)

    def _begin(
        self,
        session: Session,
        campaign: Campaign,
        operator: str,
        letters: list[Letter],
        price: int,
        now: datetime,
    ) -> Flight:
        until = now + self.lease
        call_id = campaign_calls.begin_call(
            session, campaign.id, operator, letters, price, now, until
        )
        campaign.handled += len(letters)
        campaign.cursors = {**campaign.cursors, operator: letters[-1].key}
        campaign.served_at = now
        spend(session, self.terms, campaign, now, price)
        body = self._body(session, campaign, letters[0])
        last = time.monotonic() + self.lease.total_seconds() - self.deadline
        return Flight(call_id, campaign.id, operator, body, letters, price, now, last)

    def _body(self, session: Session, campaign: Campaign, letter: Letter) -> str:
        wordings, place = Wordings.read(campaign.texts), ""
        if letter.place_id is not None and wordings.name_places:
            place = self._places.get(letter.place_id) or places.name(session, letter.place_id)
            self._places[letter.place_id] = place
        return campaign_texts.body(
            self.texts, self.texts.constants, wordings, letter.language, letter.wording, place
        )

    def _call(self, flight: Flight) -> Outcomes:
        """Make a call; how it failed is said for each phone."""
        if time.monotonic() >= flight.until:
            late = SendFailed("the lease has run out", retryable=True)
            return dict.fromkeys(flight.phones, late)
        try:
            return self.channel.send(flight.body, flight.phones)
        except SendFailed as failure:
            log.warning("call failed", reason=failure.reason, messages=len(flight.letters))
            return dict.fromkeys(flight.phones, failure)


def _end_pass(session: Session, campaign: Campaign, now: datetime) -> bool:
    """Every company's queue was gone through. What is still in it, because the provider took
    nothing or whoever sent it died, is gone through again once no call is open; whether it is."""
    if not recipients.are_left(session, campaign.id):
        end(session, campaign, "done", now)
    elif campaign.cursors and not campaign_calls.are_open(session, campaign.id):
        campaign.cursors = {}
        return True
    return False
