"""A channel that keeps what it was given, for tests."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from notifications.channels import Handed, Outcomes, SendFailed


@dataclass
class Recording:
    """Takes everything, unless `failures` has something to say about a recipient."""

    name: str = "recording"
    sent: list[tuple[str, str]] = field(default_factory=list)  # recipient, body
    calls: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    failures: dict[str, SendFailed] = field(default_factory=dict)
    outage: SendFailed | None = None

    def send(self, body: str, recipients: Sequence[str]) -> Outcomes:
        """Keep the call; answer for each recipient."""
        self.calls.append((body, tuple(recipients)))
        if self.outage:
            raise self.outage
        outcomes: dict[str, Handed | SendFailed] = {}
        for recipient in recipients:
            if failure := self.failures.get(recipient):
                outcomes[recipient] = failure
                continue
            self.sent.append((recipient, body))
            outcomes[recipient] = Handed(f"rec-{len(self.sent)}", 1, "XOF 20.0000")
        return outcomes
