"""Campaigns as they are kept: written, agreed to, found when they are due, their history."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from storage.database import insert_if_absent
from storage.ids import new_id
from storage.models import Campaign, CampaignEvent, CampaignStatus, Spending

PAGE = 20
UNDER_WAY = (CampaignStatus.PREPARING, CampaignStatus.RUNNING, CampaignStatus.PAUSED)
OVER = (CampaignStatus.ENDED, CampaignStatus.CANCELLED)


def add(session: Session, name: str, written_by: uuid.UUID, now: datetime, **more: Any) -> Campaign:
    """A new campaign, with the next number; whoever writes one at the same moment has another."""
    row = {"name": name, "written_by": written_by, "written_at": now, **more}
    while True:
        number = (session.scalar(select(func.max(Campaign.number))) or 0) + 1
        if insert_if_absent(session, Campaign, {"id": new_id(), **row, "number": number}, "number"):
            return session.scalars(select(Campaign).where(Campaign.number == number)).one()


def by_number(session: Session, number: int) -> Campaign | None:
    """The campaign that people call by this number."""
    return session.scalar(select(Campaign).where(Campaign.number == number))


def held(session: Session, number: int) -> Campaign | None:
    """The same as it is now, held until the commit."""
    return session.scalar(
        select(Campaign)
        .where(Campaign.number == number)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def page(session: Session, before: int | None = None) -> list[Campaign]:
    """The latest campaigns, before a number; one more than a page says that others follow."""
    found = select(Campaign).order_by(Campaign.number.desc()).limit(PAGE + 1)
    if before is not None:
        found = found.where(Campaign.number < before)
    return list(session.scalars(found))


def under_way(session: Session) -> list[Campaign]:
    """The campaigns that are going out, or were stopped for a while; the latest first."""
    found = select(Campaign).where(Campaign.status.in_(UNDER_WAY))
    return list(session.scalars(found.order_by(Campaign.number.desc())))


def that_wait(session: Session) -> list[Campaign]:
    """The campaigns that wait for a second person; who has waited longest first."""
    found = select(Campaign).where(Campaign.status == CampaignStatus.SUBMITTED)
    return list(session.scalars(found.order_by(Campaign.submitted_at)))


def to_start(session: Session, now: datetime) -> Sequence[int]:
    """The numbers of approved campaigns whose time has come, and of those half prepared."""
    due = or_(Campaign.starts_at.is_(None), Campaign.starts_at <= now)
    approved = (Campaign.status == CampaignStatus.APPROVED) & due & Campaign.plan.is_(None)
    return session.scalars(
        select(Campaign.number)
        .where(or_(approved, Campaign.status == CampaignStatus.PREPARING))
        .order_by(Campaign.number)
    ).all()


def plans(session: Session, now: datetime) -> Sequence[Campaign]:
    """The plans that were agreed to and whose first time has come."""
    return session.scalars(
        select(Campaign)
        .where(
            Campaign.status == CampaignStatus.APPROVED,
            Campaign.plan.is_not(None),
            or_(Campaign.starts_at.is_(None), Campaign.starts_at <= now),
        )
        .order_by(Campaign.number)
    ).all()


def next_to_send(
    session: Session, now: datetime, but: Collection[uuid.UUID] = ()
) -> Campaign | None:
    """The running campaign whose turn it is: the one served longest ago, held until the commit.
    One that somebody else holds is passed over, unless there is no other: then it is waited for."""
    free = or_(Campaign.held_until.is_(None), Campaign.held_until <= now)
    found = (
        select(Campaign)
        .where(Campaign.status == CampaignStatus.RUNNING, free, Campaign.id.not_in(but))
        .order_by(Campaign.served_at.nulls_first(), Campaign.number)
        .limit(1)
        .execution_options(populate_existing=True)
    )
    for skips in (True, False):
        campaign = session.scalar(found.with_for_update(skip_locked=skips))
        if campaign is not None:
            return campaign
    return None


def held_up(session: Session, now: datetime) -> list[Campaign]:
    """The running campaigns that wait because the provider took nothing, more than once."""
    found = select(Campaign).where(
        Campaign.status == CampaignStatus.RUNNING, Campaign.held_until > now, Campaign.troubles > 1
    )
    return list(session.scalars(found.order_by(Campaign.number)))


def may_go_on(session: Session, now: datetime) -> bool:
    """Whether a campaign is running that nothing holds up."""
    free = or_(Campaign.held_until.is_(None), Campaign.held_until <= now)
    found = select(Campaign.id).where(Campaign.status == CampaignStatus.RUNNING, free)
    return session.scalar(found.limit(1)) is not None


def spend(
    session: Session, campaign: Campaign, month: date, price: int, parts: int, taken: int
) -> None:
    """Add to what a campaign cost, in all and in a month. The campaign is held."""
    campaign.spent += price
    campaign.parts += parts
    campaign.taken += taken
    if campaign.month != month:
        if campaign.month is not None:
            old = {"month": campaign.month, "campaign_id": campaign.id}
            spent = campaign.spent_in_month
            if not insert_if_absent(session, Spending, {**old, "spent": spent}, *old):
                # A month that came again: a call of it was found out about late.
                session.get_one(Spending, (campaign.month, campaign.id)).spent += spent
        campaign.month, campaign.spent_in_month = month, 0
    campaign.spent_in_month += price


def spent_in(session: Session, month: date) -> int:
    """What all campaigns cost in a month."""
    sums = (
        select(func.sum(Spending.spent)).where(Spending.month == month),
        select(func.sum(Campaign.spent_in_month)).where(Campaign.month == month),
    )
    return sum(int(session.scalar(each) or 0) for each in sums)


def note(
    session: Session,
    campaign: Campaign,
    what: str,
    by: uuid.UUID | None,
    now: datetime,
    **details: Any,
) -> None:
    """Add a line to a campaign's history."""
    session.add(
        CampaignEvent(campaign_id=campaign.id, what=what, by=by, at=now, details=details or None)
    )


def history(session: Session, campaign_id: uuid.UUID) -> Sequence[CampaignEvent]:
    """What happened to a campaign, the latest first."""
    return session.scalars(
        select(CampaignEvent)
        .where(CampaignEvent.campaign_id == campaign_id)
        .order_by(CampaignEvent.at.desc(), CampaignEvent.id.desc())
    ).all()


def times_of(session: Session, plan_id: uuid.UUID) -> Sequence[Campaign]:
    """The times that a course, or a campaign that comes again, has gone out; the first first."""
    return session.scalars(
        select(Campaign).where(Campaign.parent_id == plan_id).order_by(Campaign.step)
    ).all()
