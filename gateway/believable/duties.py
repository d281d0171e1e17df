"""What the clock does about one report: it reminds, hurries, tells the next level, asks again."""

from datetime import datetime, timedelta

from gateway.believable import telling
from gateway.believable.chance import between
from gateway.believable.course import Course, as_alert
from gateway.believable.dossier import Slip
from notifications import turns
from notifications.routing import HEIGHTS
from storage.models import AlertState
from storage.models.alert import ANSWER, NOTHING, OUTCOME

SWEEP = timedelta(seconds=10)  # a duty is done with the next round of the clock
STIRRED = 0.3  # how likely an SMS makes somebody act who else would not have


def due_at(course: Course) -> datetime | None:
    """When the clock has something to do next."""
    found = None
    for slip in course.dossier.slips:
        due = _due_at(slip)
        if due is not None and (found is None or due < found):
            found = due
    return found


def do(course: Course, due: datetime) -> None:
    """Do what is due at a moment, in the clock's order."""
    at = min(max(due + SWEEP * course.rng.random(), course.now), course.times.until)
    course.now = at
    slips = course.dossier.slips
    for slip in slips:
        if slip.state == AlertState.OPEN and slip.remind_at and slip.remind_at <= at:
            _remind(course, slip, at)
    for slip in slips:
        if _waits_unreached(slip, at):
            _hurry(course, slip, at)
    if any(_is_over(slip, at) for slip in slips):
        _climb(course, at)
    for slip in list(slips):
        if slip.turn == OUTCOME and slip.ask_at and slip.ask_at <= at:
            _ask(course, slip, at)


def find_somebody(course: Course, at: datetime) -> None:
    """Where nothing is awaited of anybody, tell the next level, or the last who let it go."""
    dossier, rules = course.dossier, course.times.rules
    if not dossier.is_open or dossier.due_at is not None or telling.tell_above(course, at):
        return
    waiting = [slip for slip in dossier.slips if slip.turn > NOTHING] or dossier.slips[-1:]
    for slip in waiting:
        turns.give_time_to_answer(rules, course.as_report, as_alert(slip), at)
        course.plan(at, "hear", slip)
    course.settle()


def _due_at(slip: Slip) -> datetime | None:
    if slip.state == AlertState.ACKNOWLEDGED:
        return slip.ask_at
    if slip.state != AlertState.OPEN:
        return None
    next_at, due = slip.next_level_at, slip.remind_at
    if next_at is None:
        return due
    if due is None or next_at < due:
        due = next_at
    lost = None if slip.unreached else slip.lost_at
    return lost if lost is not None and lost < due else due


def _is_over(slip: Slip, at: datetime) -> bool:
    is_open = slip.state == AlertState.OPEN
    return is_open and slip.next_level_at is not None and slip.next_level_at <= at


def _waits_unreached(slip: Slip, at: datetime) -> bool:
    """Whether nothing can reach a committee that the next level still waits for."""
    if slip.state != AlertState.OPEN or slip.unreached or slip.next_level_at is None:
        return False
    lost = slip.lost_at
    return lost is not None and lost <= at


def _remind(course: Course, slip: Slip, at: datetime) -> None:
    slip.remind_at = None
    course.note("reminded", "clock", at, committee=slip.team.key)
    heard = course.write(slip, "reminder", at)
    if slip.next_level_at is None:
        if as_alert(slip) in turns.last_told(course.alerts):
            _, slip.remind_at = turns.answer_by(course.times.rules, course.as_report, at)
    elif not heard:
        slip.next_level_at = at
    if course.rng.random() < STIRRED:
        later = between(course.rng, timedelta(minutes=5), timedelta(hours=8))
        course.plan(course.awake(at + later), "acknowledge", slip)


def _hurry(course: Course, slip: Slip, at: datetime) -> None:
    """The next level need not wait for a committee that no SMS reaches, unless somebody beside or
    above it may yet answer."""
    slip.unreached = True
    course.note("not_reached", "clock", at, committee=slip.team.key)
    waiting = [each for each in course.dossier.slips if each.turn == ANSWER]
    height = HEIGHTS[slip.team.level]
    if any(not each.unreached and HEIGHTS[each.team.level] >= height for each in waiting):
        return
    for each in waiting:
        if each.unreached and each.next_level_at is not None:
            each.next_level_at = each.due_at = min(each.next_level_at, at)
    course.settle()


def _climb(course: Course, at: datetime) -> None:
    told = course.alerts
    for slip in course.dossier.slips:
        if _is_over(slip, at):
            slip.next_level_at = None
    if telling.tell_above(course, at):
        return
    for alert in turns.last_told(told):  # nobody stands above: they are reminded until they answer
        if alert.remind_at is None:
            _, alert.remind_at = turns.answer_by(course.times.rules, course.as_report, at)


def _ask(course: Course, slip: Slip, at: datetime) -> None:
    turns.ask_again(course.times.rules, course.as_report, as_alert(slip), at)
    heard = course.write(slip, "outcome", at)
    course.note("outcome_asked", "clock", at, committee=slip.team.key)
    if not heard and telling.tell_above(course, at):
        turns.leave(as_alert(slip), AlertState.PASSED_ON)
        course.settle()
    elif not course.dossier.drags_on and course.rng.random() < STIRRED:
        later = between(course.rng, timedelta(minutes=20), timedelta(hours=30))
        course.plan(course.awake(at + later), "end", slip)
