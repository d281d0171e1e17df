"""What the house decided about its two ways to phones, as a worker knows it: read now and then."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from storage import routes
from storage.database import Away, Database

READ_EVERY = 5.0  # seconds


@dataclass
class KeptRoutes:
    """How much goes the second way. While the database is away it stays as it was."""

    database: Database
    _shares: Mapping[str, int] = field(default_factory=dict, repr=False)
    _read: float = field(default=float("-inf"), repr=False)

    def share(self, operator: str) -> int:
        """How many of a hundred messages to a company go the second way."""
        if time.monotonic() - self._read > READ_EVERY:
            self._read = time.monotonic()
            try:
                with self.database.reading() as session:
                    self._shares = routes.shares(session)
            except Away:
                pass
        return self._shares.get(operator, 0)
