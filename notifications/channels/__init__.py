"""A channel carries one text to many phones: one method, and one way to fail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


class SendFailed(Exception):
    """A message was not handed over, and what that means for it."""

    def __init__(
        self,
        reason: str,
        *,
        retryable: bool,
        uncertain: bool = False,
        holds_queue: bool = False,
        once: bool = False,
        carrier: str = "",
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retryable = retryable
        self.uncertain = uncertain  # nobody knows whether the provider took it
        self.holds_queue = holds_queue  # no message can go out until a person acts
        self.once = once  # worth one more try, and no third
        self.carrier = carrier  # which of several channels it was

    def of(self, carrier: str) -> "SendFailed":
        """The same failure, of one channel; this one may stand for many and stays as it is."""
        return SendFailed(
            self.reason, retryable=self.retryable, uncertain=self.uncertain,
            holds_queue=self.holds_queue, once=self.once, carrier=carrier,
        )  # fmt: skip


@dataclass(frozen=True)
class Handed:
    """The provider took a message: its id there, its billed parts, its price as they wrote it."""

    provider_id: str
    segments: int | None = None
    cost: str | None = None
    carrier: str = ""  # which of several channels took it


@dataclass(frozen=True)
class Money:
    """An amount, in the currency that the provider writes before it."""

    amount: float
    currency: str


Outcomes = Mapping[str, Handed | SendFailed]  # by recipient


class Channel(Protocol):
    """A way to reach phones."""

    name: str

    def send(self, body: str, recipients: Sequence[str]) -> Outcomes:
        """Hand over one text to many; raise SendFailed when none of it was taken."""
