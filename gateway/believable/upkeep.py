"""What the house keeps about itself in such a year: who signed in, which counts were told."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from gateway.believable.chance import between, id_at, rng_of
from gateway.believable.country import Country
from notifications import digests
from notifications.rules import Rules
from storage import bulk, committees
from storage.models import Doing

ROLES = ("coordinator", "social_worker")  # who works on the web
LATELY, EVERY = timedelta(days=60), timedelta(days=6)


def tell_counts(session: Session, rules: Rules, until: datetime) -> None:
    """Tell every committee the counts of last week and month while there is nothing to tell, so
    that no clock sends them when the year is there."""
    for _ in range(len(committees.by_code(session)) // digests.AT_ONCE + 1):
        digests.send_weekly(session, rules, until)
        digests.send_monthly(session, rules, until)


def sign_in(session: Session, country: Country, until: datetime, salt: str) -> None:
    """Those who work on the web signed in every few days, lately."""
    rows: list[tuple[object, ...]] = []
    for team in country.teams.values():
        for person in team.people:
            rng = rng_of(salt, "signed in", person.phone)
            at = until - LATELY + between(rng, timedelta(0), EVERY)
            while person.role in ROLES and at < until:
                rows.append((id_at(rng, at), person.id, "signed_in", {}, at))
                at += between(rng, timedelta(hours=20), 2 * EVERY)
    bulk.write(session, Doing, ("id", "member_id", "kind", "detail", "at"), rows)
