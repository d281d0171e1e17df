"""Two ways to phones: for each company of the country, a share goes the second way.

A person's messages go the same way as long as the share stays; each outcome says who carried it.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from notifications.channels import Channel, Handed, Outcomes, SendFailed
from storage.operators import operator_of


class Routes(Protocol):
    """Says how much goes which way."""

    def share(self, operator: str) -> int:
        """How many of a hundred messages to a company go the second way."""


@dataclass
class Routed:
    """Carries each message the first or the second way."""

    first: Channel
    second: Channel
    routes: Routes
    name: str = ""  # the first way's; an outcome has the name of the one that it came by

    def __post_init__(self) -> None:
        self.name = self.first.name

    def send(self, body: str, recipients: Sequence[str]) -> Outcomes:
        """Hand over one text to many; a way that takes nothing fails for its own phones only."""
        ways: dict[bool, list[str]] = {}
        for recipient in recipients:
            ways.setdefault(self._goes_second(recipient), []).append(recipient)
        outcomes: dict[str, Handed | SendFailed] = {}
        for is_second, phones in ways.items():
            outcomes.update(_by(self.second if is_second else self.first, body, phones))
        return outcomes

    def _goes_second(self, recipient: str) -> bool:
        return zlib.crc32(recipient.encode()) % 100 < self.routes.share(operator_of(recipient))


def _by(channel: Channel, body: str, phones: Sequence[str]) -> Outcomes:
    try:
        outcomes = channel.send(body, phones)
    except SendFailed as failure:
        outcomes = dict.fromkeys(phones, failure)
    return {phone: _signed(outcome, channel.name) for phone, outcome in outcomes.items()}


def _signed(outcome: Handed | SendFailed, carrier: str) -> Handed | SendFailed:
    if isinstance(outcome, Handed):
        return replace(outcome, carrier=carrier)
    return outcome.of(carrier)
