"""The course of one report: what is planned, what is noted, who is written to.

What people will do is planned on an agenda, by name, and done when its time comes, if it still can
be; what the clock does is never planned but follows from the alerts, as in the house.
"""

from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from heapq import heappop, heappush
from random import Random
from typing import Any, cast

from gateway.believable.chance import id_at
from gateway.believable.country import Country, Person, Team
from gateway.believable.delivering import deliver
from gateway.believable.dossier import Dossier, Line, Slip, Sms
from gateway.believable.traffic import Traffic
from notifications import turns
from notifications.alerts import ALERT_LIVES, FIRST_WORDS, REMINDER_LIVES
from notifications.burst import SPAN
from notifications.reporters import LIVES
from notifications.rules import Rules
from storage.models import Alert, Report

OUTSIDE_OFF = 0.06  # how likely an SMS to who is no member does not arrive
BY_WEB = 0.3  # how often a member looks at a screen, and not at a phone
AWAKE = timedelta(hours=3)  # within which people take up in the morning what waited in the night


class Steady(Rules):
    """The rules as they are now, for all of a year; the middle of the day is told at a glance."""

    @classmethod
    def of(cls, rules: Rules) -> "Steady":
        """Hold the times that hold now."""
        clocks = rules.clocks()
        named = {each.name: getattr(rules, each.name) for each in fields(rules)}
        return cls(**{**named, "clocks": lambda: clocks})

    def by_day(self, moment: datetime) -> datetime:
        """The moment itself by day, the next morning when it falls in the night."""
        falls, ends = self.clocks().night
        if ends.hour < moment.astimezone(self.zone).hour < falls.hour:
            return moment
        return super().by_day(moment)


@dataclass(frozen=True)
class Times:
    """A year: where it takes place, by which rules, until when."""

    country: Country
    rules: Rules
    until: datetime


@dataclass
class Course:
    """One report on its way."""

    times: Times
    rng: Random
    dossier: Dossier
    traffic: Traffic
    now: datetime
    agenda: list[tuple[datetime, int, str, tuple[Any, ...]]] = field(default_factory=list)
    planned: int = 0

    def plan(self, at: datetime, act: str, *about: Any) -> None:
        """Have something done at a moment, unless the year is over by then."""
        if at <= self.times.until:
            self.planned += 1
            heappush(self.agenda, (at, self.planned, act, about))

    def next_act(self) -> tuple[datetime, str, tuple[Any, ...]]:
        """What is to be done next; taken from the agenda."""
        at, _, act, about = heappop(self.agenda)
        return at, act, about

    def note(self, line: str, actor: str, at: datetime, /, **detail: str) -> None:
        """Add a line to the report's history."""
        self.dossier.lines.append((line, actor, at, detail))

    def noted_by(
        self, person: Person, team: Team, line: str, at: datetime, /, **detail: str
    ) -> None:
        """Add a line about what a member did."""
        self.note(line, f"member:{person.key}", at, **detail, committee=team.key)

    def since_reopened(self, kind: str) -> Line | None:
        """The last line of a kind, if the report was not taken up again after it."""
        for line in reversed(self.dossier.lines):
            if line[0] == kind:
                return line
            if line[0] == "reopened":
                return None
        return None

    def look(self, person: Person, at: datetime) -> None:
        """A member opened the report, mostly on the phone, after seeing it in the list."""
        channel = "web" if self.rng.random() < BY_WEB else "ussd"
        self.dossier.looks.append((person, "opened", channel, min(at, self.times.until)))

    def awake(self, at: datetime) -> datetime:
        """When somebody does what would fall in the night: in the morning, unless it burns."""
        if self.dossier.urgency == turns.CRITICAL and self.rng.random() < 0.5:
            return at
        morning = self.times.rules.by_day(at)
        return at if morning == at else morning + AWAKE * self.rng.random()

    def somebody_of(self, team: Team) -> Person | None:
        """A member who may know of the report: those who lead answer more often."""
        aside = self.dossier.aside
        left = [person for person in team.people if person.phone_index not in aside]
        if not left:
            return None
        return left[min(int(self.rng.expovariate(1.2)), len(left) - 1)]

    def write(self, slip: Slip, kind: str, at: datetime, *, but: Person | None = None) -> int:
        """Write to the members of a committee; to how many."""
        aside = self.dossier.aside if kind != "alert" else {self.dossier.phone_index}
        whom = [p for p in slip.team.people if p is not but and p.phone_index not in aside]
        when = turns.kindly(self.times.rules, self.as_report, at)
        is_critical = self.dossier.urgency == turns.CRITICAL
        for person in whom:
            if not is_critical and self.traffic.is_one(person, kind, when):
                self._gather(slip, person, when, at)
            else:
                self.write_to(slip, person, kind, at, when)
        return len(whom)

    def write_to(self, slip: Slip, person: Person, kind: str, at: datetime, when: datetime) -> Sms:
        """Write to one member; it leaves when it may."""
        lives = ALERT_LIVES if kind in (*FIRST_WORDS, "gathered") else REMINDER_LIVES
        sms = Sms(
            id_at(self.rng, at), kind, slip, person.phone, person.phone_index, person.language,
            at, when, when + lives, self.dossier.reference,
            by_day=self.dossier.urgency != turns.CRITICAL,
        )  # fmt: skip
        deliver(self.rng, sms, person.off, self.times.until)
        slip.add(sms)
        self.dossier.sms.append(sms)
        return sms

    def _gather(self, slip: Slip, person: Person, when: datetime, at: datetime) -> None:
        """One SMS tells of several reports."""
        sms = self.traffic.gathered(person, at)
        if sms is None:
            later = self.times.rules.by_day(when + SPAN)
            sms = self.write_to(slip, person, "gathered", at, later)
            self.traffic.gather(person, sms)
        else:
            slip.add(sms)
        slip.told_in = sms.id

    def write_to_reporter(self, kind: str, at: datetime) -> bool:
        """Write to the reporter, by day; whether they may be written to."""
        if self.dossier.contact != "text":
            return False
        when = self.times.rules.by_day(at)
        sms = self.write_outside(kind, self.dossier.told.phone, LIVES, at, when)
        sms.language, sms.by_day = self.dossier.told.language, True
        return True

    def write_outside(
        self, kind: str, phone: str, lives: timedelta, at: datetime, when: datetime
    ) -> Sms:
        """Write to somebody who is no member."""
        sms = Sms(
            id_at(self.rng, at), kind, None, phone, "", "fr", at, when, when + lives,
            self.dossier.reference,
        )  # fmt: skip
        deliver(self.rng, sms, OUTSIDE_OFF, self.times.until)
        self.dossier.sms.append(sms)
        return sms

    def settle(self) -> None:
        """Say on the report what its alerts have come to."""
        turns.say_on_report(self.as_report, self.alerts)

    @property
    def alerts(self) -> list[Alert]:
        """The alerts, for rules that read and write nothing else of them than is here."""
        return [as_alert(slip) for slip in self.dossier.slips]

    @property
    def as_report(self) -> Report:
        """The report, for rules that read and write nothing else of it than is here."""
        return cast(Report, self.dossier)


def as_alert(slip: Slip) -> Alert:
    """An alert, for rules that read and write nothing else of it than is here."""
    return cast(Alert, slip)
