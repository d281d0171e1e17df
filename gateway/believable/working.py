"""What committees do with a report they have: visits, services, support, questions, handing on."""

from datetime import datetime, timedelta

from gateway.believable import telling
from gateway.believable.chance import Lot, about, between, id_at
from gateway.believable.country import Person
from gateway.believable.course import Course, as_alert
from gateway.believable.dossier import Asked, Referred, Slip
from gateway.referring import SMS_LIVES
from menus.flows.casework import ABSENT, QUESTIONS, SITUATIONS
from menus.flows.teamwork import SUPPORTS, WHY_NUMBER
from menus.triage import CONCERNS
from notifications import turns
from storage.models import AlertState, ReportStatus

LASTS = {  # from "I have it" to an outcome, for half of them
    "critical": timedelta(hours=14),
    "high": timedelta(days=2.5),
    "medium": timedelta(days=11),
    "low": timedelta(days=22),
}
# What nobody finishes, however often it is asked: mostly papers and school, which take years.
NEVER_ENDS = {"critical": 0.003, "high": 0.005, "medium": 0.06, "low": 0.42}
# How likely each piece of work is done on a report, at most once, but for visits.
LIKELY = {
    "visit": 0.72, "confirm": 0.45, "refer": 0.3, "visit_again": 0.42, "support": 0.22,
    "ask": 0.06, "assign": 0.1, "unseal": 0.5,
}  # fmt: skip
HANDED_UP, WHY_HANDED = 0.05, Lot({"beyond_us": 5, "not_our_area": 2, "no_means": 3})
MAY_UNSEAL = ("social_centre", "national")
FOUND: Lot[str] = Lot(dict(zip(SITUATIONS, (45, 22, 18, 10, 5), strict=True)))
BETTER: Lot[str] = Lot(dict(zip(SITUATIONS, (76, 8, 6, 6, 4), strict=True)))
WORKS: dict[str, Lot[str]] = {
    "safe": Lot({"no": 80, "unknown": 15, "yes": 5}),
    "at_risk": Lot({"no": 30, "unknown": 30, "yes": 40}),
    "working": Lot({"yes": 1}),
    **{situation: Lot({"unknown": 1}) for situation in ABSENT},
}
SUPPORT: Lot[str] = Lot(dict(zip(SUPPORTS, (40, 20, 12, 10, 12, 6), strict=True)))
SCHOOL: Lot[str] = Lot({"yes": 45, "no": 30, "unknown": 25})
ANSWERS = ("oui toujours", "pres de l'ecole", "ils sont trois", "le soir", "ca continue")
HELPED_BY = {"violence": ("police", "health"), "school": ("civil_registry",), "alone": ("police",)}
LABOUR = ("work", "trafficking")


def begin_work(course: Course, slip: Slip, person: Person, at: datetime) -> None:
    """Somebody has a report: what they will do, and when it will end."""
    rng, dossier = course.rng, course.dossier
    if not at_work(course, slip, person):
        return
    if slip.team.level != "national" and rng.random() < HANDED_UP:
        later = between(rng, timedelta(minutes=20), timedelta(days=2))
        course.plan(course.awake(at + later), "hand_up", slip, person)
        return
    lasts = about(rng, LASTS[dossier.urgency] * slip.team.temper.ends, 0.7)
    for act, likely in LIKELY.items():
        if rng.random() < likely:
            course.plan(course.awake(at + lasts * rng.random() ** 0.7), act, slip, person)
    if rng.random() < NEVER_ENDS[dossier.urgency]:
        dossier.drags_on = True
    else:
        course.plan(course.awake(at + lasts), "end", slip, person)


def at_work(course: Course, slip: Slip, person: Person) -> bool:
    """Whether a member still has a report."""
    has = slip.state == AlertState.ACKNOWLEDGED and course.dossier.is_open
    return has and person.phone_index not in course.dossier.aside


def visit(course: Course, slip: Slip, person: Person, at: datetime) -> None:
    """The child is visited."""
    if not at_work(course, slip, person):
        return
    dossier, rng = course.dossier, course.rng
    situation = (BETTER if dossier.visits else FOUND).draw(rng)
    works, at_school = WORKS[situation].draw(rng), SCHOOL.draw(rng)
    if situation in ABSENT:
        at_school = "unknown"
    dossier.visits.append((person, situation, works, at_school, at))
    told = {"situation": situation, "works": works, "at_school": at_school}
    course.noted_by(person, slip.team, "visited", at, **told)


def confirm(course: Course, slip: Slip, person: Person, at: datetime) -> None:
    """The report is true."""
    dossier = course.dossier
    is_new = not course.since_reopened("confirmed")
    if at_work(course, slip, person) and is_new:
        if dossier.status != ReportStatus.IN_CARE:
            dossier.status = ReportStatus.CONFIRMED
        course.noted_by(person, slip.team, "confirmed", at)


def refer(course: Course, slip: Slip, person: Person, at: datetime) -> None:
    """A service is asked to help."""
    dossier, rng = course.dossier, course.rng
    before = {referred.helper.id for referred in dossier.referrals}
    services = course.times.country.services(dossier.told.spot)
    around = [helper for helper in services if helper.id not in before]
    if not around or not at_work(course, slip, person):
        return
    wanted = HELPED_BY.get(CONCERNS[dossier.told.concern].danger, ("social_centre", "health"))
    suited = [helper for helper in around if helper.kind in wanted] or around
    referred = Referred(id_at(rng, at), suited[int(len(suited) * rng.random())], person, at)
    dossier.referrals.append(referred)
    dossier.status = ReportStatus.IN_CARE
    course.noted_by(person, slip.team, "referred", at, service=referred.helper.code)
    if referred.helper.phone:
        course.write_outside("referral", referred.helper.phone, SMS_LIVES, at, at)
    if rng.random() < 0.85:
        later = between(rng, timedelta(hours=3), timedelta(days=6))
        course.plan(course.awake(at + later), "service_says", slip, referred)


def support(course: Course, slip: Slip, person: Person, at: datetime) -> None:
    """Something is given to the child or the family."""
    if at_work(course, slip, person):
        kind = SUPPORT.draw(course.rng)
        course.dossier.supports.append((person, kind, at))
        course.dossier.status = ReportStatus.IN_CARE
        course.noted_by(person, slip.team, "supported", at, kind=kind)


def ask(course: Course, slip: Slip, person: Person, at: datetime) -> None:
    """The reporter is asked something, through us."""
    dossier, rng = course.dossier, course.rng
    question = rng.choice(QUESTIONS)
    is_new = all(asked.question != question for asked in dossier.questions)
    if not at_work(course, slip, person) or not dossier.has_receipt or not is_new:
        return
    asked = Asked(id_at(rng, at), person, question, at)
    dossier.questions.append(asked)
    course.noted_by(person, slip.team, "asked", at, question=asked.question)
    course.write_to_reporter("question", at)
    if rng.random() < 0.6:
        later = between(rng, timedelta(minutes=30), timedelta(days=3))
        course.plan(at + later, "reporter_answers", asked)


def reporter_answers(course: Course, asked: Asked, at: datetime) -> None:
    """The reporter dials, types the receipt, and answers."""
    asked.answer, asked.answered_at = course.rng.choice(ANSWERS), at
    course.note("question_answered", "reporter", at, question=asked.question)


def assign(course: Course, slip: Slip, person: Person, at: datetime) -> None:
    """The report is given to another member of the committee."""
    aside = course.dossier.aside
    others = [p for p in slip.team.people if p is not person and p.phone_index not in aside]
    if others and at_work(course, slip, person):
        other = course.rng.choice(others)
        slip.assigned_to = other.id
        course.noted_by(person, slip.team, "assigned", at, to=other.key)
        course.write_to(slip, other, "assigned", at, at)
        course.look(other, at + timedelta(minutes=3))


def unseal(course: Course, slip: Slip, person: Person, at: datetime) -> None:
    """Who may opens the reporter's number, and says why."""
    may = slip.team.level in MAY_UNSEAL and course.dossier.contact != "never"
    if may and at_work(course, slip, person):
        course.dossier.unsealings.append((person, course.rng.choice(WHY_NUMBER), at))


def hand_up(course: Course, slip: Slip, person: Person, at: datetime) -> None:
    """The next level takes over."""
    if not at_work(course, slip, person):
        return
    if not telling.hand_above(course, slip, at):
        course.plan(at, "begin_work", slip, person)
        return
    turns.leave(as_alert(slip), AlertState.PASSED_ON)
    course.settle()
    course.noted_by(person, slip.team, "passed_up", at, reason=WHY_HANDED.draw(course.rng))


def decide_twin(course: Course, at: datetime) -> None:
    """A member of a committee that has the report says whether two reports are one."""
    twin, rng = course.dossier.twin, course.rng
    has = [slip for slip in course.dossier.slips if slip.state == AlertState.ACKNOWLEDGED]
    person = course.somebody_of(has[0].team) if has else None
    if twin is None or person is None or rng.random() < 0.3:
        return
    twin.state = "same" if rng.random() < 0.75 else "other"
    twin.decided_by, twin.at = person.id, at
    kind = "linked" if twin.state == "same" else "parted"
    course.noted_by(person, has[0].team, kind, at, reference=twin.reference)
