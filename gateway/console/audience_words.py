"""Whom a campaign is for, in words."""

from markupsafe import Markup

from gateway.console.doors import Visit
from storage import places
from storage.audiences import Audience
from storage.models import Campaign


def audience_words(visit: Visit, campaign: Campaign) -> list[Markup]:
    """One line for each condition."""
    say, audience = visit.speech, Audience.read(campaign.audience)
    lines = [say(f"campaign.to.{audience.role}")]
    if audience.places:
        named = ", ".join(places.name(visit.session, place) for place in audience.places)
        lines.append(say("campaign.to.places", places=named))
    if audience.topic:
        topic = visit.speech.voice.topic(audience.topic)
        lines.append(say("campaign.to.topic", topic=topic))
    if audience.languages:
        spoken = ", ".join(str(say(f"campaign.language.{each}")) for each in audience.languages)
        lines.append(say("campaign.to.languages", languages=spoken))
    if audience.seen_since:
        lines.append(say("campaign.to.seen", day=say.day(audience.seen_since)))
    return lines
