"""How much goes by the second channel, by telephone company; nothing while nobody ever moved it."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.models import Campaign, CampaignStatus, MessageStatus, OutboundMessage, Route
from storage.operators import OPERATORS


def every(session: Session) -> Mapping[str, Route]:
    """The route to each company, held until the commit; those that there are not yet are added."""
    found = {
        route.operator: route
        for route in session.scalars(select(Route).order_by(Route.operator).with_for_update())
    }
    for operator in OPERATORS:
        if operator not in found:
            found[operator] = Route(operator=operator, share=0, counted=0, bad=0)
            session.add(found[operator])
    return found


def shares(session: Session) -> Mapping[str, int]:
    """How many of a hundred messages go by the second channel, by company."""
    rows = session.execute(select(Route.operator, Route.share))
    return {row[0]: row[1] for row in rows}


def moved(session: Session) -> list[Route]:
    """The routes of which some goes by the second channel."""
    return list(session.scalars(select(Route).where(Route.share > 0).order_by(Route.operator)))


def hurry(session: Session, operator: str, now: datetime) -> None:
    """Let what waits because its channel had trouble go at once: there is another way now."""
    session.execute(
        update(OutboundMessage)
        .where(
            OutboundMessage.status == MessageStatus.QUEUED,
            OutboundMessage.operator == operator,
            OutboundMessage.carrier.is_not(None),  # one channel has tried
            OutboundMessage.next_attempt_at > now,
        )
        .values(next_attempt_at=now)
    )
    session.execute(
        update(Campaign)
        .where(Campaign.status == CampaignStatus.RUNNING, Campaign.held_until > now)
        .values(held_until=None)
    )
