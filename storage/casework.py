"""What is done about a report: referrals, visits, questions, those who step aside.

Each of them is kept once, however often it is told.
"""

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.database import insert_if_absent, keys_of
from storage.ids import new_id
from storage.models import FollowUp, Member, Question, Recusal, Referral

QUESTIONS = "questions"


def refer(
    session: Session,
    report_id: uuid.UUID,
    service_id: uuid.UUID,
    member_id: uuid.UUID,
    now: datetime,
) -> bool:
    """Send a report on to a service; False when it was before."""
    row = {
        "id": new_id(),
        "report_id": report_id,
        "service_id": service_id,
        "referred_by": member_id,
        "state": "sent",
        "sent_at": now,
    }
    return insert_if_absent(session, Referral, row, "report_id", "service_id")


def visit(
    session: Session,
    report_id: uuid.UUID,
    member_id: uuid.UUID,
    situation: str,
    mark: str,
    now: datetime,
) -> bool:
    """Keep a visit; False when it was told before under the same mark."""
    row = {
        "id": new_id(),
        "mark": mark,
        "report_id": report_id,
        "member_id": member_id,
        "situation": situation,
        "visited_at": now,
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


def recused_phones(session: Session, report_id: uuid.UUID) -> frozenset[str]:
    """The phones, as indexes, of those who stepped aside from a report."""
    found = select(Member.phone_index).join(Recusal, Recusal.member_id == Member.id)
    return frozenset(session.scalars(found.where(Recusal.report_id == report_id)))
