"""Drains the outbox: claims what is due, hands it over in batches, records what was said.

No transaction is open while we wait for the provider. A worker that dies at any line leaves rows
whose lease runs out; they are due again.
"""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from notifications import delivery_reports
from notifications.channels import Channel, Handed, Outcomes, SendFailed
from storage import outbox
from storage.database import Database
from storage.models import MessageStatus
from storage.outbox import Claimed

log = structlog.get_logger()

BATCH = 100  # recipients of one call
BACKOFF = (10, 30, 60, 120, 300, 600)  # seconds before the second, third… try
HOLD = timedelta(minutes=5)


@dataclass
class Postman:
    """Who carries messages: where they are kept, which way they go, how long a lease lasts."""

    database: Database
    channel: Channel
    lease: timedelta
    deadline: float  # seconds that one call may take
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    by_day: Callable[[datetime], datetime] = lambda moment: moment  # the morning, when at night
    _alone: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def drain(self, queue: str) -> int:
        """Send whatever is due; how many messages the provider took."""
        with self._alone:  # the channel keeps one connection
            return self._drain(queue)

    def is_late(self, queue: str, patience: timedelta) -> bool:
        """Whether something has been due for so long that nobody seems to have been woken."""
        with self.database.reading() as session:
            return outbox.is_due(session, queue, self.clock() - patience)

    def _drain(self, queue: str) -> int:
        taken = 0
        while (claimed := self._claim(queue)) is not None:
            handed, held = self._carry(queue, claimed)
            taken += handed
            if held:
                break
        return taken

    def _claim(self, queue: str) -> list[Claimed] | None:
        """What to send now, perhaps none of what was due; None when nothing was."""
        with self.database.transaction() as session:
            claimed = outbox.claim(session, queue, self.clock(), self.lease, BATCH)
            fresh = [c for c in claimed if not self._stays(session, queue, c)]
            return fresh if claimed else None

    def _stays(self, session: Session, queue: str, message: Claimed) -> bool:
        """A message too late to help, one that may have gone already and must not go twice, or
        one that is late and would wake somebody for what can wait."""
        now = self.clock()
        if message.expires_at <= now:
            return outbox.settle(session, message, MessageStatus.EXPIRED, now)
        if message.was_sending and queue == outbox.BULK:
            return outbox.settle(session, message, MessageStatus.UNCERTAIN, now)
        if message.by_day and (morning := self.by_day(now)) > now:
            return outbox.keep_for(session, message, morning)
        return False

    def _carry(self, queue: str, claimed: Sequence[Claimed]) -> tuple[int, bool]:
        taken, held = 0, False
        started = time.monotonic()
        for batch in _same_body(claimed):
            ours = time.monotonic() - started < self.lease.total_seconds() - self.deadline
            if held or not ours:
                self._put_back(batch, HOLD if held else timedelta())
                continue
            outcomes = self._hand_over(batch)
            with self.database.transaction() as session:
                for message in batch:
                    outcome = outcomes[message.recipient]
                    taken += self._record(session, queue, message, outcome)
                    held = held or (isinstance(outcome, SendFailed) and outcome.holds_queue)
                handed = [
                    each.provider_id for each in outcomes.values() if isinstance(each, Handed)
                ]
                delivery_reports.apply_early(session, handed, self.clock())
        return taken, held

    def _hand_over(self, batch: Sequence[Claimed]) -> Outcomes:
        recipients = list(dict.fromkeys(message.recipient for message in batch))
        try:
            return self.channel.send(batch[0].body, recipients)
        except SendFailed as failure:
            log.warning("batch not handed over", reason=failure.reason, messages=len(batch))
            return dict.fromkeys(recipients, failure)

    def _record(
        self, session: Session, queue: str, message: Claimed, outcome: Handed | SendFailed
    ) -> bool:
        now = self.clock()
        if isinstance(outcome, Handed):
            return outbox.settle(
                session,
                message,
                MessageStatus.SENT,
                now,
                provider_id=outcome.provider_id or None,
                segments=outcome.segments,
                cost=outcome.cost,
                carrier=outcome.carrier or self.channel.name,
            )
        self._record_failure(session, queue, message, outcome, now)
        return False

    def _record_failure(
        self, session: Session, queue: str, message: Claimed, failure: SendFailed, now: datetime
    ) -> None:
        reason, carrier = failure.reason[:40], failure.carrier or self.channel.name
        if failure.holds_queue:
            log.error("the provider takes nothing until a person acts", reason=reason)
        if failure.uncertain and queue == outbox.BULK:
            lost = MessageStatus.UNCERTAIN
            outbox.settle(session, message, lost, now, reason=reason, carrier=carrier)
        elif not failure.retryable or (failure.once and message.reason == reason):
            lost = MessageStatus.UNDELIVERED
            outbox.settle(session, message, lost, now, reason=reason, carrier=carrier)
        else:
            wait = HOLD if failure.holds_queue else pause(message.attempts)
            outbox.put_off(session, message, now + wait, reason, carrier)

    def _put_back(self, batch: Iterable[Claimed], wait: timedelta) -> None:
        with self.database.transaction() as session:
            for message in batch:
                outbox.put_off(session, message, self.clock() + wait, None)


def pause(attempts: int) -> timedelta:
    """How long to wait after so many tries."""
    return timedelta(seconds=BACKOFF[min(attempts, len(BACKOFF)) - 1])


def _same_body(claimed: Iterable[Claimed]) -> list[list[Claimed]]:
    """Messages with one text go in one call."""
    batches: dict[str, list[Claimed]] = {}
    for message in claimed:
        batches.setdefault(message.body, []).append(message)
    return list(batches.values())
