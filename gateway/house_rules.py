"""The times a coordinator may change: who is reminded when, when nights are; with their history."""

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from notifications.rules import Clocks
from notifications.settings import night_of, outcomes_of, times_of
from storage import house_rules as kept
from storage.database import Away, Database

FRESH = 10.0  # seconds for which what was read holds in this process
READERS: Mapping[str, Callable[[str], object]] = {
    "answer_times": times_of,
    "outcome_times": outcomes_of,
    "night_hours": night_of,
}


class RulesRefused(Exception):
    """Times that cannot hold; one line for each, by its name."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name} {fault}" for name, fault in faults.items()))
        self.faults = faults


class HouseRules:
    """The times that hold now: those of the settings, until somebody changes them."""

    def __init__(self, database: Database, given: Clocks) -> None:
        self._database = database
        self._given = given
        self._now = given
        self._read_at = float("-inf")
        self._lock = threading.Lock()

    def clocks(self) -> Clocks:
        """The times now; a database that is away changes nothing."""
        if time.monotonic() - self._read_at > FRESH and self._lock.acquire(blocking=False):
            try:
                with suppress(Away), self._database.reading() as session:
                    self._now = _typed(kept.current(session), self._given)
                self._read_at = time.monotonic()
            finally:
                self._lock.release()
        return self._now

    def change(
        self, session: Session, values: Mapping[str, str], made_by: str, now: datetime
    ) -> int:
        """Let other times hold; their number. Raises RulesRefused for what cannot be read."""
        faults = {}
        for name, text in values.items():
            try:
                READERS[name](text)
            except ValueError as wrong:
                faults[name] = str(wrong)
        if faults:
            raise RulesRefused(faults)
        self._read_at = float("-inf")
        return kept.add(session, values, made_by, now)


def spelled(clocks: Clocks) -> dict[str, str]:
    """Times as they are written: {"answer_times": "critical=15m/1h …"}."""
    return {
        "answer_times": " ".join(
            f"{urgency}={_span(each.remind)}/{_span(each.next_level)}"
            for urgency, each in clocks.times.items()
        ),
        "outcome_times": " ".join(
            f"{urgency}={_span(each.first)}/{_span(each.again)}"
            for urgency, each in clocks.outcomes.items()
        ),
        "night_hours": "-".join(f"{moment:%H:%M}" for moment in clocks.night),
    }


def _span(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    for unit, length in (("d", 24 * 60), ("h", 60)):
        if minutes % length == 0 and minutes >= length:
            return f"{minutes // length}{unit}"
    return f"{minutes}m"


def _typed(values: Mapping[str, str], given: Clocks) -> Clocks:
    said = {**spelled(given), **values}
    return Clocks(
        times_of(said["answer_times"]),
        outcomes_of(said["outcome_times"]),
        night_of(said["night_hours"]),
    )
