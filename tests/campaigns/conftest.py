"""People who agreed to be written to, campaigns that somebody wrote and somebody else approved."""

import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from gateway import wiring
from gateway.wiring import Wiring
from notifications.broadcasts import Broadcaster
from notifications.carrier import Carrier
from notifications.channels.recording import Recording
from notifications.delivery import Postman
from storage import campaigns, contacts, recipients
from storage.audiences import Audience
from storage.models import Campaign, CampaignStatus, Contact, Member, Place, Recipient
from tests.conftest import Time

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

TEXT = "Un sac trop lourd abime le dos qui grandit."
PREFIX = {"orange": "07", "mtn": "05", "moov": "01"}


def phone(count: int, operator: str = "orange") -> str:
    """A phone of a company."""
    return f"+225{PREFIX[operator]}{count:08d}"


@dataclass
class Press:
    """The campaigns of a house: who listens, what is written, what goes out."""

    parts: Wiring
    now: Callable[[], datetime]
    channel: Recording
    carrier: Carrier
    people: list[str] = field(default_factory=list)

    def listens(self, count: int = 1, operator: str = "orange", **more: Any) -> list[str]:
        """So many people agree to be written to; their numbers."""
        start = len(self.people)
        phones = [phone(start + each, operator) for each in range(count)]
        wish = {"topics": ["work"], "by": "ussd", "now": self.now(), "language": "fr", **more}
        with self.parts.database.transaction() as session:
            for each in phones:
                contacts.agree(session, each, **wish)
        self.people += phones
        return phones

    def stops(self, *phones: str) -> None:
        """Somebody says STOP."""
        with self.parts.database.transaction() as session:
            for each in phones:
                contacts.opt_out(session, self.parts.database.keys.phone(each), "sms", self.now())

    def place(self, code: str) -> uuid.UUID:
        """A place of the small country."""
        with self.parts.database.reading() as session:
            return session.scalars(select(Place.id).where(Place.code == code)).one()

    def approved(self, text: str = TEXT, audience: Audience | None = None, **more: Any) -> int:
        """A campaign that two people have agreed to; its number."""
        with self.parts.database.transaction() as session:
            writer, other = session.scalars(select(Member.id).order_by(Member.id).limit(2))
            campaign = campaigns.add(
                session, "Charges lourdes", writer, self.now(),
                **{
                    "texts": {"a": {"fr": text}},
                    "audience": (audience or Audience()).written(),
                    "approved_by": other,
                    "approved_at": self.now(),
                    **more,
                },
            )  # fmt: skip
            campaign.status = CampaignStatus.APPROVED
            return campaign.number

    def goes(self) -> int:
        """The worker of campaigns is woken; how many messages were taken."""
        return self.carrier.drain("bulk")

    def campaign(self, number: int) -> Campaign:
        """A campaign as it stands."""
        with self.parts.database.reading() as session:
            found = campaigns.by_number(session, number)
            assert found is not None
            session.expunge(found)
            return found

    def states(self, number: int) -> dict[str, int]:
        """How many of its messages are in which state."""
        with self.parts.database.reading() as session:
            found = campaigns.by_number(session, number)
            assert found is not None
            return dict(recipients.counts(session, found.id))

    def rows(self, number: int) -> Sequence[Recipient]:
        """Its messages."""
        with self.parts.database.reading() as session:
            return session.scalars(
                select(Recipient)
                .join(Campaign, Recipient.campaign_id == Campaign.id)
                .where(Campaign.number == number)
            ).all()

    def contact(self, number: str) -> Contact:
        """What is kept of a phone."""
        with self.parts.database.reading() as session:
            found = contacts.by_phone(session, self.parts.database.keys.phone(number))
            assert found is not None
            return found

    @property
    def reached(self) -> Counter[str]:
        """How often each phone was written to."""
        return Counter(recipient for recipient, _ in self.channel.sent)


@pytest.fixture
def variables(variables: dict[str, str]) -> dict[str, str]:
    """A house that sends campaigns as fast as it can."""
    return {**variables, "CAMPAIGN_PACE": "orange=0 mtn=0 moov=0 other=0"}


@pytest.fixture
def broadcaster(house: Wiring, channel: Recording, time: Time) -> Broadcaster:
    """Who sends the house's campaigns to the recording channel."""
    made = wiring.broadcaster(house)
    made.channel, made.clock = channel, time
    return made


@pytest.fixture
def press(
    house: Wiring, channel: Recording, broadcaster: Broadcaster, postman: Postman, time: Time
) -> Press:
    """The house's campaigns."""
    carrier = Carrier(postman, broadcaster, house.settings.default_language)
    return Press(house, time, channel, carrier)
