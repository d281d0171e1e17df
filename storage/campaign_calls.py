"""Calls to the provider for a campaign: noted before they are made, closed when they are answered,
found again when whoever made them died (docs/decisions/0014).
"""

import json
import uuid
from collections.abc import Mapping, Sequence, Set
from datetime import datetime
from typing import NamedTuple, Protocol, cast

from sqlalchemy import Table, Text, Uuid, bindparam, func, insert, update
from sqlalchemy import cast as cast_to
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Session

from storage.models import Contact, ProviderCall, Recipient, RecipientStatus
from storage.models.base import Moment
from storage.recipients import Letter

QUEUED = RecipientStatus.QUEUED
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
