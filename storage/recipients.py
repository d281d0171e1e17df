"""The phones of a campaign: written down once when it starts, taken in calls, settled.

A person has one row in a campaign, whatever is repeated. A call to the provider is noted before it
is made; when whoever made it dies, delivery reports tell whether it went through, and only a call
that nobody heard of is made again (docs/decisions/0014).
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    Select,
    Table,
    Text,
    Uuid,
    bindparam,
    func,
    literal_column,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import Session

from storage.audiences import MEMBERS
from storage.database import keys_of
from storage.encryption import CannotOpen, Keys
from storage.models import (
    Campaign,
    CampaignStatus,
    Contact,
    Member,
    Recipient,
    RecipientStatus,
)
from storage.models.campaign import NOWHERE

QUEUED = RecipientStatus.QUEUED
BATCH = 100  # recipients of one call
_TABLE = cast(Table, Recipient.__table__)


class Letter(NamedTuple):
    """A message of a campaign that is ours to send until its call's lease runs out."""

    person_id: uuid.UUID
    phone: str
    language: str
    wording: str
    place: str  # its id, as the database writes it: most texts never need it
    is_first: bool
    attempts: int
    phone_index: str

    def text(self, *, by_place: bool) -> tuple[object, ...]:
        """What decides which text it has."""
        return (self.language, self.wording, self.place if by_place else None)

    def __repr__(self) -> str:  # a number is never shown
        return f"Letter({self.person_id})"

    @property
    def key(self) -> list[str]:
        """Where it stands in its company's queue."""
        return [self.language, self.wording, self.place, self.person_id.hex]


@dataclass(frozen=True, repr=False)
class Taken:
    """What was taken from a campaign's queue: the messages of each call, which have one text, and
    how many rows were put aside on the way."""

    calls: list[list[Letter]]
    aside: int


def are_left(session: Session, campaign_id: uuid.UUID) -> bool:
    """Whether any message of a campaign waits, now or for a while."""
    found = select(Recipient.person_id).where(
        Recipient.campaign_id == campaign_id, Recipient.status.in_(_UNSETTLED)
    )
    return session.scalar(found.limit(1)) is not None


def try_again(session: Session, before: datetime) -> int:
    """Let messages wait again that the provider had trouble with a while ago; how many."""
    done = session.execute(
        update(Recipient)
        .where(Recipient.status == RecipientStatus.LATER, Recipient.settled_at <= before)
        .where(Recipient.campaign_id.in_(_RUNNING))
        .values(status=QUEUED, settled_at=None)
        .execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def take(
    session: Session,
    campaign: Campaign,
    operator: str,
    most: int,
    calls: int = 1,
    *,
    by_place: bool = False,
) -> Taken:
    """The next messages for one company, after the last that were taken, for so many calls. The
    campaign is held by this transaction, and so nobody else takes them. Those who said STOP
    meanwhile are put aside."""
    asked = {"campaign": campaign.id, "operator": operator}
    asked |= _after(campaign.cursors.get(operator))
    is_of = campaign.audience.get("role") == MEMBERS
    rows = session.connection().execute(_next(calls * BATCH, of_members=is_of), asked).all()
    aside: dict[RecipientStatus, list[uuid.UUID]] = {}
    found: list[list[Letter]] = []
    text: tuple[object, ...] = ()
    for count, letter in enumerate(_letters(keys_of(session), rows, aside)):
        own = letter.text(by_place=by_place)
        is_new = own != text or len(found[-1]) == BATCH
        if count == most or (is_new and len(found) == calls):
            break
        if is_new:
            text = own
            found.append([])
        found[-1].append(letter)
    for status, people in aside.items():
        session.connection().execute(
            _MARK, {"campaign": campaign.id, "ids": people, "to_status": status.value}
        )
    passed = sum(len(people) for people in aside.values())
    if passed and not found:  # nobody of these; whoever comes after them
        more = take(session, campaign, operator, most, calls, by_place=by_place)
        return Taken(more.calls, passed + more.aside)
    return Taken(found, passed)


def _letters(
    keys: Keys, rows: Iterable[Any], aside: dict[RecipientStatus, list[uuid.UUID]]
) -> Iterator[Letter]:
    """The message of each row; whoever is not written to is put aside."""
    for (
        language, wording, place, person_id, is_member, is_first, attempts, phone_index,
        opted_out_at, sealed, is_active,
    ) in rows:  # fmt: skip
        if opted_out_at is not None or not is_active:
            aside.setdefault(RecipientStatus.STOPPED, []).append(person_id)
            continue
        table = "members" if is_member else "contacts"
        try:
            phone = keys.open(sealed or b"", table, str(person_id), "phone")
        except CannotOpen:
            aside.setdefault(RecipientStatus.UNDELIVERED, []).append(person_id)
            continue
        yield Letter(person_id, phone, language, wording, place, is_first, attempts, phone_index)


def _after(key: Sequence[str] | None) -> dict[str, Any]:
    language, wording, place, person = key or ("", "", NOWHERE.hex, NOWHERE.hex)
    return {
        "language": language, "wording": wording, "place": uuid.UUID(place),
        "person": uuid.UUID(person),
    }  # fmt: skip


def counts(session: Session, campaign_id: uuid.UUID) -> Mapping[str, int]:
    """How many messages of a campaign are in which state."""
    rows = session.execute(
        select(Recipient.status, func.count())
        .where(Recipient.campaign_id == campaign_id)
        .group_by(Recipient.status)
    )
    return {row[0]: row[1] for row in rows}


def _opened(keys: Keys, row: Any) -> str | None:
    table, sealed = ("members", row.member_sealed) if row.is_member else ("contacts", row.sealed)
    if sealed is None:
        return None
    try:
        return keys.open(sealed, table, str(row.person_id), "phone")
    except CannotOpen:
        return None


_UNSETTLED = (QUEUED, RecipientStatus.LATER)
_RUNNING = select(Campaign.id).where(Campaign.status == CampaignStatus.RUNNING)
# Built once: that costs more than to run them.
_OURS = (_TABLE.c.campaign_id == bindparam("campaign", type_=Uuid),)
_THESE = _TABLE.c.person_id.in_(bindparam("ids", expanding=True, type_=Uuid))
_CONTACTS = cast(Table, Contact.__table__)
# As it is written in the index: a value that is passed would not lead the database to it.
_IS_QUEUED = _TABLE.c.status == literal_column("'queued'")
_KEY = (_TABLE.c.language, _TABLE.c.wording, _TABLE.c.place_id, _TABLE.c.person_id)
_MEMBERS = cast(Table, Member.__table__)
# The rows first, in the order of their index, and then what is known of their phones: said in one
# step, PostgreSQL may read every contact for each hundred of them.


@cache
def _next(rows: int, *, of_members: bool) -> Select[Any]:
    """The next rows of a queue. How many is written into the statement: PostgreSQL would plan for
    a tenth of them all if it had to guess."""
    queue = (
        select(
            *_KEY, _TABLE.c.is_member, _TABLE.c.is_first, _TABLE.c.attempts, _TABLE.c.phone_index,
        )
        .where(*_OURS, _TABLE.c.operator == bindparam("operator"), _IS_QUEUED)
        .where(
            tuple_(*_KEY)
            > tuple_(
                bindparam("language"), bindparam("wording"), bindparam("place", type_=Uuid),
                bindparam("person", type_=Uuid),
            )
        )
        .order_by(*_KEY)
        .limit(literal_column(str(rows)))
        .subquery("queue")
    )  # fmt: skip
    rows_of = (
        queue.c.language, queue.c.wording, sql_cast(queue.c.place_id, Text), queue.c.person_id,
        queue.c.is_member, queue.c.is_first, queue.c.attempts, queue.c.phone_index,
        _CONTACTS.c.opted_out_at,
    )  # fmt: skip
    if of_members:  # what their phones chose stands with the contacts too
        known = (
            select(*rows_of, _MEMBERS.c.phone_sealed, _MEMBERS.c.active)
            .outerjoin(_CONTACTS, _CONTACTS.c.phone_index == queue.c.phone_index)
            .outerjoin(_MEMBERS, _MEMBERS.c.id == queue.c.person_id)
        )
    else:  # by their own ids, which are in the order of the queue
        known = select(*rows_of, _CONTACTS.c.phone_sealed, true()).outerjoin(
            _CONTACTS, _CONTACTS.c.id == queue.c.person_id
        )
    return known.order_by(queue.c.language, queue.c.wording, queue.c.place_id, queue.c.person_id)


_MARK = update(_TABLE).where(*_OURS, _THESE).values(status=bindparam("to_status"))
