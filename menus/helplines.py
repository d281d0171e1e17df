"""The numbers worth knowing in each country, and whether somebody has verified them.

Only verified ones are shown; what they are called is in the locales. Sources: the ministries' and
the lines' own announcements, collected for the pilot.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Helpline:
    """A number to call or to text, what it is for, and whether it was verified."""

    number: str
    purpose: str
    is_verified: bool = True


HELPLINES: Mapping[str, tuple[Helpline, ...]] = {
    "CI": (
        Helpline("116", "children"),
        Helpline("1308", "violence"),
        Helpline("100", "abduction"),
        Helpline("180", "fire"),
        Helpline("185", "ambulance"),
        Helpline("110", "police", is_verified=False),
        Helpline("111", "police", is_verified=False),
        Helpline("170", "police", is_verified=False),
    ),
    "GH": (
        Helpline("0800 800 800", "children"),
        Helpline("0800 900 900", "violence"),
        Helpline("8020", "by_sms"),
        Helpline("112", "police", is_verified=False),
        Helpline("18555", "violence", is_verified=False),
    ),
}


def of_country(country: str) -> tuple[Helpline, ...]:
    """The verified numbers of a country."""
    return tuple(line for line in HELPLINES.get(country, ()) if line.is_verified)
