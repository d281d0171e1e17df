"""Sign-ins under way and browsers that are signed in; only hashes of their tokens are kept."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from storage.database import keys_of
from storage.models import Committee, Member, SignIn, WebSession

IDLE, LONGEST = timedelta(minutes=15), timedelta(hours=8)
NOTED_EVERY = timedelta(minutes=1)  # a page a second need not write a row a second
SIGN_IN_LIVES = timedelta(minutes=5)


def begin(
    session: Session, token: str, member: Member | None, door: str, code: str, now: datetime
) -> SignIn:
    """Keep a sign-in whose first half is done; without a member it leads nowhere."""
    session.execute(delete(SignIn).where(SignIn.ends_at < now - timedelta(days=1)))
    sign_in = SignIn(
        token_hash=_hash(session, token),
        member_id=member.id if member else None,
        door=door,
        code_hash=keys_of(session).index("web code", f"{token}:{code}") if code else None,
        begun_at=now,
        ends_at=now + SIGN_IN_LIVES,
    )
    session.add(sign_in)
    return sign_in


def under_way(session: Session, token: str, now: datetime) -> SignIn | None:
    """The sign-in of a browser that is half way in, held until the commit."""
    found = select(SignIn).where(SignIn.token_hash == _hash(session, token), SignIn.ends_at > now)
    return session.scalar(found.with_for_update())


def is_code(session: Session, sign_in: SignIn, token: str, code: str) -> bool:
    """Whether this is the code that was sent."""
    return sign_in.code_hash == keys_of(session).index("web code", f"{token}:{code}")


def open_session(
    session: Session, token: str, member_id: uuid.UUID, device: str, now: datetime
) -> WebSession:
    """Sign a member in, in one browser."""
    opened = WebSession(
        token_hash=_hash(session, token),
        member_id=member_id,
        device=device,
        proved_at=now,
        started_at=now,
        seen_at=now,
        ends_at=now + LONGEST,
    )
    session.add(opened)
    return opened


def signed_in(session: Session, token: str, now: datetime) -> tuple[WebSession, Member] | None:
    """Who is signed in with this token, if that still holds: not ended, not idle, not too old,
    and the person still a member."""
    row = session.execute(
        select(WebSession, Member)
        .join(Member, WebSession.member_id == Member.id)
        .join(Committee, Member.committee_id == Committee.id)
        .where(
            WebSession.token_hash == _hash(session, token),
            WebSession.ended_at.is_(None),
            WebSession.ends_at > now,
            WebSession.seen_at > now - IDLE,
            Member.active,
            Committee.active,
        )
    ).first()
    return None if row is None else (row[0], row[1])


def seen(web_session: WebSession, now: datetime) -> None:
    """Note that somebody is there."""
    if web_session.seen_at < now - NOTED_EVERY:
        web_session.seen_at = now


def of_member(session: Session, member_id: uuid.UUID, now: datetime) -> Sequence[WebSession]:
    """The browsers in which a member is signed in, the latest first."""
    return session.scalars(
        select(WebSession)
        .where(
            WebSession.member_id == member_id,
            WebSession.ended_at.is_(None),
            WebSession.ends_at > now,
            WebSession.seen_at > now - IDLE,
        )
        .order_by(WebSession.started_at.desc())
    ).all()


def end(session: Session, web_session_id: uuid.UUID, member_id: uuid.UUID, now: datetime) -> None:
    """End one browser's session of a member."""
    session.execute(
        update(WebSession)
        .where(WebSession.id == web_session_id, WebSession.member_id == member_id)
        .values(ended_at=now)
    )


def end_others(
    session: Session, member_id: uuid.UUID, kept: uuid.UUID | None, now: datetime
) -> None:
    """End every session of a member but one, and every sign-in that is half way."""
    others = update(WebSession).where(
        WebSession.member_id == member_id, WebSession.ended_at.is_(None)
    )
    if kept is not None:
        others = others.where(WebSession.id != kept)
    session.execute(others.values(ended_at=now))
    session.execute(delete(SignIn).where(SignIn.member_id == member_id))


def end_all(session: Session, member_id: uuid.UUID, now: datetime) -> None:
    """End every session of a member: what they may do has changed."""
    end_others(session, member_id, None, now)


def _hash(session: Session, token: str) -> str:
    return keys_of(session).index("web token", token)
