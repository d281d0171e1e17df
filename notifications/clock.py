"""Every periodic duty, once per period, however many clocks there are.

A duty looks at the state of things and never at a window of time, so a clock that was down for a
day does on its first round what the day left undone.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog
from sqlalchemy.orm import Session

from notifications import counting, delivery_reports, digests, escalation, ringing, unanswered
from notifications.queues import QUEUES, Queues
from notifications.rules import Rules
from storage import duties, machines, outbox
from storage.database import Away, Database
from storage.outbox import ALERTS

log = structlog.get_logger()

QUARTER = timedelta(minutes=15)
Work = Callable[[Session, datetime], object]


@dataclass(frozen=True)
class Duty:
    """Something to do every so often; `wakes` the alerts queue when it did something."""

    name: str
    every: timedelta
    work: Work
    wakes: bool = True


@dataclass
class Clock:
    """Does the duties of the house; two of them share the work."""

    database: Database
    queues: Queues
    duties: list[Duty]
    local: list[Callable[[], object]] = field(default_factory=list)  # each machine does its own
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    _attended: list[str] = field(default_factory=list, repr=False)  # duties, in this tick

    def run(self, stopping: threading.Event) -> None:
        """Tick every second until told to stop."""
        while not stopping.is_set():
            self.tick()
            stopping.wait(1)

    def tick(self) -> None:
        """Do what is due now. A database that is away is tried again at the next tick."""
        self.queues.beat("clock")
        try:
            # What waits on this machine's disk comes first: it may complete a draft, or say that
            # nobody of the village may be told of it.
            for work in self.local:
                self._guarded("this machine's own", work)
            for duty in self.duties:
                self._guarded(duty.name, partial(self._do, duty))
        except Away:
            log.warning("the database is away; duties wait")
        self.queues.attended(self._attended, self.now())
        self._attended.clear()

    def _guarded(self, name: str, work: Callable[[], object]) -> None:
        try:
            work()
        except Away:
            raise
        except Exception as error:  # one bad row must not keep the other duties from being done
            log.error("a duty failed", duty=name, error=type(error).__name__)

    def _do(self, duty: Duty) -> None:
        now = self.now()
        with self.database.reading() as session:
            if not duties.is_due(session, duty.name, duty.every, now):
                return
        with self.database.transaction() as session:
            done = duties.take(session, duty.name, duty.every, now) and duty.work(session, now)
        self._attended.append(duty.name)
        if done:
            log.info("duty done", duty=duty.name)
            if duty.wakes:
                self.queues.wake([ALERTS])


def house_duties(
    rules: Rules, queues: Queues, sweep: timedelta, draft_idle: timedelta
) -> list[Duty]:
    """The duties there are."""
    return [
        Duty("sweep", sweep, _sweep(queues), wakes=False),
        Duty("remind", sweep, lambda s, now: escalation.remind(s, rules, now)),
        Duty("unreached", sweep, escalation.hurry_unreached, wakes=False),
        Duty("next_level", sweep, lambda s, now: escalation.tell_next_levels(s, rules, now)),
        Duty("outcomes", sweep, lambda s, now: escalation.ask_outcomes(s, rules, now)),
        Duty("weekly", QUARTER, lambda s, now: digests.send_weekly(s, rules, now)),
        Duty("monthly", QUARTER, lambda s, now: digests.send_monthly(s, rules, now)),
        Duty("counts", counting.EVERY, lambda s, now: counting.count(s, rules, now), wakes=False),
        Duty("stock", counting.EVERY, machines.count_stock, wakes=False),
        Duty(
            "incomplete",
            min(timedelta(seconds=30), draft_idle),
            lambda s, now: escalation.send_incomplete(s, rules, now, draft_idle),
        ),
        Duty(
            "unrouted", timedelta(minutes=1), lambda s, now: escalation.tell_somebody(s, rules, now)
        ),
        Duty("unanswered", timedelta(minutes=5), unanswered.pass_to_people, wakes=False),
        Duty("call_backs", timedelta(minutes=1), lambda s, now: ringing.climb(s, rules, now)),
        Duty("delivery_reports", timedelta(minutes=1), delivery_reports.reconcile, wakes=False),
    ]


def _sweep(queues: Queues) -> Work:
    """Wake the workers of whatever is due; it may be that nobody heard the first time."""

    def work(session: Session, now: datetime) -> list[str]:
        due = [name for name in QUEUES if outbox.is_due(session, name, now)]
        queues.wake(due)
        return due

    return work
