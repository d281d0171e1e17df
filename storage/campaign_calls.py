"""Calls to the provider for a campaign: noted before they are made, closed when they are answered,
found again when whoever made them died (docs/decisions/0014).
"""

import json
import uuid
from collections.abc import Mapping, Sequence, Set
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol, cast

from sqlalchemy import Table, Text, Uuid, bindparam, func, insert, literal_column, select, update
from sqlalchemy import cast as cast_to
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Session

from storage.models import Campaign, Contact, ProviderCall, Recipient, RecipientStatus
from storage.models.base import Moment
from storage.recipients import Letter

QUEUED = RecipientStatus.QUEUED
WELL_AFTER = timedelta(seconds=5)
SAMPLE = 5  # of a call's people are kept, to judge its channel by
Ended = tuple[str, str | None]  # how a call ended, and by which channel it went
_TABLE = cast(Table, Recipient.__table__)
_CALLS = cast(Table, ProviderCall.__table__)
_CONTACTS = cast(Table, Contact.__table__)
_Same = tuple[str, int | None, int | None, str | None, str | None, str]


class Settled(NamedTuple):
    """What became of a message that was in a call."""

    person_id: uuid.UUID
    status: RecipientStatus
    provider_id: str | None = None
    segments: int | None = None
    price: int | None = None  # in ten-thousandths of the currency
    currency: str | None = None
    reason: str | None = None
    carrier: str = ""  # who carried it, where there are several


class Call(Protocol):
    """A call to the provider that is about to be made."""

    @property
    def call_id(self) -> uuid.UUID: ...
    @property
    def campaign_id(self) -> uuid.UUID: ...
    @property
    def operator(self) -> str: ...
    @property
    def letters(self) -> Sequence[Letter]: ...
    @property
    def price(self) -> int: ...
    @property
    def began(self) -> datetime: ...


def begin(session: Session, calls: Sequence[Call], until: datetime) -> None:
    """Note that these calls are about to be made; they belong to whoever makes them until then."""
    rows = [
        {
            "id": call.call_id, "campaign_id": call.campaign_id, "operator": call.operator,
            "messages": len(call.letters), "price": call.price, "called_at": call.began,
            "lease_until": until,
            "people": b"".join(letter.person_id.bytes for letter in call.letters),
        }
        for call in calls
    ]  # fmt: skip
    session.connection().execute(_NOTE, rows)


def end(session: Session, made: Mapping[uuid.UUID, Ended], now: datetime) -> Set[uuid.UUID]:
    """Close calls, by how they ended; those that were still ours: the lease of the others had run
    out."""
    alike: dict[Ended, list[uuid.UUID]] = {}
    for call_id, ended in made.items():
        alike.setdefault(ended, []).append(call_id)
    found: set[uuid.UUID] = set()
    for (outcome, carrier), ids in alike.items():
        asked = {"calls": ids, "moment": now, "said": outcome, "by": carrier}
        found.update(session.connection().scalars(_END, asked))
    return found


def settle(
    session: Session,
    campaign_id: uuid.UUID,
    settled: Sequence[Settled],
    carrier: str,
    now: datetime,
) -> None:
    """Record what became of messages. Most of a call came to the same, which is one statement for
    all of them; the provider's id of each goes with it as one value."""
    connection = session.connection()
    for same, each in _alike(settled).items():
        status, segments, price, currency, reason, by = same
        to = {
            "campaign": campaign_id, "to_status": status, "to_segments": segments,
            "to_price": price, "to_currency": currency, "to_reason": reason,
            "to_carrier": by or carrier,
            "to_sent_at": now if status == RecipientStatus.SENT else None,
            "to_settled_at": None if status in _UNDER_WAY else now,
        }  # fmt: skip
        if connection.dialect.name == "postgresql":
            named = {person.hex: provider_id for person, provider_id in each.items()}
            connection.execute(_SETTLE_TOGETHER, {**to, "named": json.dumps(named)})
        else:  # SQLite has no far way to go for each
            connection.execute(_SETTLE, [{**to, "person": p, "to_id": i} for p, i in each.items()])


def written_to(session: Session, person_ids: Sequence[uuid.UUID], now: datetime) -> None:
    """Keep that phones had a first message from us."""
    if person_ids:
        session.connection().execute(_WRITTEN_TO, {"ids": person_ids, "moment": now})


def _alike(settled: Sequence[Settled]) -> dict[_Same, dict[uuid.UUID, str | None]]:
    """The provider's ids by person, of those that came to the same."""
    found: dict[_Same, dict[uuid.UUID, str | None]] = {}
    for each in settled:
        same = (
            each.status.value, each.segments, each.price, each.currency, each.reason, each.carrier,
        )  # fmt: skip
        found.setdefault(same, {})[each.person_id] = each.provider_id
    return found


def broken_calls(session: Session, now: datetime, most: int = 20) -> Sequence[ProviderCall]:
    """Calls that nobody finished before their lease ran out, held until the commit."""
    return session.scalars(_BROKEN, {"moment": now, "most": most}).all()


def are_open(session: Session, campaign_id: uuid.UUID) -> bool:
    """Whether a call of a campaign has not been answered, nor found out about."""
    found = select(ProviderCall.id).where(
        ProviderCall.campaign_id == campaign_id, ProviderCall.answered_at.is_(None)
    )
    return session.scalar(found.limit(1)) is not None


def is_overtaken(session: Session, call: ProviderCall) -> bool:
    """Whether the provider has reported on a message that was handed over well after a call was
    begun: what it says of that call would have come before."""
    later = select(Recipient.person_id).where(
        Recipient.campaign_id == call.campaign_id,
        Recipient.status.in_((RecipientStatus.DELIVERED, RecipientStatus.UNDELIVERED)),
        Recipient.provider_id.is_not(None),
        Recipient.sent_at > call.called_at + WELL_AFTER,
    )
    return session.scalar(later.limit(1)) is not None


def in_call(session: Session, call: ProviderCall) -> Sequence[Recipient]:
    """The messages of a call that nobody settled."""
    ids = people_of(call.people)
    return session.scalars(
        select(Recipient).where(
            Recipient.campaign_id == call.campaign_id,
            Recipient.person_id.in_(ids),
            Recipient.status == RecipientStatus.QUEUED,
        )
    ).all()


def people_of(kept: bytes | None) -> list[uuid.UUID]:
    """Whom a call names."""
    people = kept or b""
    return [uuid.UUID(bytes=people[start : start + 16]) for start in range(0, len(people), 16)]


def by_provider_id(session: Session, provider_id: str) -> Sequence[Recipient]:
    """The campaign messages that the provider knows by this id, held until the commit."""
    return session.scalars(_BY_PROVIDER_ID, {"provider_id": provider_id}).all()


def without_id(session: Session, phone_index: str, since: datetime) -> Recipient | None:
    """The latest message to a phone that may have gone without our knowing its id, held until the
    commit."""
    return session.scalar(_WITHOUT_ID, {"phone": phone_index, "since": since})


_UNDER_WAY = (QUEUED, RecipientStatus.SENT)
# Built once: that costs more than to run them.
_OURS = (_TABLE.c.campaign_id == bindparam("campaign", type_=Uuid),)
_NOTE = insert(_CALLS)
_END = (
    update(_CALLS)
    .where(
        _CALLS.c.id.in_(bindparam("calls", expanding=True, type_=Uuid)),
        _CALLS.c.answered_at.is_(None),
    )
    .values(
        answered_at=bindparam("moment", type_=Moment),
        outcome=bindparam("said"),
        carrier=bindparam("by"),
        people=func.substr(_CALLS.c.people, 1, SAMPLE * 16),
    )
    .returning(_CALLS.c.id)
)
_SETTLED_AS = {
    name: bindparam(f"to_{name}", type_=_TABLE.c[name].type)
    for name in (
        "status", "segments", "price", "currency", "reason", "carrier", "sent_at", "settled_at",
    )
}  # fmt: skip
_SETTLE = (
    update(_TABLE)
    .where(*_OURS, _TABLE.c.person_id == bindparam("person", type_=Uuid))
    .values({**_SETTLED_AS, "provider_id": bindparam("to_id"), "attempts": _TABLE.c.attempts + 1})
)
_NAMED = (
    func.json_each_text(cast_to(bindparam("named", type_=Text), JSON))
    .table_valued("key", "value", name="named")
    .render_derived()
)
_SETTLE_TOGETHER = (
    update(_TABLE)
    .where(*_OURS, _TABLE.c.person_id == cast_to(_NAMED.c.key, Uuid))
    .values({**_SETTLED_AS, "provider_id": _NAMED.c.value, "attempts": _TABLE.c.attempts + 1})
)
_WRITTEN_TO = (
    update(_CONTACTS)
    .where(
        _CONTACTS.c.id.in_(bindparam("ids", expanding=True, type_=Uuid)),
        _CONTACTS.c.written_at.is_(None),
    )
    .values(written_at=bindparam("moment", type_=Moment))
)
_BROKEN = (
    select(ProviderCall)
    .where(
        ProviderCall.answered_at.is_(None),
        ProviderCall.lease_until <= bindparam("moment", type_=Moment),
    )
    .order_by(ProviderCall.lease_until)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_BY_PROVIDER_ID = (
    select(Recipient)
    .where(Recipient.provider_id == bindparam("provider_id"))
    .order_by(Recipient.person_id)
    .with_for_update()
)
_WITHOUT_ID = (
    select(Recipient)
    .join(Campaign, Recipient.campaign_id == Campaign.id)
    .where(
        Recipient.phone_index == bindparam("phone"),
        literal_column(  # as it is written in the index
            "(campaign_recipients.status = 'uncertain' OR "
            "(campaign_recipients.status = 'sent' AND campaign_recipients.provider_id IS NULL))"
        ),
        Campaign.started_at <= bindparam("since", type_=Moment),
    )
    .order_by(Campaign.started_at.desc())
    .limit(1)
    .with_for_update(of=Recipient)
)
