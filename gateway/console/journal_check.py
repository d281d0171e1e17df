"""Whether somebody touched the history of a report: its chain, line by line."""

from flask import request

from gateway import access
from gateway.console import bp
from gateway.console.answers import Answer, Screen
from gateway.console.doors import Visit, page
from gateway.console.rows import CHANNEL
from storage import audit, events


@page(bp, "/journal/check", allows="see_journal")
def ask(_visit: Visit) -> Answer:
    """Where the report's number is asked for."""
    return Screen("journal_check.html", typed="", fault="", reference="", broken=[], count=0)


@page(bp, "/journal/check", allows="see_journal", methods=["POST"])
def check(visit: Visit) -> Answer:
    """What its chain says. That somebody asked is a line of the journal, too."""
    typed = request.form.get("reference", "")[:20]
    reference = "".join(sign for sign in typed if sign.isdigit())
    found = access.report(visit.session, visit.viewer, reference) if reference else None
    if found is None:
        fault = "unknown" if reference else "empty"
        return Screen(
            "journal_check.html", status=422, typed=typed, fault=fault, reference="", broken=[]
        )
    report = found[0]
    access.look(visit.session, visit.viewer, [report.id], audit.CHECKED, CHANNEL, visit.now)
    return Screen(
        "journal_check.html",
        typed=typed,
        fault="",
        reference=reference,
        broken=events.broken(visit.session, report),
        count=report.last_event,
    )
