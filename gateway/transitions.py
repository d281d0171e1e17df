"""From where each action on a report may start, and where it leads: one table for every door."""

from collections.abc import Mapping

from storage.models import AlertState, Report, ReportStatus

R, A = ReportStatus, AlertState
_OPEN = (R.RECEIVED, R.ACKNOWLEDGED, R.CONFIRMED, R.IN_CARE)
_WORKED_ON = {R.RECEIVED: R.ACKNOWLEDGED, **{status: status for status in _OPEN[1:]}}
_AS_IT_IS = {status: status for status in _OPEN}
_ALWAYS: dict[ReportStatus, ReportStatus] = {
    status: status for status in (*_OPEN, R.UNFOUNDED, R.CLOSED)
}
# From which status each action may start, and where it leads. What is final stays final, unless
# somebody reopens it.
TRANSITIONS: Mapping[str, Mapping[ReportStatus, ReportStatus]] = {
    "acknowledge": _WORKED_ON,
    "step_in": _WORKED_ON,
    "assign": _WORKED_ON,
    "confirm": {**dict.fromkeys(_OPEN[:3], R.CONFIRMED), R.IN_CARE: R.IN_CARE},
    "refer": dict.fromkeys(_OPEN, R.IN_CARE),
    "answer": _AS_IT_IS,  # what a service said
    "support": dict.fromkeys(_OPEN, R.IN_CARE),
    "visit": _WORKED_ON,
    "ask": _AS_IT_IS,
    "pass_up": _AS_IT_IS,
    "recuse": _ALWAYS,
    "link": _ALWAYS,
    "close": dict.fromkeys(_OPEN, R.CLOSED),
    "dismiss": dict.fromkeys(_OPEN, R.UNFOUNDED),
    "reopen": dict.fromkeys((R.CLOSED, R.UNFOUNDED), R.ACKNOWLEDGED),
}
# How the alert of who acts must stand: with those who still work on it, where nothing else is said.
AT_WORK = frozenset((A.OPEN, A.ACKNOWLEDGED))
_ANYHOW = frozenset(A)
STANDS: Mapping[str, frozenset[AlertState]] = {
    **dict.fromkeys(TRANSITIONS, AT_WORK),
    "acknowledge": frozenset((A.OPEN,)),
    **dict.fromkeys(("recuse", "link", "reopen"), _ANYHOW),
    "step_in": _ANYHOW - AT_WORK,
}


def move(report: Report, action: str) -> None:
    """Bring a report to the status that an action leads to."""
    report.status = TRANSITIONS[action].get(ReportStatus(report.status), report.status)
