"""A visit as it is told by keys: how the child was found, and on which day."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from menus.flows.casework import ABSENT
from storage.casework import Seen

NOON = time(12)


def seen(answers: Mapping[str, str], zone: ZoneInfo, now: datetime) -> Seen | None:
    """What was seen, and when; None for a day that no calendar has.

    Only what was asked after this situation counts: an earlier visit of the same call may have
    left other answers.
    """
    situation = answers["visit"]
    today = now.astimezone(zone).date()
    works = {"working": "yes"}.get(situation) or answers.get("works", "unknown")
    at_school = answers.get("at_school", "unknown")
    if situation in ABSENT:
        works = at_school = "unknown"
    if answers["visit_day"] == "today":
        return Seen(situation, works, at_school)
    day = _day(answers, today)
    return Seen(situation, works, at_school, datetime.combine(day, NOON, zone)) if day else None


def _day(answers: Mapping[str, str], today: date) -> date | None:
    """Yesterday, or the last time that this day of this month was."""
    if answers["visit_day"] == "yesterday":
        return today - timedelta(days=1)
    day, month = int(answers["visit_on"][:2]), int(answers["visit_on"][2:])
    for year in (today.year, today.year - 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue  # the 29th of February of another year
        if found <= today:
            return found
    return None
