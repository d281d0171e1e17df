"""A service answers by the link of its SMS: yes, no, done. It learns nothing of the child."""

from flask import request, url_for

from gateway import referring
from gateway.console import bp
from gateway.console.answers import Answer, Go, Screen
from gateway.console.doors import Knock, public
from menus.flows.teamwork import DECLINED
from storage import reports
from storage import services as directory
from storage.models import Referral
from storage.outbox import ALERTS

SAYS = ("accepted", "declined", "done")


@public(bp, "/s/<token>")
def service(here: Knock, token: str) -> Answer:
    """What may be answered now."""
    referral = referring.by_link(here.session, token, here.now)
    return None if referral is None else _shown(here, referral, token)


@public(bp, "/s/<token>", methods=["POST"])
def answer(here: Knock, token: str) -> Answer:
    """Take the answer."""
    referral = referring.by_link(here.session, token, here.now)
    said, reason = request.form.get("said", ""), request.form.get("reason", "")
    if referral is None or said not in SAYS:
        return None
    if said == "declined" and reason not in DECLINED:
        return _shown(here, referral, token, fault="reason")
    rules = here.parts.rules
    if not referring.answer_by_itself(here.session, rules, referral, said, reason, here.now):
        return _shown(here, referral, token, fault="late")
    here.wakes.append(ALERTS)
    return Go(url_for("console.service_answer_service", token=token))


def _shown(here: Knock, referral: Referral, token: str, fault: str = "") -> Screen:
    service = directory.get(here.session, referral.service_id)
    return Screen(
        "service.html",
        status=422 if fault else 200,
        token=token,
        fault=fault,
        state=referral.state,
        may=[said for said in SAYS if said in referring.BY_LINK.get(referral.state, ())],
        reasons=here.speech.options("declined"),
        service=service.name if service else "",
        reference=reports.get(here.session, referral.report_id).reference,
    )
