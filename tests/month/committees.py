"""The members of the month, each with their ways: who answers, how soon, and what they then do."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from gateway import casework, closing, referring, sharing
from gateway.casework import Work
from gateway.wiring import Wiring
from storage import alerts, members, places, reports, services
from storage.casework import Seen
from storage.models import AlertState, Member
from tests.month.land import Resident

ENDS = ("child_safe", "child_safe", "back_to_school", "in_services", "out_of_labour", "unfounded")
QUICK, BUSY, LATE, NEVER = "quick", "busy", "late", "never"
SAMPLED = 0.2  # of what a list shows: does it exist for this member?
WAYS = (QUICK, QUICK, LATE, LATE, LATE, NEVER, NEVER)
SPANS = {  # within which somebody looks, after their phone buzzed
    QUICK: (timedelta(minutes=5), timedelta(hours=2)),
    BUSY: (timedelta(minutes=30), timedelta(hours=8)),
    LATE: (timedelta(hours=3), timedelta(hours=60)),
}


@dataclass
class Colleague:
    """One member, and how they are."""

    resident: Resident
    way: str
    next_look: datetime | None = None  # when they open their list, after their phone buzzed


@dataclass
class Committees:
    """All members of the country at work."""

    house: Wiring
    rng: random.Random
    colleagues: dict[str, Colleague] = field(default_factory=dict)
    acts: int = 0
    acting: Colleague | None = None
    done: dict[str, int] = field(default_factory=dict)  # how often each thing was done

    def move_in(self, residents: list[Resident]) -> None:
        """Give each member their ways; the country and the social centres do answer."""
        for resident in residents:
            upper = resident.level in ("national", "social_centre")
            way = self.rng.choice((QUICK, BUSY) if upper else WAYS)
            self.colleagues[resident.phone] = Colleague(resident, way)

    def hear(self, phone: str, at: datetime) -> None:
        """A phone buzzed: its owner will look, sooner or later, or not at all."""
        colleague = self.colleagues.get(phone)
        if colleague is None or colleague.way == NEVER or colleague.next_look is not None:
            return
        soonest, latest = SPANS[colleague.way]
        colleague.next_look = at + soonest + (latest - soonest) * self.rng.random() ** 2

    def work(self, now: datetime) -> None:
        """Whoever wanted to look by now opens the list and does a few things."""
        for colleague in self.colleagues.values():
            if colleague.next_look is None or colleague.next_look > now:
                continue
            colleague.next_look = None
            for _ in range(self.rng.randint(2, 5)):
                with self.house.database.transaction() as session:
                    if not self._do_something(session, colleague, now):
                        break

    def _do_something(self, session: Session, colleague: Colleague, now: datetime) -> bool:
        member = members.get(session, colleague.resident.member_id)
        waiting = alerts.waiting(session, member.committee_id, member.id) if member else []
        if member is None or not waiting:
            return False
        chosen = waiting[min(int(self.rng.expovariate(0.4)), len(waiting) - 1)]
        alert = alerts.locked(session, chosen.alert_id)
        if self.rng.random() < SAMPLED:
            there = casework.alert_of(session, member, str(chosen.alert_id))
            assert there is alert, "a member's list shows what does not exist for them"
        work = Work(session, self.house.rules, alert, member, now)
        choices = ANSWERS if alert.state == AlertState.OPEN else WORKS
        name, act = self._choose(choices)
        self.acts += 1
        self.acting = colleague
        result = f"{name}: {act(self, work)}"
        self.done[result] = self.done.get(result, 0) + 1
        return True

    def _choose(self, choices: "tuple[Choice, ...]") -> tuple[str, "Act"]:
        weights = [weight for weight, _, _ in choices]
        ((_, name, act),) = self.rng.choices(choices, weights)
        return name, act

    def another(self, work: Work) -> Member:
        """A member of the same committee, perhaps the same person."""
        committee = self.acting.resident.committee if self.acting else ""
        theirs = [
            each.resident.member_id
            for each in self.colleagues.values()
            if each.resident.committee == committee
        ]
        return members.get(work.session, self.rng.choice(theirs)) or work.member


def _take(_all: Committees, work: Work) -> str:
    ours = casework.acknowledge(work.session, work.rules, work.alert, work.member, work.now)
    return "ours" if ours else "late"


def _assign(everybody: Committees, work: Work) -> str:
    return sharing.assign(work, everybody.another(work).id)


def _pass_up(everybody: Committees, work: Work) -> str:
    return sharing.pass_up(work, everybody.rng.choice(("beyond_us", "no_means", "too_close")))


def _step_aside(_all: Committees, work: Work) -> str:
    return sharing.recuse(work)


def _visit(everybody: Committees, work: Work) -> str:
    seen = Seen(everybody.rng.choice(("safe", "working")), everybody.rng.choice(("yes", "no")))
    return casework.visit(work, seen, f"visit-{everybody.acts}")


def _give(everybody: Committees, work: Work) -> str:
    return casework.give(work, "school_kit", f"support-{everybody.acts}")


def _refer(_all: Committees, work: Work) -> str:
    place = reports.get(work.session, work.alert.report_id).place_id
    near = services.near(work.session, places.path(work.session, place))
    return referring.refer(work, near[0].id) if near else "nobody"


def _confirm(_all: Committees, work: Work) -> str:
    return closing.confirm(work)


def _ask(_all: Committees, work: Work) -> str:
    return casework.ask(work, "where")


def _close(_all: Committees, work: Work) -> str:
    """What comes of a report is in its nature, so that two people can say the same."""
    key = reports.get(work.session, work.alert.report_id).session_key
    outcome = ENDS[int(key.rsplit("-", 1)[1]) % len(ENDS)]
    return closing.close(work, outcome, "nothing_found" if outcome == "unfounded" else "")


Act = Callable[[Committees, Work], str]
Choice = tuple[float, str, Act]
ANSWERS: tuple[Choice, ...] = (
    (80, "take", _take), (5, "assign", _assign), (5, "pass_up", _pass_up),
    (4, "step_aside", _step_aside), (4, "close", _close), (2, "visit", _visit),
)  # fmt: skip
WORKS: tuple[Choice, ...] = (
    (12, "confirm", _confirm), (14, "visit", _visit), (8, "give", _give), (10, "refer", _refer),
    (6, "ask", _ask), (4, "pass_up", _pass_up), (4, "step_aside", _step_aside),
    (4, "assign", _assign), (150, "close", _close),
)  # fmt: skip
