"""Begins campaigns whose time has come: who gets one is written down, a slice at a time.

A campaign can be cancelled between two slices; a slice is one transaction of a second at most, and
one that was begun before a crash goes on where it stopped.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from notifications.campaign_money import end
from notifications.campaign_texts import Wordings
from storage import audiences, campaigns, recipient_lists
from storage.audiences import Audience, Reach, Split
from storage.database import Database
from storage.models import Campaign, CampaignStatus

LIVES = timedelta(days=3)  # after its start a message is stale


def begin_due(database: Database, default_language: str, now: datetime) -> int:
    """Write down the recipients of every campaign whose time has come; how many began."""
    with database.reading() as session:
        due = campaigns.to_start(session, now)
    for number in due:
        while begin_slice(database, number, default_language, now):
            pass
    return len(due)


def begin_slice(database: Database, number: int, default_language: str, now: datetime) -> bool:
    """Write the next slice of a campaign's recipients; whether there is another."""
    with database.transaction() as session:
        campaign = campaigns.held(session, number)
        if campaign is None or not _may_begin(campaign, now):
            return False
        campaign.status = CampaignStatus.PREPARING
        if course := _message_before(session, campaign):
            recipient_lists.prepare_again(session, campaign, course.id)
        else:
            reach = reach_of(session, campaign, default_language)
            if recipient_lists.prepare(session, campaign, reach):
                return True
        _start(session, campaign, now)
        return False


def split_of(wordings: Wordings, default_language: str, *, by_first: bool) -> Split:
    """What the people of an audience are counted apart by, for a message."""
    spoken = wordings.languages or (default_language,)
    default = default_language if default_language in spoken else spoken[0]
    return Split(spoken, default, wordings.are_two, wordings.name_places, by_first)


def reach_of(
    session: Session, campaign: Campaign, default_language: str, *, by_first: bool = False
) -> Reach:
    """Who a campaign is for, as a query asks for it."""
    split = split_of(Wordings.read(campaign.texts), default_language, by_first=by_first)
    return audiences.reach(session, Audience.read(campaign.audience), split)


def _may_begin(campaign: Campaign, now: datetime) -> bool:
    is_due = campaign.starts_at is None or campaign.starts_at <= now
    return campaign.status == CampaignStatus.PREPARING or (
        campaign.status == CampaignStatus.APPROVED and is_due and campaign.plan is None
    )


def _message_before(session: Session, campaign: Campaign) -> Campaign | None:
    """The first message that went out of the course that a campaign belongs to, unless it is it."""
    if campaign.parent_id is None or campaign.step <= 1:
        return None
    plan = session.get_one(Campaign, campaign.parent_id)
    if not plan.plan or plan.plan.get("kind") != "course":
        return None
    first = campaigns.times_of(session, campaign.parent_id)[0]
    return first if first.step < campaign.step else None


def _start(session: Session, campaign: Campaign, now: datetime) -> None:
    recipient_lists.know_the_size(session)
    campaign.status, campaign.started_at = CampaignStatus.RUNNING, now
    campaign.expires_at = campaign.expires_at or now + LIVES
    campaigns.note(session, campaign, "started", None, now, recipients=campaign.recipients)
    if not campaign.recipients:
        end(session, campaign, "nobody", now)
