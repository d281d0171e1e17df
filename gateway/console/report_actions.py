"""Acting on a report: a page of few questions for each action, then back to the report."""

import secrets

from flask import request, url_for

from gateway import access, sharing
from gateway.console import bp
from gateway.console.answers import Answer, Go, Screen
from gateway.console.deeds import DEEDS, Deed, Desk
from gateway.console.doors import Visit, page
from gateway.console.forms import Field, Wrong, read
from gateway.console.numbers import spaced
from gateway.console.offers import offered
from gateway.console.report import visible_twins
from storage import casework, places
from storage.outbox import ALERTS

LEAVES = ("recused_done",)  # after these the report is not there any more for who did them


@page(bp, "/reports/<reference>/<action>", allows="work")
def ask(visit: Visit, reference: str, action: str) -> Answer:
    """The questions of an action."""
    found = _desk(visit, reference, action)
    if found is None:
        return None
    desk, deed = found
    return _form(desk, action, deed.fields(desk))


@page(bp, "/reports/<reference>/<action>", allows="work", methods=["POST"])
def do(visit: Visit, reference: str, action: str) -> Answer:
    """Do it, in this page's one transaction."""
    found = _desk(visit, reference, action)
    if found is None:
        return None
    desk, deed = found
    fields = deed.fields(desk)
    try:
        answers = read(fields, request.form)
        result = deed.do(desk, answers)
    except Wrong as wrong:
        return _form(desk, action, fields, wrong)
    visit.wakes.append(ALERTS)
    if action == "unseal":
        return Screen("report_number.html", report=desk.report, number=spaced(result))
    if result in LEAVES or (action == "pass_up" and _is_aside(desk)):
        return Go(url_for("console.inbox_inbox", done="aside"))
    return Go(url_for("console.report_report", reference=reference, done=result))


@page(bp, "/reports/<reference>/step_in", allows="step_in", methods=["POST"])
def step_in(visit: Visit, reference: str) -> Answer:
    """A committee of the area takes what another does not do."""
    found = access.report(visit.session, visit.viewer, reference, "step_in")
    if found is None:
        return None
    sharing.step_in(visit.session, visit.parts.rules, found[0], visit.viewer.member, visit.now)
    visit.wakes.append(ALERTS)
    return Go(url_for("console.report_report", reference=reference, done="stepped_in"))


def _desk(visit: Visit, reference: str, action: str) -> tuple[Desk, Deed] | None:
    """The reader at the report, if it and the action exist for them."""
    found = access.report(visit.session, visit.viewer, reference, "work")
    deed = DEEDS.get(action)
    if found is None or found[1] is None or deed is None:
        return None
    if action == "unseal" and not visit.viewer.may("unseal"):
        return None
    report, alert = found[0], found[1]
    mark = f"web:{request.form.get('mark', '')[:40]}" if request.method == "POST" else ""
    desk = Desk(visit, report, alert, mark)
    if request.method == "GET" and action not in _offered(desk):
        return None
    return desk, deed


def _offered(desk: Desk) -> list[str]:
    visit, report = desk.visit, desk.report
    return offered(
        visit,
        report,
        desk.alert,
        has_services=bool(casework.referrals_of(visit.session, report.id)),
        has_twins=bool(visible_twins(visit, report)),
    )


def _form(desk: Desk, action: str, fields: list[Field], wrong: Wrong | None = None) -> Screen:
    visit, report = desk.visit, desk.report
    return Screen(
        "report_action.html",
        status=422 if wrong else 200,
        report=report,
        action=action,
        fields=fields,
        given=request.form if wrong else request.args,
        wrong=wrong,
        fault=_fault(visit, wrong) if wrong else "",
        mark=request.form.get("mark") or secrets.token_urlsafe(12),
        place=places.name(visit.session, report.place_id),
    )


def _fault(visit: Visit, wrong: Wrong) -> str:
    say, blanks = visit.speech, dict(wrong.blanks)
    if "month" in blanks:
        blanks["month"] = say.month(blanks["month"]).split()[0].capitalize()  # type: ignore[arg-type]
    return str(say(f"do.fault.{wrong.why}", **blanks))


def _is_aside(desk: Desk) -> bool:
    visit = desk.visit
    return casework.is_recused(visit.session, desk.report.id, visit.viewer.member.id)
