"""Sends campaigns: one text to many, in the legal window, within its budget, behind every alert.

Each turn is one short transaction: what the last round of calls brought is recorded, and the next
messages are taken, while a round is under way. No transaction waits for the provider. Alerts that
are due go before each call, so that an alert waits for one call at most.
"""

import threading
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from notifications.campaign_caller import CampaignCaller
from notifications.campaign_landing import Flight, Made, land
from notifications.campaign_money import Terms
from notifications.campaign_round import Rounds
from notifications.channels import Channel, Handed
from notifications.pace import Pace
from notifications.texts import Texts
from storage import campaigns, outbox
from storage.database import Away, Database, Line
from storage.models import Campaign, CampaignStatus
from storage.recipients import BATCH

log = structlog.get_logger()

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
    _alone: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _asked: float = field(default=float("-inf"), repr=False)
    _alone_in_line: bool = field(default=False, repr=False)

    def __post_init__(self) -> None:
        self.rounds = Rounds(self.texts, self.terms, self.pace, self.lease, self.deadline)

    def drain(self, seconds: float = A_ROUND) -> int:
        """Send what may go, for so long; how many messages were handed over. Whoever comes while
        this process sends already has nothing to do."""
        if not self._alone.acquire(blocking=False):
            return 0
        try:
            with self.database.line() as line:
                return self._send(line, seconds)
        finally:
            self._alone.release()

    def _send(self, line: Line, seconds: float) -> int:
        began, sent = time.monotonic(), 0
        flying: Future[list[Made]] | None = None
        landed: Sequence[Made] = ()
        caller = CampaignCaller(self.channel, self._alerts_wait, self.alerts, self.stopping)
        with caller, ThreadPoolExecutor(1) as sender:
            while True:
                in_time = time.monotonic() - began < seconds and not self.stopping.is_set()
                ready = self._turn(line, landed, caller.calls if in_time else 0)
                landed = ()
                if flying is not None:
                    landed = flying.result()
                    sent += _handed(landed)
                flying = sender.submit(caller.make, ready) if ready else None
                if flying is None and not landed:
                    if not (in_time and self.rounds.paced):
                        return sent
                    self.stopping.wait(A_MOMENT)

    def _alerts_wait(self) -> bool:
        try:
            with self.database.reading() as session:
                return outbox.is_due(session, outbox.ALERTS, self.clock())
        except Away:
            return False  # nobody could carry them; the turn will say so

    def _turn(self, line: Line, landed: Sequence[Made], calls: int) -> list[Flight]:
        """Record what the calls of a round brought and take the messages of the next one."""
        now = self.clock()
        if calls:
            self.pace.fill(calls * BATCH)
        with line.transaction() as session:
            held = None
            if landed:
                held = land(session, self.terms, landed, self.channel.name, now)
            if not calls or not self.terms.hours.are_open(now):
                return []
            return self._next(session, held, calls, now)

    def _next(
        self, session: Session, held: Campaign | None, calls: int, now: datetime
    ) -> list[Flight]:
        """The next messages of the campaign whose turn it is."""
        self.rounds.paced = False
        if held is not None and self._is_alone(session, held, now):
            found = self.rounds.next_of(session, held, calls, now)
            if found:
                return found
        passed: list[uuid.UUID] = []
        while campaign := campaigns.next_to_send(session, now, passed):
            found = self.rounds.next_of(session, campaign, calls, now)
            if found:
                return found
            passed.append(campaign.id)
        return []

    def _is_alone(self, session: Session, held: Campaign, now: datetime) -> bool:
        """Whether the campaign that this transaction holds goes on, and no other waits for its
        turn; asked now and then, for each question is a way to the database and back."""
        if held.status != CampaignStatus.RUNNING or (held.held_until or now) > now:
            return False
        if time.monotonic() - self._asked > ASKED_EVERY:
            self._asked, self._alone_in_line = time.monotonic(), campaigns.only_one(session)
        return self._alone_in_line


def _handed(made: Sequence[Made]) -> int:
    """How many messages the provider took."""
    return sum(
        isinstance(each, Handed) for _, outcomes in made if outcomes for each in outcomes.values()
    )
