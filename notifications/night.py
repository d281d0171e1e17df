"""The hours in which nobody is woken for what can wait until morning."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

NIGHT = (time(21), time(6))


def after_the_night(moment: datetime, zone: ZoneInfo, night: tuple[time, time] = NIGHT) -> datetime:
    """The moment itself by day; the morning, local time, when it falls in the night."""
    nightfall, morning = night
    local = moment.astimezone(zone)
    if morning <= local.time() < nightfall:
        return moment
    day = local.date() + timedelta(days=1 if local.time() >= nightfall else 0)
    after = datetime.combine(day, morning, zone).astimezone(moment.tzinfo)
    return max(after, moment)  # a morning that the clocks show twice
