"""A report and everything that becomes of it, while its year is told.

These say what the rows of the database say, and are worked on by the same rules (`turns`), but
weigh little: a year has millions of them.
"""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gateway.believable.country import Helper, Person, Team
from gateway.believable.told import Told
from storage.models import AlertState, MessageStatus, ReportStatus
from storage.models.alert import TURNS
from storage.models.message import LOST
from storage.models.report import CLOSED, OPEN, RANKS, STAGES


@dataclass(slots=True, eq=False)
class Sms:
    """An SMS that was promised, and what became of it."""

    id: uuid.UUID
    kind: str
    slip: "Slip | None"
    phone: str
    phone_index: str
    language: str
    created_at: datetime
    promised_for: datetime
    expires_at: datetime
    reference: str = ""
    by_day: bool = False
    said: str = ""  # which of the texts to those who wrote to us, where it is one
    status: str = MessageStatus.DELIVERED
    sent_at: datetime | None = None
    settled_at: datetime | None = None
    provider_id: str | None = None
    reason: str | None = None


@dataclass(slots=True, eq=False)
class Slip:
    """An alert: the report in one committee's inbox."""

    id: uuid.UUID
    team: Team
    reason: str
    opened_at: datetime
    remind_at: datetime | None
    next_level_at: datetime | None
    due_at: datetime | None
    state: AlertState = AlertState.OPEN
    acknowledged_at: datetime | None = None
    acknowledged_by: uuid.UUID | None = None
    assigned_to: uuid.UUID | None = None
    ask_at: datetime | None = None
    asked: int = 0
    unreached: bool = False
    told_in: uuid.UUID | None = None
    pushed_at: datetime | None = None
    sms: list[Sms] = field(default_factory=list)
    latest_loss: datetime | None = None
    is_within_reach: bool = False

    @property
    def turn(self) -> int:
        """What is awaited of the committee."""
        return TURNS[self.state]

    def add(self, sms: Sms) -> None:
        """Another SMS tells of it."""
        self.sms.append(sms)
        if sms.status in LOST:
            lost = sms.settled_at or sms.created_at
            self.latest_loss = max(lost, self.latest_loss or lost)
        else:
            self.is_within_reach = True

    @property
    def lost_at(self) -> datetime | None:
        """Since when none of its SMS can arrive any more; None while one can."""
        return None if self.is_within_reach else self.latest_loss

    @property
    def is_found_again(self) -> bool:
        """Whether an SMS of its own has arrived after all."""
        arrived = (sms for sms in self.sms if sms.status == MessageStatus.DELIVERED)
        return any(sms.slip is self for sms in arrived)


@dataclass(slots=True, eq=False)
class Referred:
    """A report that was sent to a service."""

    id: uuid.UUID
    helper: Helper
    by: Person
    sent_at: datetime
    state: str = "sent"
    reason: str | None = None
    answered_at: datetime | None = None
    done_at: datetime | None = None


@dataclass(slots=True, eq=False)
class Asked:
    """A question to the reporter, and the answer."""

    id: uuid.UUID
    by: Person
    question: str
    asked_at: datetime
    answer: str = ""
    answered_at: datetime | None = None


@dataclass(slots=True, eq=False)
class Twin:
    """Another report that may be about the same child; `first_id` told it first."""

    id: uuid.UUID
    first_id: uuid.UUID
    reference: str
    at: datetime
    state: str = "proposed"
    decided_by: uuid.UUID | None = None


Line = tuple[str, str, datetime, dict[str, Any]]  # kind, actor, moment, detail


@dataclass(slots=True, eq=False)
class Dossier:
    """A report with its alerts, its history and what was done."""

    id: uuid.UUID
    reference: str
    told: Told
    phone_index: str
    status: ReportStatus = ReportStatus.RECEIVED
    due_at: datetime | None = None
    closed_at: datetime | None = None
    outcome: str | None = None
    safe_now: str | None = None
    told_by: int = 1
    incomplete: bool = False
    contact: str = "never"
    slips: list[Slip] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    sms: list[Sms] = field(default_factory=list)
    visits: list[tuple[Person, str, str, str, datetime]] = field(default_factory=list)
    supports: list[tuple[Person, str, datetime]] = field(default_factory=list)
    referrals: list[Referred] = field(default_factory=list)
    questions: list[Asked] = field(default_factory=list)
    recusals: list[tuple[Person, datetime]] = field(default_factory=list)
    unsealings: list[tuple[Person, str, datetime]] = field(default_factory=list)
    looks: list[tuple[Person, str, str, datetime]] = field(default_factory=list)
    twin: Twin | None = None
    told_again: str = ""  # by which report
    drags_on: bool = False  # nobody will ever finish it

    @property
    def urgency(self) -> str:
        """How urgent the report is."""
        return self.told.urgency

    @property
    def is_open(self) -> bool:
        """Whether nobody has finished it."""
        return STAGES.get(self.status, OPEN) != CLOSED

    @property
    def has_receipt(self) -> bool:
        """Whether its reporter was given a receipt."""
        return not self.incomplete

    @property
    def rank(self) -> int:
        """How it sorts: by its urgency, and one higher where several people told of it."""
        return min(RANKS[self.told.urgency] + (self.told_by > 1), max(RANKS.values()))

    @property
    def aside(self) -> set[str]:
        """The phones of those who stepped aside, and of who reported."""
        return {self.phone_index, *(person.phone_index for person, _ in self.recusals)}
