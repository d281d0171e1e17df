"""Every periodic duty, once per period, however many clocks there are.

A duty looks at the state of things and never at a window of time, so a clock that was down for a
day does on its first round what the day left undone.
"""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog
from sqlalchemy.orm import Session

from notifications import (
    campaign_figures,
    campaign_plans,
    counting,
    delivery_reports,
    digests,
    escalation,
    ringing,
    unanswered,
    unreached,
)
from notifications.campaign_hours import Hours
from notifications.queues import Queues
from notifications.rules import Rules
from storage import alerts, campaigns, duties, losses, machines, outbox, reports
from storage import delivery_reports as kept_reports
from storage.database import Away, Database
from storage.outbox import ALERTS, BULK

log = structlog.get_logger()

MINUTE = timedelta(minutes=1)
Work = Callable[[Session, datetime], object]


@dataclass(frozen=True)
class Duty:
    """Something to do every so often; `wakes` whoever works on these queues when it did something,
    once that is committed.

    `look` says, by reading only, whether there is anything to do: while there is not, a period
    costs nobody a transaction that writes.
    """

    name: str
    every: timedelta
    work: Work
    wakes: tuple[str, ...] = (ALERTS,)
    look: Work = lambda _session, _now: True
    # Instead of `work`: what reads for long, and opens its own short transactions.
    apart: Callable[[Database, datetime], object] | None = None


def _nothing(_session: Session, _now: datetime) -> None:
    pass


def _only_wake(_session: Session, _now: datetime) -> bool:
    """Something waits, and it may be that nobody heard the first time."""
    return True


def _at_once(work: Callable[[], object]) -> None:
    work()


@dataclass
class Clock:
    """Does the duties of the house; two of them share the work."""

    database: Database
    queues: Queues
    duties: list[Duty]
    local: list[Callable[[], object]] = field(default_factory=list)  # each machine does its own
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    aside: Callable[[Callable[[], object]], object] = _at_once  # how what takes long is done
    _looked: dict[str, int] = field(default_factory=dict, repr=False)  # period with nothing to do
    _attended: list[str] = field(default_factory=list, repr=False)  # duties, in this tick

    def run(self, stopping: threading.Event) -> None:
        """Tick every second until told to stop. What takes long is done beside, one at a time, so
        that no alert waits for it."""
        with ThreadPoolExecutor(1) as beside:
            self.aside = beside.submit
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
            with self.database.reading() as session:
                taken = duties.taken(session)
                for duty in self.duties:
                    self._guarded(duty.name, partial(self._do, duty, taken, session))
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

    def _do(self, duty: Duty, taken: Mapping[str, int], reading: Session) -> None:
        now = self.now()
        period = duties.period(duty.every, now)
        if self._looked.get(duty.name) == period or duties.is_done(taken.get(duty.name), period):
            return
        reading.rollback()  # and so it sees what the duties before this one did
        if not duty.look(reading, now):
            self._looked[duty.name] = period
            self._attended.append(duty.name)
            return
        reading.rollback()
        with self.database.transaction() as session:
            ours = duties.take(session, duty.name, duty.every, now)
            done = ours and duty.work(session, now)
        self._attended.append(duty.name)
        if ours and duty.apart is not None:
            self.aside(partial(self._do_apart, duty.name, partial(duty.apart, self.database, now)))
        if done:
            log.info("duty done", duty=duty.name)
            self.queues.wake(duty.wakes)

    def _do_apart(self, name: str, work: Callable[[], object]) -> None:
        try:
            self._guarded(name, work)
        except Away:  # nobody waits for what is done beside, and so nobody else would say it
            log.warning("the database is away; a duty waits", duty=name)


def house_duties(rules: Rules, sweep: timedelta, draft_idle: timedelta, hours: Hours) -> list[Duty]:
    """The duties there are, in an order in which one leads to the next at the same tick."""
    ruled = partial(_ruled, rules)
    return [
        Duty("sweep", sweep, _only_wake, look=lambda s, now: outbox.is_due(s, ALERTS, now)),
        *_campaign_duties(rules, sweep, hours),
        ruled("remind", sweep, escalation.remind, lambda s, now: alerts.to_remind(s, now, 1)),
        Duty("unreached", sweep, unreached.hurry, wakes=(), look=losses.are_unheeded),
        ruled(
            "next_level",
            sweep,
            escalation.tell_next_levels,
            lambda s, now: alerts.to_escalate(s, now, 1),
        ),
        ruled("outcomes", sweep, escalation.ask_outcomes, lambda s, now: alerts.to_ask(s, now, 1)),
        ruled("weekly", MINUTE, digests.send_weekly, partial(digests.is_week_left, rules)),
        ruled("monthly", MINUTE, digests.send_monthly, partial(digests.is_month_left, rules)),
        _counts(rules),
        Duty("stock", counting.EVERY, machines.count_stock, wakes=()),
        Duty(
            "incomplete",
            min(timedelta(seconds=30), draft_idle),
            lambda s, now: escalation.send_incomplete(s, rules, now, draft_idle),
            look=lambda s, now: reports.idle_drafts(s, now - draft_idle, 1),
        ),
        ruled("unrouted", MINUTE, escalation.tell_somebody, lambda s, _: alerts.nobodys(s, 1)),
        Duty(
            "unanswered",
            timedelta(minutes=5),
            unanswered.pass_to_people,
            wakes=(),
            look=unanswered.are_any,
        ),
        ruled("call_backs", MINUTE, ringing.climb, partial(ringing.is_due, rules)),
        _reports(),
    ]


def _reports() -> Duty:
    """Apply reports that crossed with the provider's answer."""
    return Duty(
        "delivery_reports", MINUTE, delivery_reports.reconcile, wakes=(),
        look=lambda session, _now: kept_reports.crossed(session, 1),
    )  # fmt: skip


def _counts(rules: Rules) -> Duty:
    """Count for the overviews, beside the other duties."""
    return Duty(
        "counts", counting.EVERY, _nothing, wakes=(),
        apart=lambda database, now: counting.count(database, rules, now),
    )  # fmt: skip


def _campaign_duties(rules: Rules, sweep: timedelta, hours: Hours) -> list[Duty]:
    """What campaigns ask of the clock: that they begin, go out, and are counted."""
    plans = Duty(
        "plans",
        MINUTE,
        partial(campaign_plans.go_on, rules.texts, hours.zone),
        wakes=(),
        look=partial(campaign_plans.are_due, hours.zone),
    )
    send = Duty("campaigns", sweep, _only_wake, wakes=(BULK,), look=partial(_campaigns_wait, hours))
    return [plans, send, _figures(rules)]


def _figures(rules: Rules) -> Duty:
    """Count what became of campaigns, beside the other duties."""
    zone, every = rules.zone, campaign_figures.EVERY
    return Duty(
        "figures", every, _nothing, wakes=(),
        apart=lambda database, now: campaign_figures.count(database, zone, now),
    )  # fmt: skip


def _ruled(
    rules: Rules,
    name: str,
    every: timedelta,
    work: Callable[[Session, Rules, datetime], object],
    look: Work,
) -> Duty:
    """A duty that goes by the rules of the house."""
    return Duty(name, every, lambda session, now: work(session, rules, now), look=look)


def _campaigns_wait(hours: Hours, session: Session, now: datetime) -> bool:
    if outbox.is_due(session, BULK, now) or campaigns.to_start(session, now):
        return True
    return hours.are_open(now) and campaigns.may_go_on(session, now)
