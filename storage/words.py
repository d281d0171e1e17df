"""Words that were changed: one draft at a time, what is published, what was before."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from storage import versions
from storage.models import WordsVersion

DRAFT, PUBLISHED, RETIRED = "draft", "published", "retired"
Overrides = Mapping[str, Mapping[str, str]]


def every(session: Session) -> Sequence[WordsVersion]:
    """All versions, the newest first."""
    return session.scalars(select(WordsVersion).order_by(WordsVersion.number.desc())).all()


def page(session: Session, below: int | None, most: int) -> Sequence[WordsVersion]:
    """Versions whose number is below one, the newest first."""
    found = select(WordsVersion).order_by(WordsVersion.number.desc()).limit(most)
    return session.scalars(found.where(WordsVersion.number < below) if below else found).all()


def before(session: Session, number: int) -> WordsVersion | None:
    """The version before one: what was heard until it came."""
    found = select(WordsVersion).where(WordsVersion.number < number)
    return session.scalar(found.order_by(WordsVersion.number.desc()).limit(1))


def numbered(session: Session, number: int) -> WordsVersion | None:
    """The version with this number."""
    return session.scalar(select(WordsVersion).where(WordsVersion.number == number))


def overrides_of(session: Session, number: int) -> dict[str, Any]:
    """What a version changes; nothing for a number there is none of."""
    found = numbered(session, number)
    return dict(found.overrides) if found else {}


def draft(session: Session) -> WordsVersion | None:
    """The version being drafted, held until the commit."""
    found = select(WordsVersion).where(WordsVersion.state == DRAFT)
    return session.scalar(found.order_by(WordsVersion.number.desc()).limit(1).with_for_update())


def published(session: Session) -> WordsVersion | None:
    """The version that everybody hears."""
    return session.scalar(select(WordsVersion).where(WordsVersion.state == PUBLISHED))


def put_draft(
    session: Session, overrides: Overrides, note: str, made_by: str, now: datetime
) -> WordsVersion:
    """Keep a draft; the one there is, if any, becomes this."""
    kept = draft(session)
    if kept is None:
        number = (session.scalar(select(func.max(WordsVersion.number))) or 0) + 1
        kept = WordsVersion(number=number, overrides={}, made_by=made_by, made_at=now)
        session.add(kept)
    kept.overrides = {language: dict(texts) for language, texts in overrides.items()}
    kept.note, kept.made_by, kept.made_at = note or kept.note or "", made_by, now
    session.flush()
    return kept


def publish(session: Session, version: WordsVersion, now: datetime) -> None:
    """Let everybody hear a version from their next call on."""
    session.execute(
        update(WordsVersion).where(WordsVersion.state == PUBLISHED).values(state=RETIRED)
    )
    version.state, version.published_at = PUBLISHED, now
    versions.set_to(session, versions.WORDS, version.number)
