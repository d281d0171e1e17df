"""Makes the calls of a round, one after the other, while the next round is prepared. Alerts that
are due go before each of them, and so an alert waits for one call at most."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog

from notifications.campaign_landing import Flight, Made, is_refused_whole
from notifications.channels import Channel, Outcomes, SendFailed

log = structlog.get_logger()

ASKED_EVERY = 0.1  # seconds between two looks at whether alerts are due
MOST_CALLS = 5  # in a round
A_ROUND = 0.5  # seconds that the calls of a round may take: pause and STOP are heeded after it


@dataclass
class CampaignCaller:
    """Who talks to the provider for campaigns."""

    channel: Channel
    alerts_wait: Callable[[], bool] = lambda: False
    alerts: Callable[[], object] = lambda: None  # carries what may not wait behind us
    stopping: threading.Event = field(default_factory=threading.Event)
    calls: int = 1  # that the next round may have; a provider that is slow is given one at a time
    _asked: float = field(default=float("-inf"), repr=False)

    def make(self, flights: Sequence[Flight]) -> list[Made]:
        """Make the calls. After one that failed as a whole the rest are not made, nor when the
        house is told to stop."""
        made: list[Made] = []
        began, is_well = time.monotonic(), True
        for flight in flights:
            self._let_alerts_go_first()
            is_ours = time.monotonic() < flight.until
            if not (is_ours and is_well) or (made and self.stopping.is_set()):
                made.append((flight, None))
                continue
            outcomes, is_well = self._call(flight)
            made.append((flight, outcomes))
        self._learn((time.monotonic() - began) / len(flights))
        return made

    def _call(self, flight: Flight) -> tuple[Outcomes, bool]:
        """Make one call; how it failed is said for each phone."""
        try:
            outcomes = self.channel.send(flight.body, flight.phones)
            return outcomes, not is_refused_whole(outcomes)
        except SendFailed as failure:
            log.warning("call failed", reason=failure.reason, messages=len(flight.letters))
            return dict.fromkeys(flight.phones, failure), False

    def _let_alerts_go_first(self) -> None:
        if time.monotonic() - self._asked < ASKED_EVERY:
            return
        if self.alerts_wait():
            self.alerts()
        self._asked = time.monotonic()

    def _learn(self, seconds: float) -> None:
        """A round of many calls saves trips to the database only where calls are quick."""
        self.calls = min(MOST_CALLS, max(1, int(A_ROUND / max(seconds, 0.001))))
