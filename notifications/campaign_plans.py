"""Campaigns that go out several times: a course, a message a week; one that comes again.

The plan is agreed to once and never goes out itself: each of its times becomes a campaign of its
own, at the same local hour whatever the clocks of a country do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from notifications.campaign_money import end, pause
from notifications.campaign_texts import Wordings
from notifications.texts import Texts
from storage import campaigns
from storage.models import Campaign, CampaignStatus

TOO_LATE = timedelta(days=1)  # a time that the clock missed for longer is left out
LONGEST = 80  # signs of a name
COURSE = "course"


@dataclass(frozen=True)
class Plan:
    """When a campaign goes out, and what it says each time."""

    first: datetime
    days: int
    times: int
    messages: Sequence[str]  # of a course; one that comes again says the same each time

    @classmethod
    def read(cls, campaign: Campaign) -> "Plan":
        """The plan that a campaign keeps."""
        kept = campaign.plan or {}
        messages = tuple(kept["messages"]) if kept["kind"] == COURSE else ()
        first = campaign.starts_at or campaign.approved_at or campaign.written_at
        return cls(first, kept["every_days"], len(messages) or kept["times"], messages)

    def time(self, step: int, zone: ZoneInfo) -> datetime:
        """When it goes out for the first, the second… time."""
        first = self.first.astimezone(zone)
        day = first.date() + (step - 1) * timedelta(days=self.days)
        return datetime.combine(day, first.time(), zone).astimezone(UTC)

    def due(self, zone: ZoneInfo, now: datetime) -> list[int]:
        """The times that have come."""
        return [step for step in range(1, self.times + 1) if self.time(step, zone) <= now]


def are_due(zone: ZoneInfo, session: Session, now: datetime) -> bool:
    """Whether the next time of a plan has come."""
    return any(_left(session, plan, zone, now) for plan in campaigns.plans(session, now))


def go_on(texts: Texts, zone: ZoneInfo, session: Session, now: datetime) -> int:
    """Make a campaign of each plan's time that has come; how many."""
    numbers = [plan.number for plan in campaigns.plans(session, now)]
    return sum(_go_on(session, texts, number, zone, now) for number in numbers)


def _go_on(session: Session, texts: Texts, number: int, zone: ZoneInfo, now: datetime) -> bool:
    campaign = campaigns.held(session, number)
    if campaign is None or campaign.status != CampaignStatus.APPROVED:
        return False  # another clock, or a person, was here
    if campaign.expires_at is not None and campaign.expires_at <= now:
        end(session, campaign, "expired", now)
        return False
    steps, plan = _left(session, campaign, zone, now), Plan.read(campaign)
    if not steps:
        return False
    made = 0
    if plan.time(steps[-1], zone) >= now - TOO_LATE:
        made = steps.pop()
    if steps:
        campaigns.note(session, campaign, "skipped", None, now, steps=steps)
    if made and not _make(session, texts, campaign, made, now):
        return False
    if plan.times in (made, *steps):
        end(session, campaign, "done", now)
    return bool(made)


def _left(session: Session, campaign: Campaign, zone: ZoneInfo, now: datetime) -> list[int]:
    """The times that have come and that nothing has become of yet."""
    due = Plan.read(campaign).due(zone, now)
    last = max((each.step for each in campaigns.times_of(session, campaign.id)), default=0)
    if due[-1:] == [last]:
        return []
    skipped = [
        step
        for event in campaigns.history(session, campaign.id)
        if event.what == "skipped" and event.details
        for step in event.details["steps"]
    ]
    last = max([last, *skipped])
    return [step for step in due if step > last]


def _make(session: Session, texts: Texts, plan: Campaign, step: int, now: datetime) -> bool:
    """One time of a plan; False when no money is left for it, and the plan waits for a person."""
    ceiling = _money_left(session, plan)
    if ceiling is not None and ceiling <= 0:
        pause(session, plan, "ceiling", now)
        return False
    which = f" ({step}/{Plan.read(plan).times})"
    campaign = campaigns.add(
        session, plan.name[: LONGEST - len(which)] + which, plan.written_by, now,
        **_said(texts, plan, step),
        audience=plan.audience, parent_id=plan.id, step=step, spread=plan.spread, ceiling=ceiling,
        expires_at=plan.expires_at, currency=plan.currency, submitted_at=plan.submitted_at,
        approved_by=plan.approved_by, approved_at=plan.approved_at,
    )  # fmt: skip
    campaign.status = CampaignStatus.APPROVED
    campaigns.note(session, plan, "time", None, now, step=step, number=campaign.number)
    return True


def _said(texts: Texts, plan: Campaign, step: int) -> dict[str, Any]:
    """What it says this time."""
    messages = Plan.read(plan).messages
    if not messages:
        return {"message": plan.message, "texts": plan.texts}
    code = messages[step - 1]
    spoken = Wordings.read(plan.texts).languages or texts.languages
    return {"message": code, "texts": {"a": {each: texts.advice(each, code) for each in spoken}}}


def _money_left(session: Session, plan: Campaign) -> int | None:
    """What a plan's ceiling leaves; a time that still goes out may yet spend all it was given."""
    if plan.ceiling is None:
        return None
    times = campaigns.times_of(session, plan.id)
    return plan.ceiling - sum(
        each.spent if each.status in campaigns.OVER else max(each.spent, each.ceiling or 0)
        for each in times
    )
