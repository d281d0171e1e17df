"""What is wanted: how many reports, until when, which of all the years there could be."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Order:
    """So many reports in the year before a moment; `base` reports are there already."""

    reports: int
    seed: int
    until: datetime
    base: int = 0

    @property
    def salt(self) -> str:
        """What tells this year from any other of the same house."""
        return f"{self.seed}:{self.base}"

    @property
    def most(self) -> int:
        """How many references may be needed: each call may also be cancelled, one is a draft."""
        return self.base + 2 * self.reports + 1

    def of_cancelled(self, number: int) -> int:
        """What the cancelled call beside the report with a number counts as."""
        return self.reports + number

    @property
    def of_draft(self) -> int:
        """What the call that is under way counts as."""
        return self.base + 2 * self.reports
