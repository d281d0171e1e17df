"""A crowd of plain reports with their alerts: what lists, counts and plans depend on, in a minute.

They have no story (no events, SMS or visits); whole ones come from `veille demo-data`.
"""

import random
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from menus.triage import CONCERNS, Concern
from storage import bulk
from storage.database import Database
from storage.models import Alert, Committee, Place, Report
from storage.models.report import RANKS

CHUNK = 20_000
REPORT = (
    "id", "reference", "session_key", "channel", "status", "concern", "urgency", "place_id",
    "language", "phone_index", "saved_at", "received_at", "department_id", "sub_prefecture_id",
    "rank", "stage", "due_at", "closed_at", "outcome", "route", "incomplete",
)  # fmt: skip
ALERT = (
    "id", "report_id", "committee_id", "reason", "state", "opened_at", "acknowledged_at", "turn",
    "rank", "due_at",
)  # fmt: skip
LIMITS = {"critical": 1, "high": 12, "medium": 72, "low": 168}  # hours to answer


@dataclass(frozen=True)
class Land:
    """Where reports come from, and whom they reach."""

    villages: list[Place]
    places: dict[uuid.UUID, Place]
    committees: dict[tuple[uuid.UUID, str], uuid.UUID]
    national: uuid.UUID

    def told(self, village: Place, concern: Concern) -> uuid.UUID:
        """The committee that has a report."""
        sub_prefecture = self.places[village.parent_id or village.id]
        department = self.places[sub_prefecture.parent_id or village.id]
        ladder = (
            ((department.id, "social_centre"),)
            if concern.first_route == "social_centre"
            else ((village.id, "village"), (sub_prefecture.id, "sub_prefecture"),
                  (department.id, "department"))
        )  # fmt: skip
        found = (self.committees.get(rung) for rung in ladder)
        return next((each for each in found if each), self.national)


def fill(database: Database, count: int, seed: int = 5, near: uuid.UUID | None = None) -> None:
    """Add so many plain reports of the last year: from everywhere, or from one sub-prefecture."""
    land, rng = _land(database, near), random.Random(seed)
    now = datetime.now(UTC)
    for start in range(0, count, CHUNK):
        rows = [_row(land, rng, now, start + n) for n in range(min(CHUNK, count - start))]
        with database.transaction() as session:
            bulk.unhurried(session)
            bulk.write(session, Report, REPORT, [report for report, _ in rows])
            bulk.write(session, Alert, ALERT, [alert for _, alerts in rows for alert in alerts])


def _land(database: Database, near: uuid.UUID | None) -> Land:
    with database.reading() as session:
        places = {place.id: place for place in session.scalars(select(Place))}
        committees = list(session.scalars(select(Committee).where(Committee.active)))
        session.expunge_all()
    villages = [
        place
        for place in places.values()
        if place.level == "village" and place.parent_id in places
        and near in (None, place.parent_id)
    ]  # fmt: skip
    national = next(each.id for each in committees if each.level == "national")
    return Land(villages, places, {(c.place_id, c.level): c.id for c in committees}, national)


def _row(
    land: Land, rng: random.Random, now: datetime, number: int
) -> tuple[tuple[Any, ...], list[tuple[Any, ...]]]:
    village, concern = rng.choice(land.villages), rng.choice(list(CONCERNS.values()))
    received = now - timedelta(days=365) * rng.random()
    taken = received + timedelta(minutes=rng.lognormvariate(5, 1.5))
    closed = taken + timedelta(days=rng.lognormvariate(2, 1))
    acknowledged = taken if taken < now and rng.random() < 0.97 else None
    ended = closed if acknowledged and closed < now and rng.random() < 0.95 else None
    due = None if ended else received + timedelta(hours=LIMITS[concern.urgency])
    if acknowledged and not ended:
        due = acknowledged + timedelta(days=14)
    status = "closed" if ended else "acknowledged" if acknowledged else "received"
    rank, report_id = RANKS[concern.urgency], uuid.UUID(int=rng.getrandbits(128), version=4)
    above = land.places[village.parent_id or village.id]
    department = above.parent_id or above.id
    report = (
        report_id, f"9{number:07d}", f"crowd-{number}", "ussd", status, concern.code,
        concern.urgency, village.id, "fr", f"crowd-{number % 200_000}", received, received,
        above.parent_id, above.id, rank, 2 if ended else 1, due, ended,
        "child_safe" if ended else None, "village", False,
    )  # fmt: skip
    told = {land.told(village, concern)}
    if rank == RANKS["critical"]:  # two levels at once, and the country
        told |= {land.committees.get((department, "department"), land.national), land.national}
    state, turn = _stand(acknowledged, ended)
    return report, [
        (uuid.UUID(int=rng.getrandbits(128), version=4), report_id, committee, "first", state,
         received, acknowledged, turn, rank, due)
        for committee in told
    ]  # fmt: skip


def _stand(acknowledged: datetime | None, ended: datetime | None) -> tuple[str, int]:
    if ended:
        return "closed", -1
    return ("acknowledged", 1) if acknowledged else ("open", 2)
