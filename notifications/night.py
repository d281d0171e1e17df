"""The hours in which nobody is woken for what can wait until morning."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

NIGHTFALL, MORNING = time(21), time(6)


def after_the_night(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment itself by day; 06:00 local when it falls in the night."""
    local = moment.astimezone(zone)
    if MORNING <= local.time() < NIGHTFALL:
        return moment
    day = local.date() + timedelta(days=1 if local.time() >= NIGHTFALL else 0)
    return datetime.combine(day, MORNING, zone).astimezone(moment.tzinfo)
