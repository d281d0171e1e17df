"""What every sender of this house goes by: its texts, its times, its mornings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from notifications.night import after_the_night
from notifications.settings import Night, Outcomes, Times
from notifications.texts import Texts


@dataclass(frozen=True)
class Clocks:
    """The times that a coordinator may change: for an answer, for an outcome, and the night."""

    times: Mapping[str, Times]
    outcomes: Mapping[str, Outcomes]
    night: Night


@dataclass(frozen=True)
class Rules:
    """Texts, how long each urgency may wait, and where we are. `clocks` is asked each time: what
    is changed holds from the next report on."""

    texts: Texts
    clocks: Callable[[], Clocks]
    zone: ZoneInfo
    public_url: str = ""  # where a service's link leads; "" where nothing of ours is on the web
    country: str = "CI"  # whose phone numbers are meant where none is said

    @property
    def times(self) -> Mapping[str, Times]:
        """How long a committee has to answer."""
        return self.clocks().times

    @property
    def outcomes(self) -> Mapping[str, Outcomes]:
        """How long a committee has to say what was done."""
        return self.clocks().outcomes

    def by_day(self, moment: datetime) -> datetime:
        """The moment itself by day, the next morning when it falls in the night."""
        return after_the_night(moment, self.zone, self.clocks().night)
