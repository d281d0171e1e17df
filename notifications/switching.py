"""Lets the second channel take over from the first, for one telephone company at a time.

The rule is the one that a large public notification service goes by: when 15 in 100 messages of a
quarter of an hour were slow or failed, all go the other way, and then, little by little, back. What
a phone that is off does is seen on both ways: a channel is only left for one that does better.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from notifications.clock import MINUTE, Duty
from storage import carried, routes
from storage.carried import Carried
from storage.models import Route
from storage.outbox import ALERTS, BULK

log = structlog.get_logger()

TOO_MANY = 15  # of a hundred messages
ENOUGH = 20  # messages to judge a channel by
DEAD = 3  # tries in a row that came to nothing, and none that did not
PAUSE = timedelta(minutes=5)  # between two moves of one route
BACK = 10  # of a hundred messages, at a time
REMEMBERED = timedelta(days=1)  # that a channel does report; one that never does cannot be slow


@dataclass(frozen=True)
class Seen:
    """What a channel carried to a company of late, and whether it is known to report."""

    counted: int
    slow: int
    failed: int
    reports: bool

    @property
    def bad(self) -> int:
        """How many messages went badly."""
        return self.failed + (self.slow if self.reports else 0)

    @property
    def is_poor(self) -> bool:
        """Whether it should be left, if there is a better one."""
        if self.failed >= DEAD and self.failed == self.counted:
            return True
        return self.counted >= ENOUGH and self.bad * 100 >= TOO_MANY * self.counted

    def is_worse_than(self, other: "Seen") -> bool:
        """Whether more of a hundred went badly; a channel that carried little is given a chance."""
        if other.counted < DEAD:
            return True
        return self.bad * other.counted > other.bad * self.counted


def next_share(share: int, since: timedelta | None, first: Seen, second: Seen) -> int:
    """How many of a hundred messages go the second way from now on. `since` is for how long it has
    been as it is; None when it always was."""
    if since is not None and since < PAUSE:
        return share
    if share < 100 and first.is_poor and first.is_worse_than(second):
        return 100
    if share > 0 and second.is_poor and second.is_worse_than(first):
        return 0
    return max(share - BACK, 0)


def duty(first: str, second: str) -> Duty:
    """The clock's look at both channels."""
    return Duty(
        "routes", MINUTE, lambda session, now: look(session, first, second, now),
        wakes=(ALERTS, BULK),
    )  # fmt: skip


def look(session: Session, first: str, second: str, now: datetime) -> bool:
    """Look at what both channels carried, and move the routes; whether something waits for it."""
    seen = carried.lately(session, now)
    moved = False
    for operator, route in routes.every(session).items():
        one, other = (seen.get((operator, way), Carried()) for way in (first, second))
        route.first_heard_at = one.heard_at or route.first_heard_at
        route.second_heard_at = other.heard_at or route.second_heard_at
        moved |= _move(session, route, _seen(one, route.first_heard_at, now),
                       _seen(other, route.second_heard_at, now), now)  # fmt: skip
    return moved


def _move(session: Session, route: Route, first: Seen, second: Seen, now: datetime) -> bool:
    since = None if route.moved_at is None else now - route.moved_at
    share = next_share(route.share, since, first, second)
    if share == route.share:
        return False
    left = first if share > route.share else second
    log.warning(
        "a route was moved", operator=route.operator, second=share, before=route.share,
        counted=left.counted, bad=left.bad,
    )  # fmt: skip
    is_drift = share == route.share - BACK
    if not is_drift:
        route.counted, route.bad = left.counted, left.bad
        routes.hurry(session, route.operator, now)
    route.share, route.moved_at = share, now
    return not is_drift


def _seen(carried: Carried, heard_at: datetime | None, now: datetime) -> Seen:
    reports = heard_at is not None and now - heard_at <= REMEMBERED
    return Seen(carried.counted, carried.slow, carried.failed, reports)
