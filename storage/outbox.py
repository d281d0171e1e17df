"""The promises to send: add, due, claim (a lease), settle, put off, give up."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, bindparam, func, select, update
from sqlalchemy.orm import Session

from storage.database import keys_of
from storage.encryption import CannotOpen
from storage.ids import new_id
from storage.models import MessageStatus, OutboundMessage
from storage.models.message import LOST
from storage.operators import operator_of

TABLE = "outbound_messages"
ALERTS, BULK = "alerts", "bulk"
_DUE = (MessageStatus.QUEUED, MessageStatus.SENDING)


@dataclass(frozen=True, repr=False)
class Claimed:
    """A message that is ours to send until its lease runs out."""

    id: uuid.UUID
    kind: str
    recipient: str
    body: str
    attempts: int
    lease: uuid.UUID
    expires_at: datetime
    was_sending: bool  # an earlier worker vanished while sending it
    reason: str | None  # why the last try failed
    by_day: bool  # it may wake nobody
    is_alert: bool  # it tells of an alert, and somebody else has to be told when it is lost


def add(
    session: Session,
    queue: str,
    kind: str,
    recipient: str,
    body: str,
    now: datetime,
    lives: timedelta,
    alert_id: uuid.UUID | None = None,
    not_before: datetime | None = None,
    *,
    by_day: bool = False,
) -> uuid.UUID:
    """Promise an SMS; it goes out when, and only if, this transaction commits. `by_day` keeps it
    from going out at night even when it is late."""
    keys, message_id = keys_of(session), new_id()
    session.add(
        OutboundMessage(
            id=message_id,
            queue=queue,
            kind=kind,
            alert_id=alert_id,
            recipient_index=keys.phone(recipient),
            operator=operator_of(recipient),
            recipient_sealed=keys.seal(recipient, TABLE, str(message_id), "recipient"),
            body_sealed=keys.seal(body, TABLE, str(message_id), "body"),
            next_attempt_at=not_before or now,
            created_at=now,
            promised_for=not_before or now,
            expires_at=(not_before or now) + lives,
            by_day=by_day,
        )
    )
    return message_id


def claim(
    session: Session, queue: str, now: datetime, lease: timedelta, most: int = 100
) -> list[Claimed]:
    """Take what is due for the length of a lease, what cannot wait for the day first. Two workers
    never take the same row."""
    due = (
        select(OutboundMessage)
        .where(
            OutboundMessage.queue == queue,
            OutboundMessage.status.in_(_DUE),
            OutboundMessage.next_attempt_at <= now,
        )
        .order_by(OutboundMessage.by_day, OutboundMessage.next_attempt_at, OutboundMessage.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    token = uuid.uuid4()
    taken = [_taken(session, row, token, now + lease) for row in session.scalars(due)]
    return [message for message in taken if message is not None]


def settle(
    session: Session,
    claimed: Claimed,
    status: MessageStatus,
    now: datetime,
    *,
    provider_id: str | None = None,
    segments: int | None = None,
    cost: str | None = None,
    reason: str | None = None,
    carrier: str | None = None,
) -> bool:
    """Record what became of a message; False when its lease has passed to another."""
    done: dict[str, object] = {
        "status": status,
        "next_attempt_at": None,
        "lease": None,
        "provider_id": provider_id,
        "segments": segments,
        "cost": cost,
        "reason": reason,
        "carrier": carrier,
    }
    done["sent_at" if status == MessageStatus.SENT else "settled_at"] = now
    if status in LOST:
        done["unheeded"] = claimed.is_alert
    return _update(session, claimed, done)


def put_off(
    session: Session,
    claimed: Claimed,
    until: datetime,
    reason: str | None,
    carrier: str | None = None,
) -> bool:
    """Try a message again later; `carrier` is the channel that did not take it."""
    later = {"status": MessageStatus.QUEUED, "next_attempt_at": until, "lease": None}
    return _update(session, claimed, {**later, "reason": reason, "carrier": carrier})


def keep_for(session: Session, claimed: Claimed, morning: datetime) -> bool:
    """Promise a message for the morning: what is not late until then."""
    later = {"status": MessageStatus.QUEUED, "next_attempt_at": morning, "lease": None}
    return _update(session, claimed, {**later, "promised_for": morning})


_IS_DUE = (
    select(OutboundMessage.id)
    .where(
        OutboundMessage.queue == bindparam("queue"),
        OutboundMessage.status.in_(_DUE),
        OutboundMessage.next_attempt_at <= bindparam("now"),
    )
    .limit(1)
)


def is_due(session: Session, queue: str, now: datetime) -> bool:
    """Whether anything of a queue waits to be sent."""
    asked = {"queue": queue, "now": now}
    return session.connection().execute(_IS_DUE, asked).first() is not None


def oldest_unsent(session: Session) -> datetime | None:
    """For when the message that waits longest was promised; None when none waits. One for the
    morning is not late at night.

    One that was put off waits too: a queue that the provider holds up must not look well.
    """
    firsts = [
        select(func.min(OutboundMessage.promised_for))  # for each, the first row of an index
        .where(OutboundMessage.queue == queue, OutboundMessage.status == status)
        .scalar_subquery()
        for queue in (ALERTS, BULK)
        for status in _DUE
    ]
    moments = session.execute(select(*firsts)).one()
    return min((moment for moment in moments if moment is not None), default=None)


_BY_PROVIDER_ID = (
    select(OutboundMessage)
    .where(OutboundMessage.provider_id == bindparam("provider_id"))
    .order_by(OutboundMessage.id)
    .with_for_update()
)


def by_provider_id(session: Session, provider_id: str) -> Sequence[OutboundMessage]:
    """The messages that the provider knows by this id, held until the commit.

    Equal texts to one phone go out as one, so there may be several.
    """
    return session.scalars(_BY_PROVIDER_ID, {"provider_id": provider_id}).all()


def sent_to(session: Session, recipient_index: str, kind: str, since: datetime) -> int:
    """How many messages of a kind one phone was promised since a moment."""
    return (
        session.scalar(
            select(func.count())
            .select_from(OutboundMessage)
            .where(
                OutboundMessage.recipient_index == recipient_index,
                OutboundMessage.kind == kind,
                OutboundMessage.created_at > since,
                OutboundMessage.promised_for > since,  # which is no earlier, and has an index
            )
        )
        or 0
    )


def _taken(
    session: Session, row: OutboundMessage, token: uuid.UUID, until: datetime
) -> Claimed | None:
    """The row as ours; None, and given up, when its sealed fields no longer open."""
    was_sending = row.status == MessageStatus.SENDING
    row.status, row.lease, row.next_attempt_at = MessageStatus.SENDING, token, until
    row.attempts += 1
    keys, place = keys_of(session), (TABLE, str(row.id))
    try:
        recipient = keys.open(row.recipient_sealed, *place, "recipient")
        body = keys.open(row.body_sealed, *place, "body")
    except CannotOpen:
        row.status, row.lease, row.next_attempt_at = MessageStatus.UNDELIVERED, None, None
        row.reason = "cannot be opened"
        return None
    return Claimed(
        row.id, row.kind, recipient, body, row.attempts, token, row.expires_at, was_sending,
        row.reason, row.by_day, row.alert_id is not None,
    )  # fmt: skip


_TABLE = cast(Table, OutboundMessage.__table__)
_OURS = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("ours"), _TABLE.c.lease == bindparam("our_lease"))
    .returning(_TABLE.c.id)
)


def _update(session: Session, claimed: Claimed, values: dict[str, object]) -> bool:
    ours = {"ours": claimed.id, "our_lease": claimed.lease}
    return session.execute(_OURS, {**ours, **values}).first() is not None
