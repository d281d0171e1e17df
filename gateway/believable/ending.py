"""How reports end: with an outcome or dismissed, by two people where critical; or begin again."""

from datetime import datetime, timedelta

from gateway.believable import telling
from gateway.believable.answering import acknowledge
from gateway.believable.chance import Lot, about, between
from gateway.believable.country import Person
from gateway.believable.course import Course, as_alert
from gateway.believable.dossier import Slip
from gateway.believable.working import LABOUR, LASTS
from gateway.closing import OUT_OF_LABOUR, UNFOUNDED, VISITS_NEEDED
from menus.flows.teamwork import VERDICTS, WHY_REOPENED
from menus.triage import CONCERNS
from notifications import turns
from storage.models import AlertState, ReportStatus

CRITICAL = turns.CRITICAL
_ANY = {
    "child_safe": 38.0, "in_services": 22.0, UNFOUNDED: 14.0, "moved": 9.0, "not_found": 9.0,
    "other": 6.0, "back_to_school": 2.0,
}  # fmt: skip
_OUTCOMES: dict[str, Lot[str]] = {
    "work": Lot({**_ANY, "back_to_school": 18.0, "child_safe": 30.0}),
    "trafficking": Lot({**_ANY, "in_services": 40.0, "not_found": 14.0}),
    "violence": Lot({**_ANY, "in_services": 34.0}),
    "alone": Lot({**_ANY, "child_safe": 52.0}),
    "school": Lot({**_ANY, "back_to_school": 55.0, "child_safe": 8.0}),
    "marriage": Lot({**_ANY, "child_safe": 50.0}),
    "other": Lot({**_ANY, UNFOUNDED: 30.0}),
}
OUT_AFTER_VISITS = 0.6
WHY_UNFOUNDED: Lot[str] = Lot(dict(zip(VERDICTS[1:], (55, 25, 8, 12), strict=True)))
SAFE: Lot[str] = Lot({"yes": 78, "unknown": 18, "no": 4})
ANSWERS_SAFE, AGAIN, LOOKS_AGAIN = 0.4, 0.015, 0.4


def end(course: Course, slip: Slip, at: datetime, who: Person | None = None) -> None:
    """A member says what came of the report; a critical one needs a second who says the same."""
    dossier = course.dossier
    person = who or course.somebody_of(slip.team)
    has = slip.state in (AlertState.OPEN, AlertState.ACKNOWLEDGED)
    if person is None or person.phone_index in dossier.aside or not (has and dossier.is_open):
        return
    proposed = _proposed(course)
    if proposed and proposed[0] == person.key:
        return
    if slip.state == AlertState.OPEN:
        acknowledge(course, slip, at, person)
    if course.rng.random() < LOOKS_AGAIN:
        course.look(person, at)
    outcome = proposed[1] if proposed else _outcome(course)
    if dossier.urgency == CRITICAL and proposed is None:
        _propose(course, slip, person, at, outcome)
    else:
        _close(course, slip, person, at, outcome)


def _propose(
    course: Course, slip: Slip, person: Person, at: datetime, outcome: dict[str, str]
) -> None:
    course.noted_by(person, slip.team, "closing", at, **outcome)
    others = [slip, *(each for each in course.dossier.slips if each is not slip)]
    asked = next((each for each in others if course.write(each, "second", at, but=person)), None)
    if asked is None:
        return
    aside = course.dossier.aside
    able = [p for p in asked.team.people if p is not person and p.phone_index not in aside]
    later = about(course.rng, timedelta(hours=9) * asked.team.temper.ends)
    course.plan(course.awake(at + later), "end", asked, course.rng.choice(able))


def _close(
    course: Course, slip: Slip, person: Person, at: datetime, outcome: dict[str, str]
) -> None:
    dossier = course.dossier
    is_true = outcome["outcome"] != UNFOUNDED
    dossier.status = ReportStatus.CLOSED if is_true else ReportStatus.UNFOUNDED
    dossier.outcome, dossier.closed_at, dossier.due_at = outcome["outcome"], at, None
    for each in dossier.slips:
        turns.leave(as_alert(each), AlertState.CLOSED)
    course.noted_by(person, slip.team, "closed", at, **outcome)
    dossier.safe_now = None
    if is_true and course.write_to_reporter("safe_now", at):
        dossier.safe_now = "asked"
        if course.rng.random() < ANSWERS_SAFE:
            later = between(course.rng, timedelta(hours=8), timedelta(days=6))
            course.plan(at + later, "say_safe")
    if course.rng.random() < AGAIN:
        later = between(course.rng, timedelta(days=3), timedelta(days=45))
        course.plan(course.awake(at + later), "reopen", slip)


def reopen(course: Course, slip: Slip, at: datetime) -> None:
    """A member takes up again what was finished."""
    dossier, person = course.dossier, course.somebody_of(slip.team)
    if dossier.is_open or person is None:
        return
    dossier.status = ReportStatus.ACKNOWLEDGED
    dossier.outcome = dossier.closed_at = None
    slip.state, slip.acknowledged_by = AlertState.ACKNOWLEDGED, person.id
    slip.acknowledged_at, slip.assigned_to = slip.acknowledged_at or at, None
    turns.give_time_to_act(course.times.rules, course.as_report, as_alert(slip), at)
    course.settle()
    course.noted_by(person, slip.team, "reopened", at, why=course.rng.choice(WHY_REOPENED))
    later = about(course.rng, LASTS[dossier.urgency])
    course.plan(course.awake(at + later), "end", slip, person)


def say_safe(course: Course, at: datetime) -> None:
    """The reporter says whether the child is safe; where not, all begins again, one level up."""
    dossier, rules = course.dossier, course.times.rules
    if dossier.status != ReportStatus.CLOSED or dossier.safe_now != "asked":
        return
    dossier.safe_now = SAFE.draw(course.rng)
    course.note("safe_now", "reporter", at, said=dossier.safe_now)
    if dossier.safe_now != "no":
        return
    dossier.status, dossier.closed_at = ReportStatus.ACKNOWLEDGED, None
    course.note("reopened", "reporter", at, why="not_safe")
    for slip in dossier.slips:
        slip.opened_at, slip.pushed_at = at, None
        turns.give_time_to_answer(rules, course.as_report, as_alert(slip), at)
        course.write(slip, "reminder", at)
        course.plan(at, "hear", slip)
    telling.tell_above(course, at)
    course.settle()


def _outcome(course: Course) -> dict[str, str]:
    """What is said to have come of the report, and why where it came to nothing."""
    danger = CONCERNS[course.dossier.told.concern].danger
    if danger in LABOUR and _works_no_more(course) and course.rng.random() < OUT_AFTER_VISITS:
        return {"outcome": OUT_OF_LABOUR}
    outcome = _OUTCOMES[danger].draw(course.rng)
    why = {"why": WHY_UNFOUNDED.draw(course.rng)} if outcome == UNFOUNDED else {}
    return {"outcome": outcome, **why}


def _works_no_more(course: Course) -> bool:
    """Whether the last two visits, on two days, both say that the child does not work."""
    zone = course.times.rules.zone
    days = {at.astimezone(zone).date(): works for *_, works, _, at in course.dossier.visits}
    last = list(days.values())[-VISITS_NEEDED:]
    return len(last) == VISITS_NEEDED and set(last) == {"no"}


def _proposed(course: Course) -> tuple[str, dict[str, str]] | None:
    """Who wished to close a critical report and with which outcome, if that still stands."""
    line = course.since_reopened("closing")
    if line is None:
        return None
    by = line[1].removeprefix("member:")
    if any(person.key == by for person, _ in course.dossier.recusals):
        return None
    return by, {name: said for name, said in line[3].items() if name != "committee"}
