"""Reports in a list, as they are shown: what, where, since when, whose turn."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.console.doors import Visit
from gateway.console.turn import Teller, Turn
from storage import audit, caseload, committees
from storage.caseload import Row
from storage.models import Alert

CHANNEL = "web"


@dataclass(frozen=True)
class Shown:
    """One row. It holds nothing that its reader may not see."""

    reference: str
    urgency: str
    concern: str
    place: str
    received_at: datetime
    arrived_at: datetime  # with the reader's committee, or in the house
    turn: Turn
    told_by: int
    incomplete: bool
    is_new: bool


def shown(visit: Visit, rows: Sequence[Row]) -> list[Shown]:
    """The rows of a list; that they were seen is recorded."""
    ids = [row.report.id for row in rows]
    new = audit.listed(visit.session, visit.viewer.member.id, ids, CHANNEL, visit.now)
    alerts: dict[uuid.UUID, list[Alert]] = defaultdict(list)
    for alert in caseload.alerts_of(visit.session, ids):
        alerts[alert.report_id].append(alert)
    told = {alert.committee_id for each in alerts.values() for alert in each}
    teller = Teller(visit.speech, visit.viewer, committees.names(visit.session, told), visit.now)
    return [_shown(row, alerts[row.report.id], teller, row.report.id in new) for row in rows]


def _shown(row: Row, alerts: Sequence[Alert], teller: Teller, is_new: bool) -> Shown:
    report = row.report
    received = report.received_at or report.saved_at
    turn = teller.turn(report, alerts)
    return Shown(
        reference=report.reference,
        urgency=report.urgency,
        concern=teller.say.label("concern", report.concern),
        place=row.place,
        received_at=received,
        arrived_at=turn.alert.opened_at if turn.alert else received,
        turn=turn,
        told_by=report.told_by,
        incomplete=report.incomplete,
        is_new=is_new and turn.mine,
    )
