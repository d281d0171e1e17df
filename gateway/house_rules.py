"""The times a coordinator may change: who is reminded when, when nights are; with their history."""

import logging
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from itertools import pairwise

from sqlalchemy.orm import Session

from menus.triage import URGENCIES
from notifications.rules import Clocks
from notifications.settings import Night, Outcomes, Times, night_of, outcomes_of, times_of
from storage import house_rules as kept
from storage.database import Away, Database
from storage.models import HouseRules as Version

log = logging.getLogger(__name__)
FRESH = 10.0  # seconds for which what was read holds in this process
STEPS = ("remind", "next_level", "first", "again")  # of an urgency, in the order they come
LONGEST, MOST_DIGITS = timedelta(days=366), 4
SELDOM = timedelta(hours=1)  # who is asked more often stops reading
LONGEST_NIGHT = timedelta(hours=14)
START = 0  # the number of the times that the house was started with
Spans = Mapping[tuple[str, str], timedelta]  # by urgency and step


class RulesRefused(Exception):
    """Times that cannot hold; why, by the name of the field: {"high_remind": "too_late"}."""

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
                    self._now = self.of(kept.latest(session))
                self._read_at = time.monotonic()
            finally:
                self._lock.release()
        return self._now

    def of(self, version: Version | None) -> Clocks:
        """The times of a version; None is what the house was started with."""
        if version is None:
            return self._given
        said = {**spelled(self._given), **version.values}
        try:
            return Clocks(
                times_of(said["answer_times"]),
                outcomes_of(said["outcome_times"]),
                night_of(said["night_hours"]),
            )
        except ValueError:  # kept by a release that understood more, or changed by hand
            log.exception("times cannot be read", extra={"version": version.number})
            return self._given

    def change(
        self, session: Session, clocks: Clocks, after: int, made_by: str, now: datetime
    ) -> int | None:
        """Let other times hold after a version; their number, or None when another version has
        come since. Raises RulesRefused for what cannot hold."""
        if faults := wrong_in(clocks):
            raise RulesRefused(faults)
        held = kept.latest(session)
        if (held.number if held else START) != after:
            return None
        self._read_at = float("-inf")
        added = kept.add(session, after + 1, spelled(clocks), made_by, now)
        return after + 1 if added else None


def spans_of(clocks: Clocks) -> dict[tuple[str, str], timedelta]:
    """Every time by its urgency, the most urgent first, and its step."""
    return {
        (urgency, step): getattr(
            (clocks.times if step in STEPS[:2] else clocks.outcomes)[urgency], step
        )
        for urgency in reversed(URGENCIES)
        for step in STEPS
    }


def clocks_of(spans: Spans, night: Night) -> Clocks:
    """Times as the house goes by them."""
    return Clocks(
        {u: Times(spans[u, "remind"], spans[u, "next_level"]) for u in URGENCIES},
        {u: Outcomes(spans[u, "first"], spans[u, "again"]) for u in URGENCIES},
        night,
    )


def wrong_in(clocks: Clocks) -> dict[str, str]:
    """What stands against some times, the first thing of each field; nothing when they can hold."""
    return dict(reversed(list(_every_fault(clocks))))


def _every_fault(clocks: Clocks) -> Iterator[tuple[str, str]]:
    """What stands against some times: the field, and why in a word."""
    spans = spans_of(clocks)
    yield from ((f"{u}_{step}", why) for u, step in spans if (why := _against(spans, u, step)))
    for lesser, greater in pairwise(URGENCIES):
        for step in STEPS:
            if spans[greater, step] > spans[lesser, step]:
                yield f"{greater}_{step}", "slower"
    falls, ends = (datetime.combine(date.min, each) for each in clocks.night)
    if falls <= ends or ends + timedelta(days=1) - falls > LONGEST_NIGHT:
        yield "night_falls", "no_night"


def _against(spans: Spans, urgency: str, step: str) -> str:
    span = spans[urgency, step]
    if span > LONGEST or len(str(in_one_unit(span)[0])) > MOST_DIGITS:
        return "too_long"
    if step == "remind" and span >= spans[urgency, "next_level"]:
        return "too_late"
    return "too_often" if step == "again" and span < SELDOM else ""


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


def in_one_unit(span: timedelta) -> tuple[int, str]:
    """A span as a number and the largest unit that says it whole: (90, "m"), (3, "d")."""
    minutes = int(span.total_seconds() // 60)
    for unit, length in (("d", 24 * 60), ("h", 60)):
        if minutes % length == 0 and minutes >= length:
            return minutes // length, unit
    return minutes, "m"


def _span(span: timedelta) -> str:
    number, unit = in_one_unit(span)
    return f"{number}{unit}"
