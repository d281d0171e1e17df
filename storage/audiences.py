"""Who is written to: the phones that agreed, by place, topic, language, role and last sign of life.

Members of committees are reached through their own rows. Whoever said STOP is in no audience, and
in no count of one.
"""

import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Self

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, text, true
from sqlalchemy.orm import Session

from storage import members
from storage.models import Committee, Contact, Member, Place, SavedAudience
from storage.models.contact import LISTENS
from storage.operators import operator_of

EVERYBODY, RELAYS, MEMBERS = ROLES = ("everybody", "relay", "members")
WORDINGS = ("a", "b")


@dataclass(frozen=True)
class Audience:
    """Who should be written to; with nothing said, everybody who agreed."""

    role: str = EVERYBODY
    places: tuple[uuid.UUID, ...] = ()  # regions, departments, sub-prefectures or villages
    topic: str = ""  # only who wished for it
    languages: tuple[str, ...] = ()
    seen_since: date | None = None  # only who dialled or texted since

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """An audience as a campaign keeps it."""
        since = kept.get("seen_since")
        return cls(
            kept.get("role", EVERYBODY),
            tuple(uuid.UUID(place) for place in kept.get("places", ())),
            kept.get("topic", ""),
            tuple(kept.get("languages", ())),
            date.fromisoformat(since) if since else None,
        )

    def written(self) -> dict[str, Any]:
        """The same, to be kept."""
        return {
            "role": self.role,
            "places": [str(place) for place in self.places],
            "topic": self.topic,
            "languages": list(self.languages),
            "seen_since": self.seen_since.isoformat() if self.seen_since else None,
        }


@dataclass(frozen=True)
class Split:
    """What a message's text depends on, so that people are counted apart by it."""

    spoken: tuple[str, ...]  # the languages that the message is written in
    default: str  # read by whoever speaks none of them
    two_wordings: bool = False
    by_place: bool = False
    by_first: bool = False  # the provider adds its own words to a phone's first message


@dataclass(frozen=True)
class Share:
    """People of an audience who get the same text through the same company."""

    operator: str
    language: str
    wording: str
    is_first: bool
    place_id: uuid.UUID | None
    people: int


@dataclass(frozen=True)
class Reach:
    """An audience, as a query asks for it: resolved places, and the text's languages."""

    audience: Audience
    split: Split
    areas: Mapping[str, Collection[uuid.UUID]] = field(default_factory=dict)  # ids by level


def reach(session: Session, audience: Audience, split: Split) -> Reach:
    """Resolve the places of an audience to what contacts carry."""
    areas: dict[str, set[uuid.UUID]] = {}
    rows = session.execute(select(Place.id, Place.level).where(Place.id.in_(audience.places)))
    for place_id, level in rows:
        areas.setdefault(level, set()).add(place_id)
    regions = areas.pop("region", None)
    if regions:
        inside = select(Place.id).where(Place.parent_id.in_(regions), Place.level == "department")
        areas.setdefault("department", set()).update(session.scalars(inside))
    return Reach(audience, split, areas)


def count(session: Session, asked: Reach) -> list[Share]:
    """How many people an audience holds, by what their message will be. Exact, as of now."""
    if asked.audience.role == MEMBERS:
        return _members_counted(session, asked)
    split = asked.split
    parts: dict[str, Any] = {
        "operator": Contact.operator,
        "language": language_of(Contact.language, split),
    }
    if split.two_wordings:
        parts["wording"] = wording_of(Contact.phone_index)
    if split.by_first:
        parts["is_first"] = Contact.written_at.is_(None)
    if split.by_place:
        parts["place_id"] = Contact.place_id
    # By the name of each column: the same expression written twice is not the same to PostgreSQL.
    columns = [part.label(f"by_{name}") for name, part in parts.items()]
    counted = (
        select(*columns, func.count())
        .where(*conditions(asked))
        .group_by(*(text(f"by_{name}") for name in parts))
    )
    return [
        replace(_NOBODY, **dict(zip(parts, row[:-1], strict=True)), people=row[-1])
        for row in session.execute(counted)
    ]


def stopped(session: Session, asked: Reach) -> int:
    """How many people who once agreed said STOP, in the places of an audience."""
    said = and_(Contact.agreed_at.is_not(None), Contact.opted_out_at.is_not(None))
    return session.scalar(select(func.count()).where(said, *_within(asked))) or 0


def conditions(asked: Reach) -> list[ColumnElement[bool]]:
    """The conditions that a contact is of an audience."""
    audience = asked.audience
    wanted: list[ColumnElement[bool]] = [text(LISTENS), *_within(asked)]  # type: ignore[list-item]
    if audience.role == RELAYS:
        wanted.append(Contact.role == "relay")
    if audience.topic:
        wanted.append(Contact.topics.like(f"% {audience.topic} %"))
    if audience.languages:
        spoken = func.coalesce(Contact.language, asked.split.default)
        wanted.append(spoken.in_(audience.languages))
    if audience.seen_since:
        wanted.append(Contact.seen_on >= audience.seen_since)
    return wanted


def language_of(column: Any, split: Split) -> ColumnElement[str]:
    """The language somebody is written to in: theirs when the message has it."""
    return case((column.in_(split.spoken), column), else_=split.default)


def wording_of(phone_index: Any) -> ColumnElement[str]:
    """Which of two wordings a phone gets: half of all phones each, always the same half."""
    return case((func.substr(phone_index, 1, 1).in_(tuple("02468ace")), "a"), else_="b")


def wording_for(phone_index: str) -> str:
    """The same, of one phone."""
    return "a" if phone_index[0] in "02468ace" else "b"


def members_in(session: Session, asked: Reach) -> Sequence[Member]:
    """The active members of an audience of members, in the order of their ids."""
    found = (
        select(Member)
        .join(Committee, Member.committee_id == Committee.id)
        .outerjoin(Contact, Contact.phone_index == Member.phone_index)
        .where(Member.active, Committee.active, Contact.opted_out_at.is_(None))
        .where(_committees_in(asked))
    )
    if asked.audience.languages:
        found = found.where(Member.language.in_(asked.audience.languages))
    return session.scalars(found.order_by(Member.id)).all()


def saved(session: Session) -> Sequence[SavedAudience]:
    """The audiences that were given a name."""
    return session.scalars(select(SavedAudience).order_by(SavedAudience.name)).all()


def save(
    session: Session, name: str, audience: Audience, made_by: uuid.UUID, now: datetime
) -> None:
    """Keep an audience under a name; the name's earlier audience is replaced."""
    kept = session.scalar(select(SavedAudience).where(SavedAudience.name == name).with_for_update())
    if kept is None:
        kept = SavedAudience(name=name)
        session.add(kept)
    kept.audience, kept.made_by, kept.made_at = audience.written(), made_by, now


def _within(asked: Reach) -> list[ColumnElement[bool]]:
    if not asked.audience.places:
        return []
    columns = {
        "department": Contact.department_id,
        "sub_prefecture": Contact.sub_prefecture_id,
        "village": Contact.place_id,
    }
    inside = [columns[level].in_(ids) for level, ids in asked.areas.items() if level in columns]
    return [or_(*inside)] if inside else [false()]


def _committees_in(asked: Reach) -> ColumnElement[bool]:
    ids = [place for found in asked.areas.values() for place in found]
    if not asked.audience.places:
        return true()
    return Committee.place_id.in_(_below(ids))


def _below(place_ids: Sequence[uuid.UUID]) -> Select[uuid.UUID]:
    whole = select(Place.id).where(Place.id.in_(place_ids)).cte(recursive=True)
    whole = whole.union_all(select(Place.id).where(Place.parent_id == whole.c.id))
    return select(whole.c.id)


def share_of(session: Session, member: Member, split: Split) -> Share:
    """What a member's message will be."""
    phone = members.phone_of(session, member)
    return Share(
        operator_of(phone),
        member.language if member.language in split.spoken else split.default,
        wording_for(member.phone_index) if split.two_wordings else "a",
        is_first=False,
        place_id=None,
        people=1,
    )


def _members_counted(session: Session, asked: Reach) -> list[Share]:
    counted = Counter(
        share_of(session, member, asked.split) for member in members_in(session, asked)
    )
    return [replace(share, people=people) for share, people in counted.items()]


_NOBODY = Share("", "", "a", is_first=False, place_id=None, people=0)
