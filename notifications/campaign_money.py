"""What campaigns may spend: as much as their ceiling and the month's budget leave, and no more.

What a call is expected to cost is spent when it begins, and corrected when it is answered: so
several workers together never spend more than there is. Alerts are not bounded by any of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from sqlalchemy.orm import Session

from notifications import campaign_texts
from notifications.campaign_hours import Hours
from notifications.prices import Prices
from storage import campaigns
from storage.models import Campaign, CampaignStatus
from storage.recipients import Letter
from storage.tallies import month_of


@dataclass(frozen=True)
class Terms:
    """What the house lets campaigns do: when, at what price, for how much a month."""

    hours: Hours
    prices: Prices
    budget: int  # of a month, in ten-thousandths of the currency; 0 = none is set
    suffix: str = ""  # what the provider adds to the first SMS that a phone gets


@dataclass
class Purse:
    """The money that a campaign may spend in one transaction."""

    left: int | None  # None = there is no limit
    why: str  # what sets the limit: ceiling or month

    @classmethod
    def of(cls, session: Session, terms: Terms, campaign: Campaign, now: datetime) -> Self:
        """What is left of a campaign's ceiling, or of the month's budget if that is less."""
        limits: list[tuple[int, str]] = []
        if campaign.ceiling is not None:
            limits.append((campaign.ceiling - campaign.spent, "ceiling"))
        if terms.budget:
            spent = campaigns.spent_in(session, month_of(now, terms.hours.zone))
            limits.append((terms.budget - spent, "month"))
        return cls(*min(limits)) if limits else cls(None, "")

    def pay(
        self, terms: Terms, operator: str, body: str, letters: Sequence[Letter]
    ) -> tuple[list[Letter], int]:
        """As many of these messages as there is money for, with their price."""
        found: list[Letter] = []
        price = 0
        for letter in letters:
            more = terms.prices.of(operator, parts_of(terms, body, letter))
            if self.left is not None and price + more > self.left:
                break
            price += more
            found.append(letter)
        if self.left is not None:
            self.left -= price
        return found, price


def parts_of(terms: Terms, body: str, letter: Letter) -> int:
    """How many SMS somebody's message is billed as."""
    return campaign_texts.parts(body, terms.suffix if letter.is_first else "")


def spend(
    session: Session,
    terms: Terms,
    campaign: Campaign,
    now: datetime,
    price: int,
    parts: int = 0,
    taken: int = 0,
) -> None:
    """Add to what a campaign cost: in all, and in this month."""
    campaigns.spend(session, campaign, month_of(now, terms.hours.zone), price, parts, taken)


def pause(session: Session, campaign: Campaign, why: str, now: datetime) -> None:
    """Stop a campaign until a person lets it go on."""
    campaign.status, campaign.paused_for = CampaignStatus.PAUSED, why
    campaigns.note(session, campaign, "paused", None, now, why=why)


def end(session: Session, campaign: Campaign, why: str, now: datetime) -> None:
    """Say that a campaign is over, and why."""
    campaign.status, campaign.ended_for, campaign.ended_at = CampaignStatus.ENDED, why, now
    campaigns.note(session, campaign, "ended", None, now, why=why)
