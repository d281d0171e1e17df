"""The phone network of the month: takes SMS, and says later what became of each.

Some phones are off for hours or days, some are off for good, some numbers are refused, some
delivery reports never come and some come twice; now and then the provider is away.
"""

import heapq
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from notifications.channels import Handed, Outcomes, SendFailed

GIVES_UP = timedelta(hours=6)  # after which the network no longer tries to reach a phone
REFUSED = SendFailed("InvalidPhoneNumber", retryable=False)
AWAY = SendFailed("GatewayError", retryable=True)


@dataclass(frozen=True)
class Sent:
    """An SMS that the network took."""

    at: datetime
    to: str
    body: str
    provider_id: str


@dataclass(order=True)
class Said:
    """What the network will say of an SMS, and when."""

    at: datetime
    provider_id: str
    to: str = field(compare=False)
    status: str = field(compare=False)


@dataclass
class Network:
    """A channel whose phones are sometimes off."""

    clock: Callable[[], datetime]
    rng: random.Random
    dead: frozenset[str] = frozenset()  # off for good
    refused: frozenset[str] = frozenset()  # no such number, says the provider
    name: str = "network"
    sent: list[Sent] = field(default_factory=list)
    off: dict[str, list[tuple[datetime, datetime]]] = field(default_factory=dict)
    away: list[tuple[datetime, datetime]] = field(default_factory=list)
    arrivals: list[tuple[datetime, str]] = field(default_factory=list)  # a phone buzzes
    _to_say: list[Said] = field(default_factory=list)

    def let_phones_be_off(self, phones: Iterable[str], begin: datetime, days: int) -> None:
        """Draw when each phone is off within a month: a night, an afternoon, some days."""
        for phone in phones:
            spans = []
            for _ in range(self.rng.randint(0, 6)):
                at = begin + timedelta(hours=self.rng.uniform(0, days * 24))
                spans.append((at, at + timedelta(hours=self.rng.choice((2, 5, 9, 30, 70)))))
            self.off[phone] = spans

    def send(self, body: str, recipients: Sequence[str]) -> Outcomes:
        """Take one text for many, unless the provider is away."""
        now = self.clock()
        if any(begin <= now < end for begin, end in self.away):
            raise AWAY
        return {to: self._take(now, to, body) for to in recipients}

    def said(self, until: datetime) -> Iterator[Said]:
        """The delivery reports that have come by a moment, some of them twice."""
        while self._to_say and self._to_say[0].at <= until:
            said = heapq.heappop(self._to_say)
            yield said
            if self.rng.random() < 0.03:
                yield said

    def buzzed(self, until: datetime) -> list[tuple[datetime, str]]:
        """The phones that got an SMS by a moment, since the last time."""
        heard = []
        while self.arrivals and self.arrivals[0][0] <= until:
            heard.append(heapq.heappop(self.arrivals))
        return heard

    def _take(self, now: datetime, to: str, body: str) -> Handed | SendFailed:
        if to in self.refused:
            return REFUSED
        provider_id = f"sms-{len(self.sent) + 1}"
        self.sent.append(Sent(now, to, body, provider_id))
        on_at = now if to in self.dead else self._on_again(to, now)
        if to in self.dead or on_at > now + GIVES_UP:
            self._say(now + GIVES_UP, provider_id, to, self.rng.choice(("Failed", "Expired")))
        else:
            arrives = on_at + timedelta(seconds=self.rng.uniform(3, 90))
            heapq.heappush(self.arrivals, (arrives, to))
            if self.rng.random() < 0.95:  # of some nobody ever hears
                self._say(arrives + timedelta(seconds=2), provider_id, to, "Success")
        return Handed(provider_id, 1, "XOF 20.0000")

    def _say(self, at: datetime, provider_id: str, to: str, status: str) -> None:
        heapq.heappush(self._to_say, Said(at, provider_id, to, status))

    def _on_again(self, phone: str, now: datetime) -> datetime:
        at = now
        for begin, end in sorted(self.off.get(phone, ())):
            if begin <= at < end:
                at = end
        return at
