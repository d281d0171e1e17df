"""The rows of a stretch of the year, by the tables they go to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from storage import bulk
from storage.models import (
    AccessRecord,
    Alert,
    Base,
    CallBack,
    Contact,
    Doing,
    Event,
    FollowUp,
    InboundMessage,
    Link,
    OutboundMessage,
    Question,
    Recusal,
    Referral,
    Report,
    Support,
    Unsealing,
)

# Where rows go, in an order in which what is pointed at comes first.
COLUMNS: Mapping[type[Base], tuple[str, ...]] = {
    Report: (
        "id", "reference", "receipt_hash", "session_key", "channel", "status", "incomplete",
        "concern", "urgency", "place_id", "child", "happens", "route", "contact_consent",
        "language", "phone_index", "phone_sealed", "words_sealed", "landmark_sealed",
        "path_sealed", "relay", "outcome", "safe_now", "closed_at", "saved_at", "received_at",
        "department_id", "sub_prefecture_id", "rank", "stage", "due_at", "told_by", "last_event",
        "last_hash",
    ),
    Alert: (
        "id", "report_id", "committee_id", "reason", "state", "opened_at", "remind_at",
        "next_level_at", "acknowledged_at", "acknowledged_by", "assigned_to", "turn", "rank",
        "due_at", "ask_at", "asked", "unreached", "told_in", "pushed_at",
    ),
    Event: ("id", "report_id", "number", "kind", "actor", "detail", "at", "hash"),
    OutboundMessage: (
        "id", "queue", "kind", "alert_id", "recipient_index", "recipient_sealed", "body_sealed",
        "status", "attempts", "expires_at", "created_at", "promised_for", "sent_at", "settled_at",
        "provider_id", "segments", "cost", "reason", "by_day",
    ),
    FollowUp: (
        "id", "mark", "report_id", "member_id", "situation", "works", "at_school", "visited_at",
    ),
    Support: ("id", "mark", "report_id", "member_id", "kind", "given_at"),
    Referral: (
        "id", "report_id", "service_id", "referred_by", "state", "reason", "sent_at",
        "answered_at", "done_at",
    ),
    Question: (
        "id", "report_id", "asked_by", "question", "asked_at", "answer_sealed", "answered_at",
    ),
    Recusal: ("id", "report_id", "member_id", "at"),
    Link: ("id", "first_id", "second_id", "state", "decided_by", "at"),
    AccessRecord: ("id", "member_id", "report_id", "what", "channel", "at"),
    CallBack: (
        "id", "reference", "phone_index", "phone_sealed", "place_id", "committee_id", "language",
        "channel", "state", "safe_when", "requested_at", "reminded_at", "taken_by", "taken_at",
        "done_at", "outcome", "tries", "try_at",
    ),
    Unsealing: ("id", "member_id", "call_back_id", "report_id", "reason", "channel", "at"),
    InboundMessage: (
        "id", "provider_id", "sender_index", "sender_sealed", "text_sealed", "text_index", "state",
        "intent", "became", "report_id", "received_at",
    ),
    Contact: ("id", "phone_index", "language", "last_place_id"),
    Doing: ("id", "member_id", "kind", "detail", "at"),
}  # fmt: skip


@dataclass
class Sheaf:
    """The rows of a stretch of the year."""

    reports: int = 0
    rows: dict[type[Base], list[tuple[Any, ...]]] = field(
        default_factory=lambda: {model: [] for model in COLUMNS}
    )

    def add(self, model: type[Base], *row: Any) -> None:
        """One more row."""
        self.rows[model].append(row)

    def keep(self, session: Session) -> None:
        """Write every row, in this transaction."""
        bulk.unhurried(session)
        for model, columns in COLUMNS.items():
            bulk.write(session, model, columns, self.rows[model])
