"""What is done about a report: referrals, visits, questions, those who step aside.

Each of them is kept once, however often it is told.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Uuid, bindparam, select, update
from sqlalchemy.orm import Session

from storage.database import insert_if_absent, keys_of
from storage.ids import new_id
from storage.models import FollowUp, Link, Member, Question, Recusal, Referral, Report, Support

QUESTIONS = "questions"


@dataclass(frozen=True)
class Seen:
    """How a child was found on a visit; `on` is when, if not now."""

    situation: str
    works: str = "unknown"  # yes, no, unknown
    at_school: str = "unknown"
    on: datetime | None = None


def refer(
    session: Session,
    report_id: uuid.UUID,
    service_id: uuid.UUID,
    member_id: uuid.UUID,
    now: datetime,
) -> bool:
    """Send a report on to a service; False when it has it already. One that declined, or was no
    longer asked, may be asked again."""
    sent = {"referred_by": member_id, "state": "sent", "sent_at": now}
    row = {"id": new_id(), "report_id": report_id, "service_id": service_id, **sent}
    if insert_if_absent(session, Referral, row, "report_id", "service_id"):
        return True
    one = (Referral.report_id == report_id, Referral.service_id == service_id)
    again = update(Referral).where(*one, Referral.state.in_(("declined", "revoked")))
    sent |= {"reason": None, "answered_at": None, "done_at": None}
    asked = session.execute(again.values(**sent).returning(Referral.id))
    return asked.first() is not None


def visit(
    session: Session,
    report_id: uuid.UUID,
    member_id: uuid.UUID,
    seen: "Seen",
    mark: str,
    now: datetime,
) -> bool:
    """Keep a visit; False when it was told before under the same mark."""
    row = {
        "id": new_id(),
        "mark": mark,
        "report_id": report_id,
        "member_id": member_id,
        "situation": seen.situation,
        "works": seen.works,
        "at_school": seen.at_school,
        "visited_at": seen.on or now,
    }
    return insert_if_absent(session, FollowUp, row, "mark")


def ask(
    session: Session, report_id: uuid.UUID, member_id: uuid.UUID, question: str, now: datetime
) -> bool:
    """Put a question to a report's reporter; False when it was put before."""
    row = {
        "id": new_id(),
        "report_id": report_id,
        "asked_by": member_id,
        "question": question,
        "asked_at": now,
    }
    return insert_if_absent(session, Question, row, "report_id", "question")


def open_question(session: Session, report_id: uuid.UUID) -> Question | None:
    """The oldest question to a report's reporter that has no answer yet."""
    return session.scalar(
        select(Question)
        .where(Question.report_id == report_id, Question.answered_at.is_(None))
        .order_by(Question.asked_at)
        .limit(1)
    )


def answer(session: Session, question: Question, text: str, now: datetime) -> None:
    """Keep the reporter's answer, sealed."""
    row = (QUESTIONS, str(question.id), "answer")
    question.answer_sealed = keys_of(session).seal(text, *row)
    question.answered_at = now


def last_answer(session: Session, report_id: uuid.UUID) -> str:
    """What the reporter answered last, opened; "" when nothing."""
    question = session.scalar(
        select(Question)
        .where(Question.report_id == report_id, Question.answer_sealed.is_not(None))
        .order_by(Question.answered_at.desc())
        .limit(1)
    )
    if question is None or question.answer_sealed is None:
        return ""
    return keys_of(session).open(question.answer_sealed, QUESTIONS, str(question.id), "answer")


def recuse(session: Session, report_id: uuid.UUID, member_id: uuid.UUID, now: datetime) -> bool:
    """Hide a report from a member for good; False when it was hidden before."""
    row = {"id": new_id(), "report_id": report_id, "member_id": member_id, "at": now}
    return insert_if_absent(session, Recusal, row, "report_id", "member_id")


def is_recused(session: Session, report_id: uuid.UUID, member_id: uuid.UUID) -> bool:
    """Whether a member stepped aside from a report."""
    found = select(Recusal.id).where(Recusal.report_id == report_id, Recusal.member_id == member_id)
    return session.scalar(found) is not None


def recused_members(session: Session, report_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """Who stepped aside from a report."""
    return frozenset(
        session.scalars(select(Recusal.member_id).where(Recusal.report_id == report_id))
    )


def recused_phones(session: Session, report_id: uuid.UUID) -> frozenset[str]:
    """The phones, as indexes, of those who stepped aside from a report."""
    return frozenset(session.scalars(_RECUSED_PHONES, {"report": report_id}))


_RECUSED_PHONES = (
    select(Member.phone_index)
    .join(Recusal, Recusal.member_id == Member.id)
    .where(Recusal.report_id == bindparam("report", type_=Uuid))
)  # built once: that costs more than to run it


def propose_link(
    session: Session, first_id: uuid.UUID, second_id: uuid.UUID, now: datetime
) -> bool:
    """Propose that two reports are about the same child; False when it was before."""
    row = {"id": new_id(), "first_id": first_id, "second_id": second_id, "at": now}
    row["state"] = "proposed"
    return insert_if_absent(session, Link, row, "first_id", "second_id")


def links_of(session: Session, report_id: uuid.UUID) -> list[Link]:
    """What may be about the same child as a report, and was not refused."""
    either = (Link.first_id == report_id) | (Link.second_id == report_id)
    found = select(Link).where(either, Link.state != "other").order_by(Link.at)
    return list(session.scalars(found))


def link_between(session: Session, one: uuid.UUID, other: uuid.UUID) -> Link | None:
    """The link of two reports, held until the commit."""
    pairs = ((Link.first_id == one) & (Link.second_id == other)) | (
        (Link.first_id == other) & (Link.second_id == one)
    )
    found = select(Link).where(pairs).with_for_update()
    return session.scalar(found.execution_options(populate_existing=True))


def support(
    session: Session,
    report_id: uuid.UUID,
    member_id: uuid.UUID,
    kind: str,
    mark: str,
    now: datetime,
) -> bool:
    """Keep what was given; False when it was told before under the same mark."""
    row = {
        "id": new_id(),
        "mark": mark,
        "report_id": report_id,
        "member_id": member_id,
        "kind": kind,
        "given_at": now,
    }
    return insert_if_absent(session, Support, row, "mark")


def visits_of(session: Session, report_id: uuid.UUID) -> list[FollowUp]:
    """The visits to a child, the oldest first."""
    found = select(FollowUp).where(FollowUp.report_id == report_id)
    return list(session.scalars(found.order_by(FollowUp.visited_at)))


def referrals_of(session: Session, report_id: uuid.UUID) -> list[Referral]:
    """Where a report was sent, the oldest first."""
    found = select(Referral).where(Referral.report_id == report_id)
    return list(session.scalars(found.order_by(Referral.sent_at)))


def referral(session: Session, referral_id: uuid.UUID) -> Referral | None:
    """A referral as it is now, held until the commit."""
    found = select(Referral).where(Referral.id == referral_id).with_for_update()
    return session.scalar(found.execution_options(populate_existing=True))


def referral_by_answer(session: Session, answer_hash: str) -> Referral | None:
    """The referral that a service's one-time link is about."""
    return session.scalar(select(Referral).where(Referral.answer_hash == answer_hash))


def twin_references(session: Session, report_id: uuid.UUID) -> list[str]:
    """The references of what may be about the same child, and is not decided yet."""
    found = select(Report.reference).where(Report.id != report_id, Link.state == "proposed")
    one = found.join(Link, Link.second_id == Report.id).where(Link.first_id == report_id)
    other = found.join(Link, Link.first_id == Report.id).where(Link.second_id == report_id)
    return [*session.scalars(one), *session.scalars(other)]
