"""Phones that came in a list: joined with what is known of each, a batch at a time.

What its owner said always weighs more than a list: whoever stopped is not written to again, and
who chose their topics keeps them.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import Row, Table, Uuid, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.contacts import LEFT, LIST, TABLE, framed
from storage.database import keys_of
from storage.ids import new_id
from storage.models import Contact, ContactList, Place
from storage.operators import operator_of

_CONTACTS = cast(Table, Contact.__table__)


class Became(StrEnum):
    """What a list makes of a phone."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    STOPPED = "stopped"  # its owner said that they want no messages: that holds


@dataclass(frozen=True)
class Spot:
    """Where a place lies, as a contact keeps it."""

    place_id: uuid.UUID
    sub_prefecture_id: uuid.UUID | None
    department_id: uuid.UUID | None


@dataclass(frozen=True, repr=False, slots=True)
class Listed:
    """A phone, in E.164, as a list describes it."""

    phone: str
    topics: frozenset[str]
    role: str = "public"
    language: str | None = None
    place: Spot | None = None
    agreed_on: date | None = None  # None: when the list says


@dataclass(frozen=True, repr=False)
class Comparison:
    """A batch beside what is kept: what becomes of each phone, and what would be written."""

    became: list[Became]
    added: list[dict[str, Any]]
    changed: list[dict[str, Any]]


def spots(session: Session) -> Mapping[str, Spot]:
    """Every place by its code, as contacts keep where they live."""
    asked = select(Place.code, Place.id, Place.level, Place.parent_id)
    rows: Sequence[Any] = session.execute(asked).all()
    by_id = {row.id: row for row in rows}
    return {row.code: _spot(row, by_id) for row in rows}


def find_or_add(
    session: Session,
    name: str,
    proof: str,
    agreed_on: date,
    by: uuid.UUID | None,
    now: datetime,
) -> ContactList:
    """The list of this name and proof; the same file brought again belongs to the same list."""
    found = session.scalar(
        select(ContactList).where(
            ContactList.name == name,
            ContactList.proof == proof,
            ContactList.agreed_on == agreed_on,
        )
    )
    if found is None:
        found = ContactList(
            id=new_id(), name=name, proof=proof, agreed_on=agreed_on,
            imported_by=by, imported_at=now,
        )  # fmt: skip
        session.add(found)
        session.flush()
    return found


def lists(session: Session) -> Sequence[ContactList]:
    """The lists that were brought, newest first."""
    return session.scalars(select(ContactList).order_by(ContactList.imported_at.desc())).all()


def compare(
    session: Session, batch: Sequence[Listed], agreed_on: date, *, to_write: bool = False
) -> Comparison:
    """What a batch would change; with `to_write` the rows it meets are held."""
    keys = keys_of(session)
    indexes = [keys.phone(each.phone) for each in batch]
    asked = select(*_KEPT).where(_CONTACTS.c.phone_index.in_(indexes))
    if to_write:  # in one order, so that two lists never wait for each other
        asked = asked.order_by(_CONTACTS.c.phone_index).with_for_update()
    known = {row.phone_index: row for row in session.connection().execute(asked)}
    told = Comparison([], [], [])
    for index, each in zip(indexes, batch, strict=True):
        _compare(told, each, index, known.get(index), agreed_on)
    return told


def write(session: Session, contact_list: ContactList, batch: Sequence[Listed]) -> list[Became]:
    """Keep a batch of a list; what became of each phone."""
    told, keys = compare(session, batch, contact_list.agreed_on, to_write=True), keys_of(session)
    for row in (*told.added, *told.changed):
        row["list_id"] = contact_list.id
        if row["phone_sealed"] is None:
            row["phone_sealed"] = keys.seal(row["phone"], TABLE, str(row["id"]), "phone")
        del row["phone"]
    connection = session.connection()
    if told.added:
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        # Whoever called meanwhile is known by now: what they said themselves stands.
        unless_known = insert(_CONTACTS).on_conflict_do_nothing(index_elements=["phone_index"])
        connection.execute(unless_known, told.added)
    if told.changed:
        for row in told.changed:
            row["its_id"] = row.pop("id")
        connection.execute(_CHANGE, told.changed)
    contact_list.rows += len(told.added) + len(told.changed)
    return told.became


def _compare(
    told: Comparison, each: Listed, index: str, kept: Row[Any] | None, agreed_on: date
) -> None:
    if kept is None:
        told.became.append(Became.NEW)
        told.added.append(_new(each, index, agreed_on))
        return
    if kept.opted_out_at is not None or (kept.agreed_at is None and kept.agreed_by == LEFT):
        told.became.append(Became.STOPPED)
        return
    merged = _merged(each, kept, agreed_on)
    if all(getattr(kept, name) == value for name, value in merged.items()):
        told.became.append(Became.UNCHANGED)
        return
    told.became.append(Became.CHANGED)
    told.changed.append(
        {**merged, "id": kept.id, "phone": each.phone, "phone_sealed": kept.phone_sealed}
    )


def _new(each: Listed, index: str, agreed_on: date) -> dict[str, Any]:
    return {
        "id": new_id(),
        "phone_index": index,
        "phone": each.phone,
        "phone_sealed": None,
        "agreed_at": _moment(each, agreed_on),
        "agreed_by": LIST,
        "topics": framed(each.topics),
        "role": each.role,
        "language": each.language,
        "operator": operator_of(each.phone),
        **_lives(each.place),
    }


def _merged(each: Listed, kept: Row[Any], agreed_on: date) -> dict[str, Any]:
    """A known phone after the list: what it says fills what is empty, and what an earlier list
    said is joined or replaced; nothing that its owner said is."""
    is_own = kept.agreed_at is not None and kept.agreed_by != LIST
    topics = set(kept.topics.split()) | (set() if is_own else each.topics)
    merged: dict[str, Any] = {
        "agreed_at": kept.agreed_at or _moment(each, agreed_on),
        "agreed_by": kept.agreed_by if kept.agreed_at else LIST,
        "topics": framed(topics),
        "role": "relay" if "relay" in (kept.role, each.role) else "public",
        "language": kept.language or each.language,
        "operator": operator_of(each.phone),
    }
    has_place = kept.place_id is not None
    told = {} if each.place is None or (is_own and has_place) else _lives(each.place)
    return {**merged, **{name: told.get(name, getattr(kept, name)) for name in _LIVES}}


def _lives(place: Spot | None) -> dict[str, Any]:
    return {name: getattr(place, name, None) for name in _LIVES}


def _moment(each: Listed, agreed_on: date) -> datetime:
    return datetime.combine(each.agreed_on or agreed_on, time(), UTC)


def _spot(row: Row[Any], by_id: Mapping[uuid.UUID, Row[Any]]) -> Spot:
    found = {level: above.id for level, above in _climb(row, by_id)}
    return Spot(row.id, found.get("sub_prefecture"), found.get("department"))


def _climb(
    row: Row[Any] | None, by_id: Mapping[uuid.UUID, Row[Any]]
) -> Iterable[tuple[str, Row[Any]]]:
    while row is not None:
        yield row.level, row
        row = by_id.get(row.parent_id)


_LIVES = ("place_id", "sub_prefecture_id", "department_id")
_WRITTEN = ("agreed_at", "agreed_by", "topics", "role", "language", "operator", *_LIVES)
_KEPT = [
    _CONTACTS.c[name] for name in ("id", "phone_index", "phone_sealed", "opted_out_at", *_WRITTEN)
]
_CHANGE = (
    update(_CONTACTS)
    .where(_CONTACTS.c.id == bindparam("its_id", type_=Uuid))
    .values({name: bindparam(name) for name in (*_WRITTEN, "phone_sealed", "list_id")})
)
