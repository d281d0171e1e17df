"""Makes the calls of a round, two at a time, while the next round is prepared. Alerts that are due
go before each of them, and so an alert waits for one call at most."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import structlog

from notifications.campaign_landing import Flight, Made, is_refused_whole
from notifications.channels import Channel, Outcomes, SendFailed

log = structlog.get_logger()

ASKED_EVERY = 0.25  # seconds between two looks at whether alerts are due
LANES = 2  # calls under way at once: the provider works on one while we read the other's answer
MOST_CALLS = 15  # in a round
A_ROUND = 0.5  # seconds that the calls of a round may take: pause and STOP are heeded after it


@dataclass
class CampaignCaller:
    """Who talks to the provider for campaigns."""

    channel: Channel
    alerts_first: Callable[[], object] = lambda: None  # carries what may not wait behind us
    stopping: threading.Event = field(default_factory=threading.Event)
    calls: int = 1  # that the next round may have; a provider that is slow is given one at a time
    _asked: float = field(default=float("-inf"), repr=False)
    _one_asks: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __post_init__(self) -> None:
        self._lanes = ThreadPoolExecutor(LANES, thread_name_prefix="campaign-lane")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._lanes.shutdown()

    def make(self, flights: Sequence[Flight]) -> list[Made]:
        """Make the calls. After one that failed as a whole the rest are not made, nor when the
        house is told to stop."""
        began, failed = time.monotonic(), threading.Event()
        made = list(self._lanes.map(lambda flight: self._one(flight, failed), flights))
        # A round of many calls saves trips to the database only where calls are quick.
        each = max((time.monotonic() - began) / len(flights), 0.001)
        self.calls = min(MOST_CALLS, max(1, int(A_ROUND / each)))
        return made

    def _one(self, flight: Flight, failed: threading.Event) -> Made:
        """Make one call, or leave it."""
        self._let_alerts_go_first()
        is_ours = time.monotonic() < flight.until
        if not is_ours or failed.is_set() or self.stopping.is_set():
            return flight, None
        outcomes = self._answer(flight)
        if is_refused_whole(outcomes):
            failed.set()
        return flight, outcomes

    def _answer(self, flight: Flight) -> Outcomes:
        """What the provider said for each phone; how it failed, where it said nothing."""
        try:
            return self.channel.send(flight.body, flight.phones)
        except SendFailed as failure:
            log.warning("call failed", reason=failure.reason, messages=len(flight.letters))
            return dict.fromkeys(flight.phones, failure)
        except Exception as error:  # it must not lose what the other calls of the round brought
            log.error("a call broke", error=type(error).__name__)
            broke = SendFailed(type(error).__name__, retryable=True, uncertain=True)
            return dict.fromkeys(flight.phones, broke)

    def _let_alerts_go_first(self) -> None:
        with self._one_asks:
            if time.monotonic() - self._asked < ASKED_EVERY:
                return
            self.alerts_first()
            self._asked = time.monotonic()
