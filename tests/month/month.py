"""A month of the house, played with a virtual clock: everything that happens is done by real code.

People report, phones buzz or are off, members answer early, late or never; the clock strikes,
sometimes two of them, one day none; the provider is away for an afternoon; Redis forgets.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import following, intake, wiring
from gateway.wiring import Wiring
from menus.check_digit import with_check_digit
from notifications import delivery_reports, insisting
from notifications.clock import Clock
from notifications.delivery import Postman
from storage import alerts, reports
from storage.models import Place, Report, ReportStatus
from tests.month import land
from tests.month.committees import Committees
from tests.month.land import Resident
from tests.month.network import Network
from tests.month.villagers import Telling, Villagers

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
DAYS = 30
STEP, NIGHTLY = timedelta(minutes=30), timedelta(hours=1)  # between two strikes
DOWN = (BEGIN + timedelta(days=12), BEGIN + timedelta(days=13))  # no clock strikes
TWO_CLOCKS = range(15, 19)  # days on which two of them do
PROVIDER_AWAY = (BEGIN + timedelta(days=8, hours=15), BEGIN + timedelta(days=8, hours=19))
COUNTED = ("counts", "figures", "stock")  # duties that only count, each time everything
FORGETS = range(3, DAYS, 5)  # days on which Redis loses everything at noon

ROUNDS = 60  # of a clock, ten seconds apart, within which it must have caught up

Check = Callable[["Month"], None]


@dataclass
class Month:
    """The house, its country, and the hour."""

    house: Wiring
    seed: int
    now: datetime = BEGIN
    residents: list[Resident] = field(default_factory=list)
    filed: dict[str, datetime] = field(default_factory=dict)  # by session key

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)  # noqa: S311
        self.residents, villages = land.furnish(self.house.database)
        self.house.world.clock = lambda: self.now
        phones = [resident.phone for resident in self.residents]
        unlucky = [phone for phone in phones if self.rng.random() < 0.12]
        self.network = Network(
            lambda: self.now,
            random.Random(self.seed + 1),  # noqa: S311
            frozenset(unlucky[::2]),
            frozenset(unlucky[1::2]),
            away=[PROVIDER_AWAY],
        )
        self.network.let_phones_be_off(phones, BEGIN, DAYS)
        self.committees = Committees(self.house, self.rng)
        self.committees.move_in(self.residents)
        with self.house.database.reading() as session:
            rows = session.execute(select(Place.code, Place.id).where(Place.code.in_(villages)))
            placed = sorted((code, place_id) for code, place_id in rows)
        self.villagers = Villagers(
            self.rng, self.house.database.keys, placed, phones, f"part-{self.seed}"
        )
        self.clocks = [self._clock(), self._clock()]
        settings = self.house.settings
        self.postman = Postman(
            self.house.database, self.network, settings.lease, settings.at_deadline,
            lambda: self.now, self.house.rules.by_day,
        )  # fmt: skip

    def run(self, count: int, check: Check, days: int = DAYS) -> None:
        """Play so many reports over some days; `check` is called after every strike of a clock."""
        told = self.villagers.tell(count, BEGIN, days - 1)
        while self.now < BEGIN + timedelta(days=days):
            self.now += NIGHTLY if self.now.hour >= 21 or self.now.hour < 6 else STEP
            self._hear(told)
            self._insist()
            self.committees.work(self.now)
            if self._strike():
                check(self)
            self.postman.drain("alerts")
            self._deliver()

    @property
    def is_down(self) -> bool:
        """Whether no clock strikes."""
        return DOWN[0] <= self.now < DOWN[1]

    def _clock(self) -> Clock:
        duties = [duty for duty in wiring.duties(self.house) if duty.name not in COUNTED]
        clock = Clock(self.house.database, self.house.queues, duties)
        clock.now = lambda: self.now
        return clock

    def _hear(self, told: list[Telling]) -> None:
        """People tell us something: all of it, or the call breaks off after the place."""
        while told and told[0].at <= self.now:
            telling = told.pop(0)
            with self.house.database.transaction() as session:
                if telling.breaks_off:
                    reports.keep(session, telling.statement, with_check_digit, telling.at)
                else:
                    intake.file_report(session, self.house.rules, telling.statement, telling.at)
            self.filed[telling.statement.session_key] = telling.at

    def _insist(self) -> None:
        """Now and then somebody says that nobody came, or that the child is not safe after all."""
        if self.rng.random() > 0.25:
            return
        with self.house.database.transaction() as session:
            report = self._anyone(session)
            if report is None:
                return
            if report.status == ReportStatus.CLOSED:
                if self.rng.random() < 0.3 and report.safe_now in (None, "asked"):
                    following.safe_now(session, self.house.rules, report, "no", self.now)
            elif report.status not in (ReportStatus.DRAFT, ReportStatus.UNFOUNDED):
                insisting.nobody_came(session, self.house.rules, report, self.now)

    def _anyone(self, session: Session) -> Report | None:
        key = self.rng.choice(list(self.filed)) if self.filed else ""
        report = reports.by_session(session, key)
        return reports.locked(session, report.id) if report else None

    def _strike(self) -> bool:
        """The clock strikes, or both of them, or none; whether one did."""
        if self.now.hour == 12 and self.now.minute == 0 and (self.now - BEGIN).days in FORGETS:
            self.house.redis.flushall()
        if self.is_down:
            return False
        both = (self.now - BEGIN).days in TWO_CLOCKS
        clocks = self.clocks if both else self.clocks[:1]
        struck_at = self.now
        for _ in range(ROUNDS):
            for clock in clocks:
                clock.tick()
            if not self._is_behind():
                break
            self.now += timedelta(seconds=10)
        self.now = struck_at
        return True

    def _is_behind(self) -> bool:
        """Whether more was due than a round of the clock holds: a hundred alerts of each kind."""
        due = (alerts.to_remind, alerts.to_escalate, alerts.to_ask)
        with self.house.database.reading() as session:
            return any(asked(session, self.now, 1) for asked in due)

    def _deliver(self) -> None:
        """The network says what became of the SMS; phones buzz."""
        said = list(self.network.said(self.now))
        if said:
            with self.house.database.transaction() as session:
                for each in said:
                    index = self.house.database.keys.phone(each.to)
                    delivery_reports.take(
                        session, each.provider_id, each.status, "", index, self.now
                    )
        for at, phone in self.network.buzzed(self.now):
            self.committees.hear(phone, at)
