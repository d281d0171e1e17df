"""What is done about a report: questions to its reporter."""

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.database import keys_of
from storage.models import Question

QUESTIONS = "questions"


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
