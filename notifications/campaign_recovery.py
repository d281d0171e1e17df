"""What became of calls that nobody finished, and of reports whose message we do not know.

A worker that dies leaves a call noted and not answered. If a delivery report came since for one of
its phones, the call went through, and nothing of it is sent again. If reports of later calls came
and none of this one, or none at all for a long while, it is made again: a message that nobody hears
of is worse than one call repeated. A call that the provider left without an answer is another
matter: its messages stay uncertain, and only their own report settles them (docs/decisions/0014).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

import structlog
from sqlalchemy.orm import Session

from notifications import delivery_reports
from storage import campaign_traces, campaigns, recipients
from storage import delivery_reports as kept_reports
from storage.models import Campaign, DeliveryReport, ProviderCall, Recipient, RecipientStatus
from storage.tallies import month_of

log = structlog.get_logger()

TRIES = 3
PATIENCE = 10  # leases; reports that are so late are not waited for
A_WHILE = timedelta(minutes=5)  # before the provider is asked again for a phone it had trouble with


def recover(session: Session, zone: tzinfo, lease: timedelta, now: datetime) -> int:
    """Find out what became of the calls whose lease ran out; of how many it is known now."""
    broken = campaign_traces.broken_calls(session, now)
    known = sum(_recover(session, call, zone, lease, now) for call in broken)
    return known + recipients.try_again(session, now - A_WHILE)


def _recover(
    session: Session, call: ProviderCall, zone: tzinfo, lease: timedelta, now: datetime
) -> bool:
    campaign = session.get_one(Campaign, call.campaign_id, with_for_update=True)
    rows = campaign_traces.in_call(session, call)
    heard = kept_reports.unknown_of(session, [row.phone_index for row in rows], call.called_at)
    if heard:
        _found(session, rows, heard, now)
        campaign.taken += len(rows)
    elif campaign_traces.is_overtaken(session, call) or call.called_at + PATIENCE * lease <= now:
        _lost(campaign, rows)
        campaigns.spend(session, campaign, month_of(call.called_at, zone), -call.price, 0, 0)
    else:
        call.lease_until = now + lease / 4  # its reports may be on their way
        return False
    call.people = None
    call.answered_at, call.outcome = now, "found" if heard else "lost"
    log.warning("a call was broken off", outcome=call.outcome, messages=len(rows))
    return True


def _lost(campaign: Campaign, rows: Sequence[Recipient]) -> None:
    """The call never went through: its messages are taken again in the next pass."""
    for row in rows:
        row.attempts += 1
        if row.attempts >= TRIES:
            row.status = RecipientStatus.UNCERTAIN
        else:
            campaign.handled -= 1


def _found(
    session: Session,
    rows: Sequence[Recipient],
    heard: Sequence[DeliveryReport],
    now: datetime,
) -> None:
    """The call went through: every phone of it was written to, and some said so already."""
    for row in rows:
        row.status, row.sent_at = RecipientStatus.SENT, now
    by_phone = {row.phone_index: row for row in rows}
    for report in heard:
        row = by_phone[report.recipient_index]
        row.provider_id = row.provider_id or report.provider_id
        delivery_reports.apply_to_recipient(row, report, now)
    session.flush()
