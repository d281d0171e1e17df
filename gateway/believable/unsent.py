"""Reports that were never sent: cancelled by their callers, or still being told."""

import uuid
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from gateway.believable import people
from gateway.believable.chance import id_at
from gateway.believable.sheaf import Sheaf
from gateway.believable.told import Told
from storage import events, reports
from storage.models import Event, Report, ReportStatus
from storage.models.report import RANKS, UNSEEN

if TYPE_CHECKING:
    from gateway.believable.binding import Binding

CANCELLED = 0.012  # to one report
UNDER_WAY = timedelta(seconds=45)  # how long the latest call may have lasted


def bind_cancelled(sheaf: Sheaf, binding: "Binding", rng: Random, told: Told) -> None:
    """A call like another, whose caller did not want it sent."""
    row_id = id_at(rng, told.begun_at)
    hashed = events.link(binding.keys, "", str(row_id), (1, "cancelled", "reporter", {}, told.at))
    number = binding.order.of_cancelled(told.number)
    row = (row_id, ReportStatus.CANCELLED, told.begun_at, (1, hashed))
    _bind(sheaf, binding, told, number, row)
    sheaf.add(
        Event, id_at(rng, told.at), row_id, 1, "cancelled", "reporter", {}, told.at, hashed
    )  # fmt: skip


def bind_draft(sheaf: Sheaf, binding: "Binding", rng: Random, told: Told) -> None:
    """A call like another, under way when the year ends: its danger and place are known."""
    at = binding.order.until - UNDER_WAY * rng.random()
    row = (id_at(rng, at), ReportStatus.DRAFT, at, (0, ""))
    _bind(sheaf, binding, told, binding.order.of_draft, row)


def _bind(
    sheaf: Sheaf,
    binding: "Binding",
    told: Told,
    number: int,
    row: tuple[uuid.UUID, ReportStatus, datetime, tuple[int, str]],
) -> None:
    row_id, status, saved_at, last = row
    phone = people.reporter(people.MOST_REPORTERS // 4 + number)
    is_draft = status == ReportStatus.DRAFT
    path = binding.keys.seal(told.path, reports.TABLE, str(row_id), "path") if is_draft else None
    sheaf.add(
        Report, row_id, binding.references(number),
        None, binding.key(status.value, number), "ussd", status.value, False, told.concern,
        told.urgency, told.spot.path[0], "unknown", "unknown", "unknown", "never", told.language,
        binding.keys.phone(phone), None, None, None, path, False, None, None, None, saved_at, None,
        None, None, RANKS[told.urgency], UNSEEN, None, 1, *last,
    )  # fmt: skip
