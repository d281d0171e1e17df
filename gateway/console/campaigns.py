"""Campaigns: what is going out, what waits for a second person, what was written, what is over."""

from dataclasses import dataclass

from flask import request, url_for

from gateway.console import bp
from gateway.console.answers import Answer, Screen
from gateway.console.doors import Visit, page
from storage import campaigns as kept
from storage.models import Campaign, CampaignStatus

EVERY = 5  # seconds between two looks at what is under way


@dataclass(frozen=True)
class Waiting:
    """A campaign that waits for a second person; perhaps for the reader."""

    number: int
    name: str
    status: str
    is_mine: bool


@page(bp, "/campaigns", allows="see_campaigns")
def campaigns(visit: Visit) -> Answer:
    """What is under way on top, then what waits for somebody, then the rest, the latest first."""
    before = request.args.get("before", type=int)
    found = kept.page(visit.session, before)
    rows, more = found[: kept.PAGE], len(found) > kept.PAGE
    under_way = kept.under_way(visit.session) if before is None else []
    if "poll" in request.args:
        return Screen("campaigns_live.html", under_way=under_way, every=EVERY)
    waiting = kept.that_wait(visit.session) if before is None else []
    last = rows[-1].number if rows else 0
    return Screen(
        "campaigns.html",
        under_way=under_way,
        waiting=[_waiting(visit, each) for each in waiting],
        drafts=_of(rows, CampaignStatus.APPROVED, CampaignStatus.DRAFT),
        past=_of(rows, CampaignStatus.ENDED, CampaignStatus.CANCELLED),
        next_page=url_for("console.campaigns_campaigns", before=last) if more else "",
        may_keep=bool(visit.viewer.may("keep_campaigns")),
        every=EVERY,
    )


def _of(rows: list[Campaign], *statuses: str) -> list[Campaign]:
    return [each for each in rows if each.status in statuses]


def _waiting(visit: Visit, campaign: Campaign) -> Waiting:
    is_theirs = campaign.written_by == visit.viewer.member.id
    is_mine = not is_theirs and bool(visit.viewer.may("keep_campaigns"))
    return Waiting(campaign.number, campaign.name, campaign.status, is_mine)
