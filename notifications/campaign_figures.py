"""Counts what became of campaigns, for their pages.

Nobody waits meanwhile: a campaign is counted by reading, and what was found is written at the end.
"""

from datetime import datetime, timedelta, tzinfo

from notifications.counting import SENSITIVE
from storage import campaigns, results
from storage.before_after import LATER
from storage.database import Database
from storage.models import Campaign
from storage.results import Asked

EVERY = timedelta(minutes=10)
FRESH = timedelta(days=3)  # most delivery reports have come by then
SELDOM = timedelta(hours=6)  # how often what is older is counted: only answers and reports come


def count(database: Database, zone: tzinfo, now: datetime) -> int:
    """Count the campaigns whose figures can have changed; how many."""
    with database.reading() as session:
        due = [each.number for each in results.to_count(session, now, LATER) if is_due(each, now)]
    for number in due:
        count_one(database, number, zone, now)
    return len(due)


def count_one(database: Database, number: int, zone: tzinfo, now: datetime) -> None:
    """Count one campaign, as it stands now."""
    with database.snapshot() as session:
        campaign = campaigns.by_number(session, number)
        if campaign is None:
            return
        campaign_id = campaign.id
        figures = results.of_campaign(session, campaign, Asked(zone, SENSITIVE))
    with database.transaction() as session:
        results.keep_figures(session, campaign_id, figures, now)


def is_due(campaign: Campaign, now: datetime) -> bool:
    """Whether a campaign's figures are older than they should be."""
    if campaign.figured_at is None or campaign.figured_at > now:
        return True
    is_old = campaign.ended_at is not None and now - campaign.ended_at > FRESH
    return now - campaign.figured_at >= (SELDOM if is_old else EVERY)
