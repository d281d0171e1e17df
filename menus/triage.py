"""Answers -> how urgent a report is, who is first to know: one table, one rule.

The concerns, their urgencies and first routes are those agreed for the pilot; their codes never
change, their labels live in the locales.
"""

from dataclasses import dataclass

URGENCIES = ("low", "medium", "high", "critical")


@dataclass(frozen=True)
class Concern:
    """One kind of worry: its code, the danger it is listed under, its urgency, its first level."""

    code: str
    danger: str
    urgency: str
    first_route: str  # village, sub_prefecture, department or social_centre


_TABLE = (
    Concern("hazardous_work", "work", "medium", "village"),
    Concern("heavy_loads", "work", "medium", "village"),
    Concern("sharp_tools", "work", "medium", "village"),
    Concern("agrochemicals", "work", "high", "village"),
    Concern("land_clearing", "work", "high", "village"),
    Concern("mining", "work", "high", "department"),
    Concern("domestic_work", "work", "medium", "sub_prefecture"),
    Concern("long_or_night_work", "work", "medium", "village"),
    Concern("forced_labour", "trafficking", "critical", "department"),
    Concern("group_arrival", "trafficking", "critical", "department"),
    Concern("trafficking", "trafficking", "critical", "department"),
    Concern("physical_violence", "violence", "high", "sub_prefecture"),
    Concern("sexual_abuse", "violence", "critical", "social_centre"),
    Concern("neglect", "violence", "medium", "village"),
    Concern("unaccompanied", "alone", "high", "sub_prefecture"),
    Concern("missing", "alone", "critical", "department"),
    Concern("begging", "alone", "medium", "sub_prefecture"),
    Concern("out_of_school", "school", "low", "village"),
    Concern("no_birth_certificate", "school", "low", "village"),
    Concern("forced_marriage", "marriage", "high", "sub_prefecture"),
    Concern("fgm", "marriage", "critical", "social_centre"),
    Concern("other", "other", "medium", "village"),
)

CONCERNS = {concern.code: concern for concern in _TABLE}
DANGERS = tuple(dict.fromkeys(concern.danger for concern in _TABLE))

# When only the danger is known (an SMS gives one digit), the concern that stands for it: never a
# village first where the danger may be one that no village may see.
_STANDS_FOR = {
    "work": "hazardous_work",
    "trafficking": "trafficking",
    "violence": "physical_violence",
    "alone": "unaccompanied",
    "school": "out_of_school",
    "marriage": "forced_marriage",
    "other": "other",
}


def kinds_of(danger: str) -> tuple[str, ...]:
    """The concerns a caller may choose under a danger; one alone needs no question."""
    return tuple(c.code for c in _TABLE if c.danger == danger and c.code != "hazardous_work")


def concern_of(danger: str, kind: str = "") -> str:
    """The concern that a danger and perhaps its kind come to."""
    known = CONCERNS.get(kind)
    return kind if known and known.danger == danger else _STANDS_FOR[danger]


def urgency_of(concern: str, when: str = "") -> str:
    """How urgent a report is; happening now raises it one step."""
    urgency = CONCERNS[concern].urgency
    if when != "now":
        return urgency
    return URGENCIES[min(URGENCIES.index(urgency) + 1, len(URGENCIES) - 1)]


def is_sensitive(concern: str) -> bool:
    """Whether only a social centre may see it, and no village committee ever."""
    return CONCERNS[concern].first_route == "social_centre"
