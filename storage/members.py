"""Members of committees: found by their phone's index, written to by their sealed number."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Uuid, bindparam, select
from sqlalchemy.orm import Session

from storage.database import keys_of
from storage.ids import new_id
from storage.models import Committee, Member
from storage.models.committee import LOOK_ONLY

TABLE = "members"


def by_phone(session: Session, phone_index: str) -> Member | None:
    """The active member who calls from this phone, if their committee is active too."""
    return session.scalar(
        select(Member)
        .join(Committee, Member.committee_id == Committee.id)
        .where(Member.phone_index == phone_index, Member.active, Committee.active)
    )


def get(session: Session, member_id: uuid.UUID) -> Member | None:
    """The member with this id."""
    return session.get(Member, member_id)


def locked(session: Session, member_id: uuid.UUID) -> Member | None:
    """An active member of an active committee as they are now, held until the commit: who guesses
    many times at once is counted each time."""
    found = select(Member).join(Committee, Member.committee_id == Committee.id)
    return session.scalar(
        found.where(Member.id == member_id, Member.active, Committee.active)
        .with_for_update(key_share=True, of=Member)
        .execution_options(populate_existing=True)
    )


def of_committee(session: Session, committee_id: uuid.UUID) -> Sequence[Member]:
    """The active members of a committee."""
    return session.scalars(_OF_COMMITTEE, {"committee": committee_id}).all()


_OF_COMMITTEE = select(Member).where(
    Member.committee_id == bindparam("committee", type_=Uuid), Member.active
)  # built once: that costs more than to run it


def at_work(session: Session, committee_id: uuid.UUID) -> Sequence[Member]:
    """The active members of a committee who work on reports, and are told of them."""
    return [
        member for member in of_committee(session, committee_id) if member.role not in LOOK_ONLY
    ]


def phone_of(session: Session, member: Member) -> str:
    """A member's number in E.164, opened to be written to."""
    return keys_of(session).open(member.phone_sealed, TABLE, str(member.id), "phone")


def add(
    session: Session, committee_id: uuid.UUID, name: str, phone: str, role: str, language: str
) -> Member:
    """Keep a new member."""
    keys, member_id = keys_of(session), new_id()
    member = Member(
        id=member_id,
        committee_id=committee_id,
        name_sealed=keys.seal(name, TABLE, str(member_id), "name"),
        phone_index=keys.phone(phone),
        phone_sealed=keys.seal(phone, TABLE, str(member_id), "phone"),
        role=role,
        language=language,
    )
    session.add(member)
    return member


def name_of(session: Session, member: Member) -> str:
    """A member's name, opened."""
    return keys_of(session).open(member.name_sealed, TABLE, str(member.id), "name")


def rename(session: Session, member: Member, name: str) -> None:
    """Keep another name for a member."""
    member.name_sealed = keys_of(session).seal(name, TABLE, str(member.id), "name")


def renumber(session: Session, member: Member, phone: str) -> None:
    """Keep another number for a member."""
    keys = keys_of(session)
    member.phone_index = keys.phone(phone)
    member.phone_sealed = keys.seal(phone, TABLE, str(member.id), "phone")


def of_phone(session: Session, phone: str) -> Member | None:
    """Whoever has a number in E.164, whether they are a member still or no longer."""
    return session.scalar(select(Member).where(Member.phone_index == keys_of(session).phone(phone)))


def by_phone_index(session: Session) -> dict[str, Member]:
    """Every member by their phone's index, for importing."""
    return {member.phone_index: member for member in session.scalars(select(Member))}


def await_code(session: Session, member: Member, code: str, expires_at: datetime) -> None:
    """Remember a one-time code, as a fingerprint."""
    member.code_hash = keys_of(session).index("code", f"{member.id}:{code}")
    member.code_expires_at = expires_at


def is_code(session: Session, member: Member, code: str, now: datetime) -> bool:
    """Whether this is the code that was sent, and it is still good."""
    sent = member.code_hash and member.code_expires_at and member.code_expires_at > now
    return bool(sent) and member.code_hash == keys_of(session).index("code", f"{member.id}:{code}")


def keep_totp(session: Session, member: Member, secret: str) -> None:
    """Keep the secret of a member's application, sealed."""
    member.totp_sealed = keys_of(session).seal(secret, TABLE, str(member.id), "totp")
    member.totp_step = None


def totp_of(session: Session, member: Member) -> str:
    """The secret of a member's application, opened; "" when there is none."""
    if member.totp_sealed is None:
        return ""
    return keys_of(session).open(member.totp_sealed, TABLE, str(member.id), "totp")


def invite(session: Session, member: Member, token: str, until: datetime) -> None:
    """Remember an invitation, as a fingerprint."""
    member.invite_hash = keys_of(session).index("invitation", token)
    member.invite_until = until


def accept(member: Member, password_hash: str) -> None:
    """Keep the password of somebody who was invited; the invitation is spent."""
    member.password_hash = password_hash
    member.invite_hash = member.invite_until = None


def invited(session: Session, token: str, now: datetime) -> Member | None:
    """The active member whom an invitation is for, while it is good."""
    found = select(Member).join(Committee, Member.committee_id == Committee.id)
    return session.scalar(
        found.where(
            Member.invite_hash == keys_of(session).index("invitation", token),
            Member.invite_until > now,
            Member.active,
            Committee.active,
        )
    )
