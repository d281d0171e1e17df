"""The policy: who may see and do what. One table, for console, API, USSD and SMS alike.

The source is the programme's protocol on who sees what: a village sees only what its own committee
was told, and never who reported, nor what only a social centre may know; a sub-prefecture or
department sees its area; a social worker what was given to the centre, the sensitive included; the
coordination the country; an analyst counts; an operator the machine. What a person may not see
does not exist for them: the same answer, byte for byte, as for what nobody ever reported.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from menus.triage import CONCERNS, is_sensitive
from notifications.ringing import MAY_RING
from storage import audit, caseload, committees
from storage.caseload import Sight
from storage.models import Alert, Committee, Member, Report


class Scope(StrEnum):
    """How far something may be done."""

    NOTHING = ""
    OWN = "own"  # what the person's own committee was told of
    AREA = "area"  # and everything in its area, the country for the coordination
    ANY = "any"  # it is about no report


class Seat(StrEnum):
    """What a member's role comes to at the level of their committee."""

    VILLAGE = "village"
    AREA = "area"
    SOCIAL = "social"
    COORDINATION = "coordination"
    ANALYST = "analyst"
    OPERATOR = "operator"


V, A, S, C, N, O = Seat  # noqa: E741 - the columns of the table
OWN, AREA, ANY = Scope.OWN, Scope.AREA, Scope.ANY

# What may be done, and by whom, how far. A seat that is not named may not.
ACTIONS: Mapping[str, Mapping[Seat, Scope]] = {
    "sign_in": dict.fromkeys(Seat, ANY),
    "see_reports": {V: OWN, A: AREA, S: OWN, C: AREA},
    "work": {V: OWN, A: OWN, S: OWN, C: OWN},  # every step of a report given to one's committee
    "step_in": {A: AREA, C: AREA},  # take what another committee of the area does not do
    "unseal": {S: OWN, C: AREA},
    "see_call_backs": {S: OWN, C: AREA},
    "see_overview": {V: OWN, A: AREA, S: OWN, C: AREA, N: AREA},
    "count_sensitive": {S: OWN, C: AREA},  # in figures; nobody else's hold a trace of them
    "see_committees": {A: AREA, C: AREA, O: AREA},
    "keep_committees": {C: AREA},  # members, services, lists, invitations, who is on call
    "triage": {C: ANY},
    "see_words": {C: ANY, O: ANY},
    "change_words": {C: ANY},
    "see_rules": {C: ANY, O: ANY},
    "change_rules": {C: ANY},
    "see_journal": {C: ANY},
    "see_machines": {O: ANY, C: ANY},
    "see_campaigns": {C: ANY, N: ANY},  # what is said to many, and how many it reached
    "keep_campaigns": {C: ANY},  # write, pause, cancel; agreeing asks for another person
    "keep_contacts": {C: ANY},  # lists of phones that agreed to be written to; never a number
}
# What asks for a trained person too, wherever they sit: rung and unsealed by the same.
TRAINED = {"unseal": MAY_RING}
# What of a report may be seen, beyond its place, concern, urgency, child and moments.
FIELDS: Mapping[str, frozenset[Seat]] = {
    "landmark": frozenset((V, A, S, C)),
    "words": frozenset((A, S, C)),  # free text may name somebody: not in the village
    "answers": frozenset((V, A, S, C)),
    "who_looked": frozenset((A, S, C)),
    "masked_phone": frozenset((S, C)),
    "phone": frozenset((S, C)),  # by unsealing, with a reason that is written down
}
SENSITIVE = frozenset(code for code in CONCERNS if is_sensitive(code))
AREAS = {"sub_prefecture": "sub_prefecture", "department": "department", "national": "country"}


@dataclass(frozen=True)
class Viewer:
    """A member as the policy sees them."""

    member: Member
    committee: Committee
    seat: Seat

    def may(self, action: str) -> Scope:
        """How far an action is open to them."""
        if self.member.role not in TRAINED.get(action, (self.member.role,)):
            return Scope.NOTHING
        return ACTIONS[action].get(self.seat, Scope.NOTHING)

    def sees(self, field: str) -> bool:
        """Whether they may see a field of the reports they may see."""
        return self.seat in FIELDS[field]

    @property
    def sight(self) -> Sight:
        """Which reports exist for them."""
        area = AREAS.get(self.committee.level, "") if self.may("see_reports") == AREA else ""
        return Sight(
            member_id=self.member.id,
            phone_index=self.member.phone_index,
            committee_id=self.committee.id,
            area=area,
            place_id=self.committee.place_id,
            never=SENSITIVE if self.committee.level == "village" else frozenset(),
            only_own=SENSITIVE,
            in_village=self.committee.level == "village",
        )


def viewer_of(session: Session, member: Member) -> Viewer:
    """Who a member is to the policy."""
    committee = committees.get(session, member.committee_id)
    return Viewer(member, committee, seat_of(member.role, committee.level))


def seat_of(role: str, level: str) -> Seat:
    """What a role comes to at a level."""
    if role in ("operator", "analyst"):
        return Seat(role)
    if role == "coordinator" or level == "national":
        return Seat.COORDINATION
    if role == "social_worker" or level == "social_centre":
        return Seat.SOCIAL
    return Seat.VILLAGE if level == "village" else Seat.AREA


def report(
    session: Session, viewer: Viewer, reference: str, action: str = "see_reports"
) -> tuple[Report, Alert | None] | None:
    """A report by its number, with the alert of the viewer's committee; None where, for them, it
    does not exist or the action is not theirs."""
    scope = viewer.may(action)
    found = caseload.find(session, viewer.sight, reference) if scope else None
    if found is None:
        return None
    alert = caseload.alert_of(session, viewer.committee.id, found.id)
    return None if alert is None and scope == OWN else (found, alert)


def look(
    session: Session,
    viewer: Viewer,
    reports: list[uuid.UUID],
    what: str,
    channel: str,
    now: datetime,
) -> None:
    """Record a look, in the transaction of the look."""
    audit.looked(session, viewer.member.id, reports, what, channel, now)
