"""Sends campaigns: one text to many, in the legal window, within its budget, behind every alert.

What the last round of calls brought is recorded and the next messages are taken, in two short
transactions beside each other, while a round is under way. No transaction waits for the provider.
Alerts that are due go before each call, so that an alert waits for one call at most.
"""

import threading
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog

from notifications.campaign_caller import CampaignCaller
from notifications.campaign_landing import Flight, Made, is_refused_whole, land
from notifications.campaign_money import Terms
from notifications.campaign_round import Rounds
from notifications.channels import Channel, Handed
from notifications.pace import Pace
from notifications.texts import Texts
from storage import campaigns, outbox
from storage.database import Away, Database, Line
from storage.recipients import BATCH

log = structlog.get_logger()

A_ROUND = 25.0  # seconds that one job may send for; the next wake-up goes on
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

    def __post_init__(self) -> None:
        self.rounds = Rounds(self.texts, self.terms, self.pace, self.lease, self.deadline)

    def drain(self, seconds: float = A_ROUND) -> int:
        """Send what may go, for so long; how many messages were handed over. Whoever comes while
        this process sends already has nothing to do."""
        if not self._alone.acquire(blocking=False):
            return 0
        try:
            caller = CampaignCaller(self.channel, self._alerts_first, self.stopping)
            with self.database.line() as one, self.database.line() as other, caller:
                return self._send(one, other, caller, seconds)
        finally:
            self._alone.release()

    def _send(self, one: Line, other: Line, caller: CampaignCaller, seconds: float) -> int:
        """While a round is under way, what the last one brought is recorded and the next one is
        taken, beside each other. Whatever happens to the database, what has flown is recorded."""
        began, sent, away = time.monotonic(), 0, None
        flying: Future[list[Made]] | None = None
        landed: Sequence[Made] = ()
        with ThreadPoolExecutor(2, thread_name_prefix="campaign") as beside:
            while True:
                in_time = time.monotonic() - began < seconds and not self.stopping.is_set()
                in_time = in_time and away is None
                recording = beside.submit(self._land, other, landed) if landed else None
                if recording is not None and _is_trouble(landed):
                    recording.result()  # it may say that nothing goes on
                ready: list[Flight] = []
                try:
                    ready = self._take(one, caller.calls) if in_time else []
                except Away as error:
                    away = error  # once what is under way has come back
                if recording is not None:
                    recording.result()
                landed = flying.result() if flying is not None else ()
                sent += _handed(landed)
                flying = beside.submit(caller.make, ready) if ready else None
                if flying is None and not landed and recording is None:
                    if away is not None:
                        raise away
                    if not (in_time and self.rounds.paced):
                        return sent
                    self.stopping.wait(A_MOMENT)

    def _alerts_first(self) -> None:
        """Carry alerts that are due. What goes wrong with them keeps no campaign's call from being
        recorded."""
        try:
            with self.database.reading() as session:
                are_due = outbox.is_due(session, outbox.ALERTS, self.clock())
            if are_due:
                self.alerts()
        except Away:
            log.warning("the database is away; alerts wait")

    def _land(self, line: Line, landed: Sequence[Made]) -> None:
        """Record what the calls of a round brought. While the database is away it is tried again
        until the calls' lease is over: what was sent and is not recorded might be sent again."""
        until = time.monotonic() + self.lease.total_seconds()
        transaction = line.transaction
        while True:
            try:
                with transaction() as session:
                    land(session, self.terms, landed, self.channel.name, self.clock())
                return
            except Away:
                if time.monotonic() > until:
                    raise
                log.warning("the database is away; what was sent is not recorded yet")
            transaction = self.database.transaction  # the line may be broken for good
            time.sleep(A_MOMENT)  # also when told to stop: what was sent comes before

    def _take(self, line: Line, calls: int) -> list[Flight]:
        """The messages of the next round, from the campaign whose turn it is."""
        now = self.clock()
        self.rounds.paced = False
        if not self.terms.hours.are_open(now):
            return []
        self.pace.fill(calls * BATCH)
        with line.transaction() as session:
            passed: list[uuid.UUID] = []
            while campaign := campaigns.next_to_send(session, now, passed):
                found = self.rounds.next_of(session, campaign, calls, now)
                if found:
                    return found
                passed.append(campaign.id)
        return []


def _is_trouble(made: Sequence[Made]) -> bool:
    return any(outcomes is not None and is_refused_whole(outcomes) for _, outcomes in made)


def _handed(made: Sequence[Made]) -> int:
    """How many messages the provider took."""
    return sum(
        isinstance(each, Handed) for _, outcomes in made if outcomes for each in outcomes.values()
    )
