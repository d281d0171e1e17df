"""How committees come to have a report: told of it, slow or quick to answer, or stepping aside."""

from datetime import datetime, timedelta

from gateway.believable import telling
from gateway.believable.chance import about, between, id_at
from gateway.believable.country import Person
from gateway.believable.course import Course, as_alert
from gateway.believable.dossier import Dossier, Slip, Twin
from notifications import turns
from notifications.insisting import PATIENCE
from storage.models import AlertState, ReportStatus
from storage.models.alert import NOTHING

STEPS_ASIDE, INSISTS, ESCALATED_PACE = 0.02, 0.03, 0.6


def receive(course: Course, first: Dossier | None) -> None:
    """A report comes in, and is told to those who must know. `first` told the same before."""
    dossier, told = course.dossier, course.dossier.told
    dossier.incomplete = told.incomplete
    dossier.contact = "never" if told.incomplete else told.contact
    kind, actor = ("received_incomplete", "clock") if told.incomplete else ("received", "reporter")
    course.note(kind, actor, told.at, channel=told.channel)
    telling.tell_first(course, told.at)
    if first is not None and first.told_again == dossier.reference:
        _resemble(course, first)
    if told.completed_at:
        course.plan(told.completed_at, "complete")
    if dossier.has_receipt and course.rng.random() < INSISTS:
        wait = course.times.rules.times[told.urgency].next_level
        course.plan(told.at + about(course.rng, wait, 0.5), "insist")


def complete(course: Course, at: datetime) -> None:
    """A call that broke off is gone on with; what was said stays."""
    course.dossier.incomplete = False
    course.dossier.contact = course.dossier.told.contact
    course.note("completed", "reporter", at)
    telling.tell_first(course, at)


def hear(course: Course, slip: Slip, at: datetime) -> None:
    """A committee was alerted: perhaps somebody will answer, or step aside."""
    rng, temper = course.rng, slip.team.temper
    if rng.random() < STEPS_ASIDE and slip.team.level != "national":
        course.plan(course.awake(at + timedelta(minutes=5 + 60 * rng.random())), "recuse", slip)
    if rng.random() >= temper.answers:
        return
    has = course.times.rules.times[course.dossier.urgency].next_level
    pace = temper.pace * (ESCALATED_PACE if slip.reason == "escalated" else 1.0)
    course.plan(course.awake(at + about(rng, has * pace, 0.9)), "acknowledge", slip)


def acknowledge(course: Course, slip: Slip, at: datetime, who: Person | None = None) -> None:
    """A member says "I have it": nobody else is rung about this report."""
    dossier = course.dossier
    person = who or course.somebody_of(slip.team)
    if slip.state != AlertState.OPEN or not dossier.is_open or person is None:
        return
    for other in dossier.slips:
        other.remind_at = other.next_level_at = None
        if other is not slip and other.state == AlertState.OPEN:
            other.due_at = None
    course.look(person, at)
    slip.state, slip.acknowledged_at = AlertState.ACKNOWLEDGED, at
    slip.acknowledged_by = person.id
    turns.give_time_to_act(course.times.rules, course.as_report, as_alert(slip), at)
    course.settle()
    if dossier.status == ReportStatus.RECEIVED:
        dossier.status = ReportStatus.ACKNOWLEDGED
    course.noted_by(person, slip.team, "acknowledged", at)
    course.plan(at, "begin_work", slip, person)


def recuse(course: Course, slip: Slip, at: datetime) -> None:
    """A member with a tie steps aside; the report goes on without them."""
    person = course.somebody_of(slip.team)
    if person is None or not course.dossier.is_open or slip.state == AlertState.PASSED_ON:
        return
    course.look(person, at)
    course.dossier.recusals.append((person, at))
    course.noted_by(person, slip.team, "recused", at)
    in_hand = slip.assigned_to or slip.acknowledged_by
    if slip.state == AlertState.ACKNOWLEDGED and in_hand == person.id:
        turns.give_time_to_answer(course.times.rules, course.as_report, as_alert(slip), at)
        course.write(slip, "reminder", at)
        course.plan(at, "hear", slip)
    is_left = course.somebody_of(slip.team) is not None
    if slip.state == AlertState.OPEN and not is_left and telling.hand_above(course, slip, at):
        turns.leave(as_alert(slip), AlertState.PASSED_ON)
    course.settle()


def insist(course: Course, at: datetime) -> None:
    """The reporter says that nobody came: once, and not before those told had some time."""
    dossier = course.dossier
    wait = min(course.times.rules.times[dossier.urgency].remind, PATIENCE)
    heard = (ReportStatus.RECEIVED, ReportStatus.ACKNOWLEDGED, ReportStatus.CONFIRMED)
    is_early = any(slip.opened_at > at - wait for slip in dossier.slips)
    if dossier.status not in heard or is_early or all(s.pushed_at for s in dossier.slips):
        return
    for slip in dossier.slips:
        slip.pushed_at = slip.pushed_at or at
    course.note("nobody_came", "reporter", at)
    if not telling.tell_above(course, at):
        for slip in dossier.slips:
            if slip.turn > NOTHING:
                course.write(slip, "reminder", at)


def tell_again(course: Course, reference: str, phone_index: str, at: datetime) -> None:
    """The same is told again while this report is open; by somebody else, both move up."""
    dossier = course.dossier
    if not dossier.is_open:
        return
    dossier.told_again = reference
    if phone_index != dossier.phone_index:
        dossier.told_by = 2
        course.note("told_again", "gateway", at, reference=reference)


def _resemble(course: Course, first: Dossier) -> None:
    """This report tells again what another told: a link is proposed, a person will decide."""
    dossier, at = course.dossier, course.dossier.told.at
    dossier.twin = Twin(id_at(course.rng, at), first.id, first.reference, at)
    if first.phone_index != dossier.phone_index:
        dossier.told_by = 2
        course.note("told_again", "gateway", at, reference=first.reference)
    later = between(course.rng, timedelta(hours=2), timedelta(days=5))
    course.plan(course.awake(at + later), "decide_twin")
