"""The next messages of a campaign, as a round of calls: taken and paid for in one transaction, and
made one after the other."""

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from notifications import campaign_texts
from notifications.campaign_hours import allowed_by_now
from notifications.campaign_landing import Flight
from notifications.campaign_money import Purse, Terms, end, pause, spend
from notifications.campaign_texts import Wordings
from notifications.pace import Pace
from notifications.texts import Texts
from storage import campaign_calls, campaign_traces, places, recipients
from storage.ids import new_id
from storage.models import Campaign
from storage.operators import OPERATORS
from storage.recipients import BATCH, Letter


@dataclass
class Rounds:
    """Who takes messages from the queues of a campaign that the transaction holds."""

    texts: Texts
    terms: Terms
    pace: Pace
    lease: timedelta
    deadline: float  # seconds that one call may take
    paced: bool = False  # something waits for the bucket of its company to fill
    _places: dict[str, str] = field(default_factory=dict, repr=False)
    _served: dict[uuid.UUID, str] = field(default_factory=dict, repr=False)

    def next_of(
        self, session: Session, campaign: Campaign, calls: int, now: datetime
    ) -> list[Flight]:
        """So many calls at most, all to one company; none when nothing may go now."""
        if campaign.expires_at is not None and campaign.expires_at <= now:
            end(session, campaign, "expired", now)
            return []
        most = self._may_go(campaign, calls * BATCH, now)
        if most <= 0:
            return []
        by_place = Wordings.read(campaign.texts).name_places
        for operator in self._companies(campaign):
            tokens = self.pace.take(operator, most)
            if not tokens:
                self.paced = True
                continue
            taken = recipients.take(session, campaign, operator, tokens, calls, by_place=by_place)
            campaign.handled += taken.aside
            if not taken.calls:
                continue
            found = self._paid(session, campaign, operator, taken.calls, now)
            if found:
                self._begin(session, campaign, found, now)
            return found  # or the money is spent
        if not self.paced and _end_pass(session, campaign, now):
            return self.next_of(session, campaign, calls, now)
        return []

    def _companies(self, campaign: Campaign) -> list[str]:
        """Every company, the one that had messages left the last time first."""
        last = self._served.get(campaign.id, "")
        return sorted(OPERATORS, key=lambda operator: operator != last)

    def _may_go(self, campaign: Campaign, most: int, now: datetime) -> int:
        """How many messages of a campaign may be taken now, as it spreads them over its day."""
        is_through = campaign.handled >= campaign.recipients
        if not campaign.spread or campaign.started_at is None or is_through:
            return most
        hours = self.terms.hours
        allowed = allowed_by_now(hours, campaign.started_at, now, campaign.recipients)
        return min(most, allowed - campaign.handled)

    def _paid(
        self,
        session: Session,
        campaign: Campaign,
        operator: str,
        calls: Sequence[Sequence[Letter]],
        now: datetime,
    ) -> list[Flight]:
        """The calls that there is money for; where it ends the campaign is paused."""
        purse = Purse.of(session, self.terms, campaign, now)
        last = time.monotonic() + self.lease.total_seconds() - self.deadline
        found: list[Flight] = []
        for letters in calls:
            body = self._body(session, campaign, letters[0])
            paid, price = purse.pay(self.terms, operator, body, letters)
            if paid:
                found.append(
                    Flight(new_id(), campaign.id, operator, body, paid, price, now, last)
                )  # fmt: skip
            if len(paid) < len(letters):
                break
        if not found:
            pause(session, campaign, purse.why, now)
        return found

    def _begin(
        self, session: Session, campaign: Campaign, flights: Sequence[Flight], now: datetime
    ) -> None:
        """Note the calls before they are made."""
        operator, count = flights[0].operator, sum(len(flight.letters) for flight in flights)
        campaign_calls.begin(session, flights, now + self.lease)
        self.pace.used(operator, count)
        self._served[campaign.id] = operator
        campaign.handled += count
        campaign.cursors = {**campaign.cursors, operator: flights[-1].letters[-1].key}
        campaign.served_at = now
        spend(session, self.terms, campaign, now, sum(flight.price for flight in flights))

    def _body(self, session: Session, campaign: Campaign, letter: Letter) -> str:
        wordings, place = Wordings.read(campaign.texts), ""
        if wordings.name_places:
            found = self._places.get(letter.place)
            place = found or places.name(session, uuid.UUID(letter.place))
            self._places[letter.place] = place
        return campaign_texts.body(
            self.texts, self.texts.constants, wordings, letter.language, letter.wording, place
        )


def _end_pass(session: Session, campaign: Campaign, now: datetime) -> bool:
    """Every company's queue was gone through. What is still in it, because the provider took
    nothing or whoever sent it died, is gone through again once no call is open; whether it is."""
    if not recipients.are_left(session, campaign.id):
        end(session, campaign, "done", now)
    elif campaign.cursors and not campaign_traces.are_open(session, campaign.id):
        campaign.cursors = {}
        return True
    return False
