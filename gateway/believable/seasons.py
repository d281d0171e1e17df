"""When people report: the seasons of cocoa and school, the days of the week, the hours.

The main harvest lasts from October to March; plots are cleared before the rains and sprayed in the
second half of the year; school begins in September. A service that is new is used more each month.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

from gateway.believable.chance import Lot, rng_of

DAYS = 365
A_DAY = timedelta(days=1)
MONTHS = (1.15, 1.05, 1.0, 0.8, 0.8, 1.05, 0.85, 0.85, 1.15, 1.25, 1.35, 1.2)  # from January
WEEKDAYS = (1.1, 1.0, 1.0, 1.0, 1.1, 0.95, 0.75)  # from Monday
GROWTH = 0.5  # how much more a service is used at the end of its first year
HOURS = (
    0.4, 0.25, 0.2, 0.2, 0.4, 1.2, 3.0, 4.2, 4.4, 4.0, 3.8, 4.0,
    4.6, 4.0, 3.6, 3.6, 4.0, 4.8, 6.0, 6.4, 5.0, 3.2, 1.8, 0.9,
)  # fmt: skip
# What is reported more often in some months than in others.
SEASONS: dict[str, dict[int, float]] = {
    "heavy_loads": dict.fromkeys((10, 11, 12, 1, 2, 3), 1.6),
    "sharp_tools": dict.fromkeys((10, 11, 12, 1), 1.5),
    "long_or_night_work": dict.fromkeys((10, 11, 12, 1, 2), 1.3),
    "group_arrival": dict.fromkeys((9, 10, 11), 1.8),
    "forced_labour": dict.fromkeys((10, 11, 12, 1), 1.4),
    "land_clearing": dict.fromkeys((1, 2, 3, 4), 2.2),
    "agrochemicals": dict.fromkeys((7, 8, 9, 10, 11), 2.4),
    "mining": dict.fromkeys((11, 12, 1, 2, 3, 4), 1.4),
    "domestic_work": dict.fromkeys((7, 8, 9), 1.4),
    "out_of_school": {9: 2.6, 10: 1.8, 1: 1.3},
    "no_birth_certificate": dict.fromkeys((2, 3, 4, 5), 1.6),
    "fgm": dict.fromkeys((7, 8, 9, 12), 1.9),
    "forced_marriage": dict.fromkeys((6, 7, 8), 1.3),
}


class Calendar:
    """When each report of a year comes in: the first of them a year before the end."""

    def __init__(self, reports: int, until: datetime, zone: ZoneInfo, seed: int) -> None:
        self.until, self._zone = until, zone
        self._since = until - DAYS * A_DAY
        self._upto = _shared(reports, _weights(self._since, zone, rng_of(seed, "days")))
        self._hours: dict[int, Lot[int]] = {}

    def moments(self, rng: Random, first: int, end: int) -> list[datetime]:
        """When the reports from one number up to another come in, in their order."""
        found, day = [], 0
        for number in range(first, end):
            while self._upto[day] <= number:
                day += 1
            found.append(self._moment(rng, day))
        return sorted(found)

    def month(self, moment: datetime) -> int:
        """The month of a moment, where the house is."""
        return moment.astimezone(self._zone).month

    def _moment(self, rng: Random, day: int) -> datetime:
        """Somewhere in the 24 hours of a day, which begin at the hour of the year's end."""
        start = self._since + day * A_DAY
        begins = start.astimezone(self._zone).hour
        if begins not in self._hours:
            turned = HOURS[begins:] + HOURS[:begins]
            self._hours[begins] = Lot(dict(enumerate(turned)))
        hour = self._hours[begins].draw(rng)
        return start + timedelta(seconds=(hour + rng.random()) * 3600)


def _weights(since: datetime, zone: ZoneInfo, rng: Random) -> list[float]:
    weights = []
    for day in range(DAYS):
        local = (since + day * A_DAY).astimezone(zone)
        grown = 1 - GROWTH / 2 + GROWTH * day / DAYS
        mood = rng.lognormvariate(0, 0.12)
        weights.append(MONTHS[local.month - 1] * WEEKDAYS[local.weekday()] * grown * mood)
    return weights


def _shared(reports: int, weights: Sequence[float]) -> list[int]:
    """How many reports have come in by the end of each day: all of them by the last."""
    total = sum(weights)
    upto = [round(reports * part / total) for part in accumulate(weights)]
    upto[-1] = reports
    return upto
