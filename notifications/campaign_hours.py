"""When campaigns may go out: by day, in local time, whatever the clocks of a country do.

Côte d'Ivoire allows messages that nobody asked for between 08:00 and 19:00 only. Both ends are
looked up in local time for each day, so that a day of 23 or 25 hours has the same window.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hours:
    """The window of each day, in a zone."""

    opens: time
    closes: time
    zone: ZoneInfo

    def are_open(self, moment: datetime) -> bool:
        """Whether messages may go out now. The moment at which it closes is outside."""
        opening, closing = self.window(moment)
        return opening <= moment < closing

    def next_opening(self, moment: datetime) -> datetime:
        """The moment itself when the window is open, else when it opens next."""
        opening, closing = self.window(moment)
        if moment < opening:
            return opening
        return moment if moment < closing else self._window_of(moment, 1)[0]

    def window(self, moment: datetime) -> tuple[datetime, datetime]:
        """When the window of a moment's own day opens and closes, in UTC."""
        return self._window_of(moment, 0)

    def _window_of(self, moment: datetime, later: int) -> tuple[datetime, datetime]:
        day = moment.astimezone(self.zone).date() + later * A_DAY
        # An hour that the clocks show twice is the first of the two when it opens, and when it
        # closes too: so the window is never longer than the law says.
        opening, closing = (
            datetime.combine(day, at, self.zone).astimezone(UTC) for at in (self.opens, self.closes)
        )
        return opening, closing


def hours_of(text: str) -> tuple[time, time]:
    """Read `08:00-19:00`. Raises ValueError when it is no window of one day."""
    first, _, last = text.partition("-")
    try:
        opens, closes = time.fromisoformat(first.strip()), time.fromisoformat(last.strip())
    except ValueError:
        raise ValueError("must look like 08:00-19:00, within one day") from None
    if opens >= closes or opens.tzinfo or closes.tzinfo:
        raise ValueError("must look like 08:00-19:00, within one day")
    return opens, closes


def allowed_by_now(hours: Hours, started: datetime, now: datetime, total: int) -> int:
    """How many of a campaign's messages may have gone by now when it is spread over its first day:
    a little each hour, from when it started until its window closes."""
    _, closing = hours.window(started)
    if now >= closing or closing <= started:
        return total
    # All are out a quarter of an hour before the end, so that the last do not miss the window.
    end = max(closing - timedelta(minutes=15), started + timedelta(minutes=1))
    part = (now - started) / (end - started)
    return min(total, max(1, int(total * part) + 1))
