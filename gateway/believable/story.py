"""A report's whole story: what people planned and what the clock does, in the order of time."""

from collections.abc import Callable, Mapping
from datetime import datetime

from gateway.believable import answering, duties, ending, services, working
from gateway.believable.course import Course
from gateway.believable.dossier import Dossier

Act = Callable[..., None]  # a course, a moment, and whatever was planned


def _by_person(act: Act) -> Act:
    """Something that one member does about one alert."""
    return lambda course, at, slip, person: act(course, slip, person, at)


def _about_one(act: Act) -> Act:
    """Something that happens to one alert, or is done by whoever of its committee comes first."""
    return lambda course, at, about: act(course, about, at)


ACTS: Mapping[str, Act] = {
    "hear": _about_one(answering.hear),
    "acknowledge": _about_one(answering.acknowledge),
    "recuse": _about_one(answering.recuse),
    "complete": lambda course, at: answering.complete(course, at),
    "insist": lambda course, at: answering.insist(course, at),
    "tell_again": lambda course, at, ref, phone: answering.tell_again(course, ref, phone, at),
    "begin_work": _by_person(working.begin_work),
    "visit": _by_person(working.visit),
    "visit_again": _by_person(working.visit),
    "confirm": _by_person(working.confirm),
    "refer": _by_person(working.refer),
    "support": _by_person(working.support),
    "ask": _by_person(working.ask),
    "assign": _by_person(working.assign),
    "unseal": _by_person(working.unseal),
    "hand_up": _by_person(working.hand_up),
    "reporter_answers": _about_one(working.reporter_answers),
    "decide_twin": lambda course, at: working.decide_twin(course, at),
    "service_says": _by_person(services.service_says),
    "end": lambda course, at, slip, who=None: ending.end(course, slip, at, who),
    "reopen": _about_one(ending.reopen),
    "say_safe": lambda course, at: ending.say_safe(course, at),
}


def tell(course: Course, first: Dossier | None) -> None:
    """Tell a story from its first line to the end of the year. `first` told the same before."""
    answering.receive(course, first)
    while (at := _next(course)) is not None:
        if course.agenda and course.agenda[0][0] <= at:
            course.now = max(course.now, at)
            _, act, about = course.next_act()
            ACTS[act](course, course.now, *about)
        else:
            duties.do(course, at)
        if course.dossier.due_at is None:
            duties.find_somebody(course, course.now)


def _next(course: Course) -> datetime | None:
    """When something happens next, before the year is over."""
    due = duties.due_at(course)
    if course.agenda and (due is None or course.agenda[0][0] < due):
        due = course.agenda[0][0]
    return due if due is not None and due <= course.times.until else None
