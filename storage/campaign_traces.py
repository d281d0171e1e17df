"""What can still be found out of calls that nobody finished, and of messages by what the provider
calls them (docs/decisions/0014).
"""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, literal_column, select
from sqlalchemy.orm import Session

from storage.models import Campaign, ProviderCall, Recipient, RecipientStatus
from storage.models.base import Moment

WELL_AFTER = timedelta(seconds=5)


def broken_calls(session: Session, now: datetime, most: int = 20) -> Sequence[ProviderCall]:
    """Calls that nobody finished before their lease ran out, held until the commit."""
    return session.scalars(_BROKEN, {"moment": now, "most": most}).all()


def are_open(session: Session, campaign_id: uuid.UUID) -> bool:
    """Whether a call of a campaign has not been answered, nor found out about."""
    found = select(ProviderCall.id).where(
        ProviderCall.campaign_id == campaign_id, ProviderCall.answered_at.is_(None)
    )
    return session.scalar(found.limit(1)) is not None


def is_overtaken(session: Session, call: ProviderCall) -> bool:
    """Whether the provider has reported on a message that was handed over well after a call was
    begun: what it says of that call would have come before."""
    later = select(Recipient.person_id).where(
        Recipient.campaign_id == call.campaign_id,
        Recipient.status.in_((RecipientStatus.DELIVERED, RecipientStatus.UNDELIVERED)),
        Recipient.provider_id.is_not(None),
        Recipient.sent_at > call.called_at + WELL_AFTER,
    )
    return session.scalar(later.limit(1)) is not None


def in_call(session: Session, call: ProviderCall) -> Sequence[Recipient]:
    """The messages of a call that nobody settled."""
    ids = people_of(call.people)
    return session.scalars(
        select(Recipient).where(
            Recipient.campaign_id == call.campaign_id,
            Recipient.person_id.in_(ids),
            Recipient.status == RecipientStatus.QUEUED,
        )
    ).all()


def people_of(kept: bytes | None) -> list[uuid.UUID]:
    """Whom a call names."""
    people = kept or b""
    return [uuid.UUID(bytes=people[start : start + 16]) for start in range(0, len(people), 16)]


def by_provider_id(session: Session, provider_id: str) -> Sequence[Recipient]:
    """The campaign messages that the provider knows by this id, held until the commit."""
    return session.scalars(_BY_PROVIDER_ID, {"provider_id": provider_id}).all()


def without_id(session: Session, phone_index: str, since: datetime) -> Recipient | None:
    """The latest message to a phone that may have gone without our knowing its id, held until the
    commit."""
    return session.scalar(_WITHOUT_ID, {"phone": phone_index, "since": since})


_BROKEN = (
    select(ProviderCall)
    .where(
        ProviderCall.answered_at.is_(None),
        ProviderCall.lease_until <= bindparam("moment", type_=Moment),
    )
    .order_by(ProviderCall.lease_until)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_BY_PROVIDER_ID = (
    select(Recipient)
    .where(Recipient.provider_id == bindparam("provider_id"))
    .order_by(Recipient.person_id)
    .with_for_update()
)
_WITHOUT_ID = (
    select(Recipient)
    .join(Campaign, Recipient.campaign_id == Campaign.id)
    .where(
        Recipient.phone_index == bindparam("phone"),
        literal_column(  # as it is written in the index
            "(campaign_recipients.status = 'uncertain' OR "
            "(campaign_recipients.status = 'sent' AND campaign_recipients.provider_id IS NULL))"
        ),
        Campaign.started_at <= bindparam("since", type_=Moment),
    )
    .order_by(Campaign.started_at.desc())
    .limit(1)
    .with_for_update(of=Recipient)
)
