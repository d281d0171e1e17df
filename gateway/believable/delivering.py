"""What becomes of an SMS: it arrives, late perhaps; or the phone is off; or nobody ever hears."""

from datetime import datetime, timedelta
from random import Random

from gateway.believable.chance import Lot, between
from gateway.believable.dossier import Sms
from storage.models import MessageStatus

COST = "XOF 25.0000"
REFUSED: Lot[str] = Lot({"InvalidPhoneNumber": 3, "UserInBlacklist": 2})
FAILED: Lot[str] = Lot(
    {"AbsentSubscriber": 60, "DeliveryFailure": 20, "UserIsInactive": 12, "Expired": 8}
)
NO_WORD, LATE, AT_ONCE, TOO_LATE = 0.02, 0.05, 0.12, 0.06


def deliver(rng: Random, sms: Sms, off: float, until: datetime) -> None:
    """Say what became of an SMS, as far as it is known at the end; `off` is how likely the phone
    is out of reach."""
    if rng.random() < off:
        _fail(rng, sms)
    else:
        _send(rng, sms)
        if rng.random() < NO_WORD:
            sms.status, sms.settled_at = MessageStatus.SENT, None
    _as_known(sms, until)


def _send(rng: Random, sms: Sms) -> None:
    sms.sent_at = sms.promised_for + timedelta(seconds=0.3 + 4 * rng.random())
    sms.provider_id = f"ATXid_{rng.getrandbits(128):032x}"
    is_late = rng.random() < LATE
    wait = (
        timedelta(hours=5) * rng.random() if is_late else timedelta(seconds=2 + 30 * rng.random())
    )
    sms.settled_at = sms.sent_at + wait


def _fail(rng: Random, sms: Sms) -> None:
    sms.status, how = MessageStatus.UNDELIVERED, rng.random()
    if how < TOO_LATE:
        sms.status, sms.settled_at = MessageStatus.EXPIRED, sms.expires_at
    elif how < AT_ONCE + TOO_LATE:
        sms.reason, sms.settled_at = REFUSED.draw(rng), sms.promised_for + timedelta(seconds=1)
    else:
        _send(rng, sms)
        later = between(rng, timedelta(minutes=2), timedelta(hours=6))
        sms.settled_at = sms.promised_for + later
        sms.reason = FAILED.draw(rng)


def _as_known(sms: Sms, until: datetime) -> None:
    """What happens after the end is not known yet; nothing is left to be sent."""
    if sms.sent_at and sms.sent_at > until:
        sms.sent_at = until
    if sms.settled_at and sms.settled_at > until:
        sms.settled_at, sms.reason = None, None
        sms.status, sms.sent_at = MessageStatus.SENT, sms.sent_at or until
        sms.provider_id = sms.provider_id or f"ATXid_{sms.id.hex}"
