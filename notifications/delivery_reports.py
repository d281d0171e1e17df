"""What became of an SMS, in the provider's words -> its status, in ours.

Reports come early, late, twice, in any order, forged or never: each is kept; one that matches the
id and the number moves the message forward; "delivered" is never taken back.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from storage import campaign_traces, delivery_reports, losses, outbox
from storage.models import (
    DeliveryReport,
    MessageStatus,
    OutboundMessage,
    Recipient,
    RecipientStatus,
)
from storage.models.message import LOST

FIRST_WORDS = ("alert", "escalated")  # what an alert's committee is told first

MEANINGS = {
    "Success": MessageStatus.DELIVERED,
    "Failed": MessageStatus.UNDELIVERED,
    "Rejected": MessageStatus.UNDELIVERED,
    "AbsentSubscriber": MessageStatus.UNDELIVERED,
    "Expired": MessageStatus.UNDELIVERED,
}  # Sent, Submitted, Buffered and words we do not know change nothing


def take(
    session: Session,
    provider_id: str,
    status: str,
    reason: str,
    recipient_index: str,
    now: datetime,
) -> None:
    """Keep a report and apply it if its message is known."""
    messages = outbox.by_provider_id(session, provider_id)
    report = delivery_reports.keep(session, provider_id, status, reason, recipient_index, now)
    for message in messages:
        _apply(session, message, report, now)
    recipients = campaign_traces.by_provider_id(session, provider_id)
    if not messages and not recipients:
        recipients = _nameless(session, report)
    for recipient in recipients:
        apply_to_recipient(recipient, report, now)


def apply_early(session: Session, provider_ids: Collection[str], now: datetime) -> None:
    """Apply the reports that came before the provider's own answer did."""
    for report in delivery_reports.waiting_for(session, provider_ids):
        for message in outbox.by_provider_id(session, report.provider_id):
            _apply(session, message, report, now)
        for recipient in campaign_traces.by_provider_id(session, report.provider_id):
            apply_to_recipient(recipient, report, now)


def reconcile(session: Session, now: datetime) -> int:
    """Apply reports that crossed with the provider's answer; how many."""
    crossed = delivery_reports.crossed(session)
    for report in crossed:
        apply_early(session, [report.provider_id], now)
    return len(crossed)


def apply_to_recipient(recipient: Recipient, report: DeliveryReport, now: datetime) -> None:
    """Apply a report to a message of a campaign."""
    if recipient.phone_index != report.recipient_index:
        return
    report.applied = True
    meaning = MEANINGS.get(report.status)
    if meaning is None or recipient.status == RecipientStatus.DELIVERED:
        return
    recipient.status, recipient.settled_at = RecipientStatus(meaning.value), now
    is_there = meaning == MessageStatus.DELIVERED
    recipient.reason = None if is_there else (report.reason or report.status)[:40]


def _nameless(session: Session, report: DeliveryReport) -> Sequence[Recipient]:
    """The campaign message to this phone that may have gone without our knowing its id: that of a
    call which the provider left without an answer."""
    found = campaign_traces.without_id(session, report.recipient_index, report.received_at)
    if found is None:
        return ()
    if found.provider_id is None:
        found.provider_id = report.provider_id
    if found.status == RecipientStatus.UNCERTAIN:
        found.status, found.sent_at = RecipientStatus.SENT, report.received_at
    return (found,)


def _apply(
    session: Session, message: OutboundMessage, report: DeliveryReport, now: datetime
) -> None:
    if message.recipient_index != report.recipient_index:
        return
    report.applied = True
    meaning = MEANINGS.get(report.status)
    if meaning is None or message.status == MessageStatus.DELIVERED:
        return
    # An alert counts as not reached while all that was sent about it is lost; so only what was
    # lost, or came after the first words, can find its committee again.
    finds = message.status in LOST or message.kind not in FIRST_WORDS
    message.status, message.settled_at = meaning, now
    message.reason = None if meaning == MessageStatus.DELIVERED else report.reason or report.status
    message.reason = message.reason[:40] if message.reason else None
    message.next_attempt_at = message.lease = None
    if meaning == MessageStatus.DELIVERED and finds and message.alert_id is not None:
        losses.found_again(session, message.alert_id)
