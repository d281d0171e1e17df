"""What services say to what they are asked: they accept or decline, and are done one day."""

from datetime import datetime, timedelta

from gateway.believable.chance import Lot, between
from gateway.believable.course import Course
from gateway.believable.dossier import Referred, Slip
from gateway.referring import FOLLOWS
from menus.flows.teamwork import DECLINED
from storage.models.alert import OUTCOME

SAYS: Lot[str] = Lot({"accepted": 74, "declined": 16, "done": 7, "revoked": 3})
BY_ITSELF, COMES_TO_AN_END = 0.3, 0.65


def service_says(course: Course, slip: Slip, referred: Referred, at: datetime) -> None:
    """A service answers: to a member who writes it down, or by itself."""
    rng = course.rng
    said = "done" if referred.state == "accepted" else SAYS.draw(rng)
    by_itself = said != "revoked" and rng.random() < BY_ITSELF
    in_time = course.dossier.is_open or (by_itself and said == "done")
    if said not in FOLLOWS[referred.state] or not in_time:
        return
    referred.state = said
    referred.reason = rng.choice(DECLINED) if said == "declined" else None
    if said == "done":
        referred.done_at = at
    if said in ("accepted", "declined"):
        referred.answered_at = at
    actor = "service" if by_itself else f"member:{referred.by.key}"
    detail = {"service": referred.helper.code, "said": said, "reason": referred.reason or ""}
    course.note("service_said", actor, at, **detail)
    if said == "declined" and by_itself:
        for each in course.dossier.slips:
            if each.turn == OUTCOME:
                course.write(each, "declined", at)
    if said == "accepted" and rng.random() < COMES_TO_AN_END:
        later = between(rng, timedelta(days=1), timedelta(days=20))
        course.plan(course.awake(at + later), "service_says", slip, referred)
