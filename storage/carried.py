"""How well each channel carried messages to each company of late: alerts, and some of each call of
a campaign."""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.campaign_traces import people_of
from storage.models import (
    Campaign,
    MessageStatus,
    OutboundMessage,
    ProviderCall,
    Recipient,
)
from storage.outbox import ALERTS, BULK

SLOW = timedelta(minutes=5)  # without a last word of what became of a message
LATELY = timedelta(minutes=20)  # a quarter of an hour, and the time that its last ones may take
READ = 2_000  # of each kind of message
CALLS = 200  # of a campaign, the last ones
FINAL = (MessageStatus.DELIVERED, MessageStatus.UNDELIVERED)
# What is wrong with a phone and not with whoever carries a message to it.
OF_THE_PHONE = frozenset(
    ("InvalidPhoneNumber", "UnsupportedNumberType", "UserInBlacklist", "DoNotDisturbRejection",
     "RiskHold", "cannot be opened")
)  # fmt: skip


@dataclass
class Carried:
    """What a channel carried to a company of late."""

    counted: int = 0  # messages of which it is known how they went
    slow: int = 0
    failed: int = 0  # tries that came to nothing
    heard_at: datetime | None = None  # when it last reported what became of one

    def add(self, message: "Message", now: datetime) -> None:
        """Count one message."""
        if message.tries_failed:
            self.counted += message.tries_failed
            self.failed += message.tries_failed
            return
        if message.sent_at is None:
            return
        if message.settled_at is not None:
            self.counted += 1
            self.slow += message.settled_at - message.sent_at > SLOW
            self.heard_at = max(self.heard_at or message.settled_at, message.settled_at)
        elif now - message.sent_at > SLOW:
            self.counted += 1
            self.slow += 1


@dataclass(frozen=True)
class Message:
    """One message, as its channel is judged by it."""

    operator: str
    carrier: str
    sent_at: datetime | None
    settled_at: datetime | None  # None: nobody has said what became of it
    tries_failed: int = 0


def lately(session: Session, now: datetime) -> Mapping[tuple[str, str], Carried]:
    """How it went, by company and channel."""
    found: dict[tuple[str, str], Carried] = defaultdict(Carried)
    for message in (*_alerts(session, now), *_calls(session, now)):
        found[message.operator, message.carrier].add(message, now)
    return found


def _alerts(session: Session, now: datetime) -> Iterator[Message]:
    """Messages one by one: those whose hour came lately, whatever became of them."""
    message = OutboundMessage
    for queue in (ALERTS, BULK):
        for status in MessageStatus:
            rows = session.execute(
                select(
                    message.operator, message.carrier, message.status, message.sent_at,
                    message.settled_at, message.attempts, message.reason,
                )
                .where(
                    message.queue == queue, message.status == status,
                    message.promised_for.between(now - 3 * LATELY, now),
                )
                .order_by(message.promised_for.desc())
                .limit(READ)
            )  # fmt: skip
            for row in rows:
                if row.carrier and not (row.sent_at and row.sent_at < now - LATELY):
                    yield _alert(row)


def _alert(row: Any) -> Message:
    is_final = row.status in FINAL and row.sent_at is not None
    failed = 0
    if row.sent_at is None and row.reason not in OF_THE_PHONE:
        failed = max(row.attempts, 1)
    return Message(
        row.operator, row.carrier, row.sent_at, row.settled_at if is_final else None, failed
    )


def _calls(session: Session, now: datetime) -> Iterator[Message]:
    """Calls of campaigns: those of which nothing was taken, and a few people of each other one."""
    since = now - LATELY
    going = select(Campaign.id).where(Campaign.served_at >= since)
    for campaign_id in session.scalars(going).all():
        calls = session.execute(
            select(
                ProviderCall.operator, ProviderCall.carrier, ProviderCall.outcome,
                ProviderCall.people,
            )
            .where(ProviderCall.campaign_id == campaign_id, ProviderCall.called_at >= since)
            .where(ProviderCall.outcome.in_(("answered", "failed")))
            .order_by(ProviderCall.called_at.desc())
            .limit(CALLS)
        ).all()  # fmt: skip
        people: list[uuid.UUID] = []
        for call in calls:
            if call.outcome == "answered":
                people += people_of(call.people)
            elif call.carrier:
                yield Message(call.operator, call.carrier, None, None, tries_failed=1)
        yield from _recipients(session, campaign_id, people)


def _recipients(
    session: Session, campaign_id: uuid.UUID, people: list[uuid.UUID]
) -> Iterator[Message]:
    rows = session.execute(
        select(
            Recipient.operator, Recipient.carrier, Recipient.status, Recipient.sent_at,
            Recipient.settled_at, Recipient.reason,
        ).where(Recipient.campaign_id == campaign_id, Recipient.person_id.in_(people))
    )  # fmt: skip
    for row in rows:
        if not row.carrier:
            continue
        is_final = row.status in FINAL and row.sent_at is not None
        failed = row.sent_at is None and row.reason is not None and row.reason not in OF_THE_PHONE
        yield Message(
            row.operator, row.carrier, row.sent_at, row.settled_at if is_final else None,
            int(failed),
        )  # fmt: skip
