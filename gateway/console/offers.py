"""What can be done about a report now, by this reader: the same as on the phone, in its order."""

from gateway.casework import TRANSITIONS
from gateway.console.doors import Visit
from menus.flows.casework import ACTIONS
from storage import casework, members
from storage.models import Alert, AlertState, Report, ReportStatus
from storage.models.alert import OUTCOME
from storage.models.report import OPEN

# Actions of the phone's menu, and the transition each of them asks for; the others ask for none.
NEEDS = {
    "acknowledge": "acknowledge",
    "outcome": "close",
    "visit": "visit",
    "refer": "refer",
    "answers": "refer",
    "verify": "confirm",
    "support": "support",
    "ask": "ask",
    "assign": "assign",
    "twins": "link",
    "pass_up": "pass_up",
    "reopen": "reopen",
}
ON_WEB = (
    "acknowledge",
    *(action for action in ACTIONS if action != "details"),
    "reopen",
    "step_in",
)


def offered(
    visit: Visit, report: Report, alert: Alert | None, *, has_services: bool, has_twins: bool
) -> list[str]:
    """The actions that lead somewhere, in the phone's order."""
    is_over_here = alert is not None and alert.state == AlertState.CLOSED and report.stage == OPEN
    if alert is None or alert.state == AlertState.PASSED_ON or is_over_here:
        return _from_outside(visit, report)
    status = ReportStatus(report.status)
    may_start = [a for a in ON_WEB if a not in NEEDS or status in TRANSITIONS[NEEDS[a]]]
    works = alert.turn >= OUTCOME
    special = {
        "acknowledge": alert.state == AlertState.OPEN,
        "answers": works and has_services,
        "assign": works and len(members.of_committee(visit.session, alert.committee_id)) > 1,
        "twins": has_twins,
        "ask": works and (report.receipt_hash is not None or report.contact_consent == "text"),
        "unseal": bool(visit.viewer.may("unseal")) and report.phone_sealed is not None,
        "recuse": not casework.is_recused(visit.session, report.id, visit.viewer.member.id),
        "reopen": True,
        "step_in": False,
    }
    return [action for action in may_start if special.get(action, works)]


def _from_outside(visit: Visit, report: Report) -> list[str]:
    """What a level above may do about what others have."""
    can = visit.viewer.may("step_in") and ReportStatus(report.status) in TRANSITIONS["acknowledge"]
    return ["step_in"] if can else []
