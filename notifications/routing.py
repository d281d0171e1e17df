"""Who must know about a report: report + committees -> recipients. Pure; DESIGN §5 is its source.

Committees stand on a ladder: village, sub-prefecture, department, national. A report starts on
the rung of its concern, skips the village where the reporter asked for it, and climbs past rungs
where nobody can be reached. What only a social centre may see has a ladder of its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from menus.triage import CONCERNS, is_sensitive

LADDER = ("village", "sub_prefecture", "department", "national")
SENSITIVE_LADDER = ("social_centre", "national")
HEIGHTS = {
    level: rung for ladder in (SENSITIVE_LADDER, LADDER) for rung, level in enumerate(ladder)
}


@dataclass(frozen=True)
class Desk:
    """A committee on the way from the report's place to the country, and whose phones ring."""

    committee_id: str
    level: str
    distance: int  # how many places above the report's own; 0 = there
    phones: frozenset[str]  # indexes of its members' phones


@dataclass(frozen=True)
class Case:
    """What routing needs to know of a report."""

    concern: str
    urgency: str
    avoids_village: bool = False
    reporter: str = ""  # the index of the reporter's phone


@dataclass(frozen=True)
class Recipient:
    """A committee to tell, and why."""

    committee_id: str
    reason: str  # first, also, escalated


def recipients(case: Case, desks: Iterable[Desk]) -> list[Recipient]:
    """Whom to tell when a report arrives: one level, two at once when it is critical."""
    rungs = _rungs(case, desks)
    told = [Recipient(desk.committee_id, "first") for rung in rungs[:1] for desk in rung]
    if case.urgency == "critical":
        told += [Recipient(desk.committee_id, "also") for rung in rungs[1:2] for desk in rung]
    return told


def next_level(case: Case, desks: Iterable[Desk], told: frozenset[str]) -> list[Recipient]:
    """Whom to tell when those who were told did not answer: the first rung above them all."""
    rungs = _rungs(case, desks)
    reached = [place for place, rung in enumerate(rungs) if _ids(rung) & told]
    above = rungs[max(reached) + 1 :] if reached else rungs
    return [Recipient(desk.committee_id, "escalated") for rung in above[:1] for desk in rung]


def rungs_above(case: Case, desks: Iterable[Desk], level: str) -> list[list[Recipient]]:
    """The rungs above a committee of this level, the nearest first; all of them for one that does
    not stand on the ladder of such a report."""
    levels = SENSITIVE_LADDER if is_sensitive(case.concern) else LADDER
    higher = levels[levels.index(level) + 1 :] if level in levels else levels
    return [
        [Recipient(desk.committee_id, "escalated") for desk in rung]
        for rung in _rungs(case, desks)
        if rung[0].level in higher
    ]


def _rungs(case: Case, desks: Iterable[Desk]) -> list[list[Desk]]:
    """The desks that may know of it, level by level, without levels where nobody can be reached."""
    within_reach = [desk for desk in desks if desk.phones - {case.reporter}]
    rungs = [_nearest(level, within_reach) for level in _levels(case)]
    return [rung for rung in rungs if rung]


def _levels(case: Case) -> Sequence[str]:
    if is_sensitive(case.concern):
        return SENSITIVE_LADDER
    first = LADDER.index(CONCERNS[case.concern].first_route)
    return LADDER[max(first, 1) if case.avoids_village else first :]


def _nearest(level: str, desks: Iterable[Desk]) -> list[Desk]:
    of_level = [desk for desk in desks if desk.level == level]
    nearest = min((desk.distance for desk in of_level), default=0)
    return [desk for desk in of_level if desk.distance == nearest]


def _ids(rung: Iterable[Desk]) -> frozenset[str]:
    return frozenset(desk.committee_id for desk in rung)
