"""Who listens, in counts: the phones that agreed to be written to, and those that said STOP."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import Row, func, select, text
from sqlalchemy.orm import Session

from storage.models import Contact, Place
from storage.models.contact import LISTENS

KINDS = ("role", "language", "operator")


def by_kind(session: Session) -> dict[str, Counter[str]]:
    """How many listen, by role, language and company; "" stands for what is not known."""
    rows = session.execute(
        select(Contact.role, Contact.language, Contact.operator, func.count())
        .where(text(LISTENS))
        .group_by(Contact.role, Contact.language, Contact.operator)
    )
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    for *values, people in rows:
        for kind, value in zip(KINDS, values, strict=True):
            counts[kind][value or ""] += people
    return counts


def by_topic(session: Session) -> Counter[str]:
    """How many listen to each topic; whoever listens to several counts in each."""
    counts: Counter[str] = Counter()
    rows = session.execute(
        select(Contact.topics, func.count()).where(text(LISTENS)).group_by(Contact.topics)
    )
    for topics, people in rows:
        counts.update(dict.fromkeys(topics.split(), people))
    return counts


def by_department(session: Session) -> Sequence[Row[str | None, int]]:
    """How many listen in each department, by its name; None for those who live nowhere known."""
    counted = (
        select(Contact.department_id, func.count().label("people"))
        .where(text(LISTENS))
        .group_by(Contact.department_id)
        .subquery()
    )
    return session.execute(
        select(Place.name, counted.c.people)
        .select_from(counted)
        .outerjoin(Place, Place.id == counted.c.department_id)
        .order_by(counted.c.people.desc(), Place.name)
    ).all()


def stopped(session: Session) -> Counter[str]:
    """How many said STOP, by the way it came."""
    rows = session.execute(
        select(Contact.opted_out_by, func.count())
        .where(Contact.opted_out_at.is_not(None))
        .group_by(Contact.opted_out_by)
    )
    return Counter({way or "": people for way, people in rows})
