"""Writes down whom a campaign goes to: a row for each person, in slices, once.

What is written is read from the contacts by the database itself, so that a million rows take a
minute and no memory here.
"""

import uuid
from typing import Any, cast

from sqlalchemy import Table, Uuid, func, insert, literal, select, text
from sqlalchemy.orm import Session

from storage import audiences
from storage.audiences import MEMBERS, Reach
from storage.models import Campaign, Contact, Member, Recipient, RecipientStatus
from storage.models.campaign import NOWHERE

CHUNK = 20_000  # rows written by one transaction
QUEUED = RecipientStatus.QUEUED
_COUNTED = {"preserve_rowcount": True}
_TABLE = cast(Table, Recipient.__table__)
_WRITTEN = (
    "person_id", "campaign_id", "is_member", "phone_index", "operator", "language", "wording",
    "is_first", "place_id", "status",
)  # fmt: skip


def prepare(session: Session, campaign: Campaign, asked: Reach, most: int = CHUNK) -> bool:
    """Write the next rows of a campaign; False when none are left to write. The campaign is held
    by this transaction, so that two do not write the same rows."""
    if asked.audience.role == MEMBERS:
        rows = [
            _of_member(session, campaign, m, asked) for m in audiences.members_in(session, asked)
        ]
        if rows:
            session.execute(insert(_TABLE), rows)
        campaign.recipients = len(rows)
        return False
    wanted = audiences.conditions(asked)
    if campaign.prepared_to is not None:
        wanted.append(Contact.id > campaign.prepared_to)
    last = session.scalar(
        select(Contact.id).where(*wanted).order_by(Contact.id).offset(most - 1).limit(1)
    )
    if last is not None:
        wanted.append(Contact.id <= last)
    written = session.execute(
        insert(_TABLE).from_select(_WRITTEN, select(*_of_contact(campaign, asked)).where(*wanted)),
        execution_options=_COUNTED,
    )
    campaign.recipients += written.rowcount  # type: ignore[attr-defined]
    campaign.prepared_to = last or campaign.prepared_to
    return last is not None


def prepare_again(session: Session, campaign: Campaign, before_id: uuid.UUID) -> None:
    """Write the rows of a course's next message: the people of the one before, who still listen."""
    of = Recipient
    kept = (
        select(
            of.person_id, literal(campaign.id, Uuid), of.is_member, of.phone_index, of.operator,
            of.language, of.wording, literal(value=False), of.place_id, literal(QUEUED.value),
        )
        .outerjoin(Contact, Contact.phone_index == of.phone_index)
        .where(of.campaign_id == before_id, Contact.opted_out_at.is_(None))
    )  # fmt: skip
    written = session.execute(
        insert(_TABLE).from_select(_WRITTEN, kept), execution_options=_COUNTED
    )
    campaign.recipients = written.rowcount  # type: ignore[attr-defined]


def know_the_size(session: Session) -> None:
    """Tell the database how many rows there are now: PostgreSQL learns it by itself a minute late,
    and looks for each message in the wrong index until then."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ANALYZE campaign_recipients"))


def _of_contact(campaign: Campaign, asked: Reach) -> list[Any]:
    split = asked.split
    return [
        Contact.id,
        literal(campaign.id, Uuid),
        literal(value=False),
        Contact.phone_index,
        Contact.operator,
        audiences.language_of(Contact.language, split),
        audiences.wording_of(Contact.phone_index) if split.two_wordings else literal("a"),
        Contact.written_at.is_(None),
        func.coalesce(Contact.place_id, literal(NOWHERE, Uuid)),
        literal(QUEUED.value),
    ]


def _of_member(
    session: Session, campaign: Campaign, member: Member, asked: Reach
) -> dict[str, Any]:
    share = audiences.share_of(session, member, asked.split)
    return {
        "person_id": member.id, "campaign_id": campaign.id, "is_member": True,
        "phone_index": member.phone_index, "operator": share.operator,
        "language": share.language, "wording": share.wording, "is_first": False,
        "place_id": NOWHERE, "status": QUEUED,
    }  # fmt: skip
