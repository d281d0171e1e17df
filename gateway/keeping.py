"""Keeping the house: who does it, how far, and what is written down of it."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gateway.access import AREAS, Viewer
from notifications import oversight
from notifications.rules import Rules
from storage import doings
from storage.area import Area


class Refused(Exception):
    """Something that cannot be done to the house; the message is the code of the words that say
    why, `field` the question it is about."""

    def __init__(self, why: str, field: str = "") -> None:
        super().__init__(why)
        self.why, self.field = why, field


@dataclass(frozen=True, repr=False)
class Keeper:
    """A coordinator at work on the house, inside one transaction."""

    session: Session
    rules: Rules
    viewer: Viewer
    now: datetime

    @property
    def area(self) -> Area:
        """Where they keep it."""
        return area_of(self.viewer)

    def note(self, kind: str, **detail: str) -> None:
        """Write into the journal what was done, in codes and ids."""
        doings.add(self.session, self.viewer.member.id, kind, detail, self.now)

    def tell_of_changes(self, committee_id: uuid.UUID | None) -> None:
        """Tell the other coordinators that members have changed: who could do so alone and unseen
        could let anybody in."""
        own = self.viewer.member.id
        oversight.tell_of_changes(self.session, self.rules, own, committee_id, self.now)


def area_of(viewer: Viewer) -> Area:
    """The committees that somebody sees, where the policy lets them see any: those of their area,
    all of them for the country."""
    if viewer.committee.level == "national":
        return Area()
    if viewer.committee.level in AREAS:
        return Area(place_id=viewer.committee.place_id)
    return Area(committee_id=viewer.committee.id)
