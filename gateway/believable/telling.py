"""Who is told of a report: by the house's own routing, at once or one level up."""

from collections.abc import Iterable
from datetime import datetime

from gateway.believable.chance import id_at
from gateway.believable.course import Course, as_alert
from gateway.believable.dossier import Slip
from notifications import turns
from notifications.routing import Case, Desk, Recipient, next_level, recipients, rungs_above
from storage.models import AlertState


def tell_first(course: Course, at: datetime) -> int:
    """Tell those who must know of a report when it comes in; how many committees."""
    return _tell(course, recipients(_case(course), _desks(course)), at)


def tell_above(course: Course, at: datetime) -> int:
    """Tell the first level above all that know of a report; how many committees."""
    told = frozenset(slip.team.key for slip in course.dossier.slips)
    return _tell(course, next_level(_case(course), _desks(course), told), at)


def hand_above(course: Course, slip: Slip, at: datetime) -> int:
    """Tell the nearest level above a committee, or wake who was told there and waits, or let who
    has it there go on; how many committees."""
    for rung in rungs_above(_case(course), _desks(course), slip.team.level):
        keys = {recipient.committee_id for recipient in rung}
        known = [each for each in course.dossier.slips if each.team.key in keys]
        count = _tell(course, rung, at) + sum(_wake(course, each, at) for each in known)
        if count:
            return count
    return 0


def _tell(course: Course, told: Iterable[Recipient], at: datetime) -> int:
    """Put the report into committees' inboxes, once each."""
    count, dossier = 0, course.dossier
    for recipient in told:
        team = course.times.country.teams[recipient.committee_id]
        if any(slip.team is team for slip in dossier.slips):
            continue
        remind_at, next_at = turns.answer_by(course.times.rules, course.as_report, at)
        slip = Slip(id_at(course.rng, at), team, recipient.reason, at, remind_at, next_at, next_at)
        dossier.slips.append(slip)
        course.write(slip, "escalated" if slip.reason == "escalated" else "alert", at)
        course.note("alerted", "gateway", at, committee=team.key, reason=slip.reason)
        course.plan(at, "hear", slip)
        count += 1
    if count:
        course.settle()
    return count


def _wake(course: Course, slip: Slip, at: datetime) -> bool:
    """Let a committee above have a report it knew of; False where it gave it away."""
    if slip.state == AlertState.PASSED_ON:
        return False
    if slip.state != AlertState.ACKNOWLEDGED:
        turns.give_time_to_answer(course.times.rules, course.as_report, as_alert(slip), at)
        course.write(slip, "escalated", at)
        course.note("alerted", "gateway", at, committee=slip.team.key, reason="escalated")
        course.plan(at, "hear", slip)
    return True


def _case(course: Course) -> Case:
    told = course.dossier.told
    avoids = told.route == "not_village"
    return Case(told.concern, told.urgency, avoids, course.dossier.phone_index)


def _desks(course: Course) -> Iterable[Desk]:
    """The committees around, without those who stepped aside."""
    desks = course.times.country.desks(course.dossier.told.spot)
    aside = frozenset(person.phone_index for person, _ in course.dossier.recusals)
    if not aside:
        return desks
    left = (Desk(d.committee_id, d.level, d.distance, d.phones - aside) for d in desks)
    return [desk for desk in left if desk.phones]
