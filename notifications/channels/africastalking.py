"""Africa's Talking, SMS out: what we send, what their words mean, what can go wrong.

The released SDK builds and checks the request; `africastalking_connection` carries it; we read the
answer ourselves, because failures come as 2xx too.
"""

import re
from collections.abc import Mapping, Sequence, Set
from typing import Any

from africastalking.Application import ApplicationService
from africastalking.SMS import SMSService

from notifications.channels import Handed, Money, Outcomes, SendFailed
from notifications.channels.africastalking_connection import KeptConnection

TAKEN = frozenset({100, 101, 102})  # Processed, Sent, Queued
_SENDABLE = re.compile(r"\+[1-9][0-9]{6,14}")
_COST = re.compile(r"(?:[A-Z]{3} )?[0-9.]{1,16}")
_MOST_PARTS = 256
_MONEY = re.compile(r"(?:([A-Z]{3}) )?(-?[0-9]{1,12}(?:\.[0-9]{1,6})?)")
BALANCE_DEADLINE = 5.0  # seconds; the clock has other duties


def _refused(reason: str) -> SendFailed:
    return SendFailed(reason, retryable=False)


def _later(reason: str, *, once: bool = False) -> SendFailed:
    return SendFailed(reason, retryable=True, once=once)


def _held(reason: str) -> SendFailed:
    return SendFailed(reason, retryable=True, holds_queue=True)


# statusCode of a recipient -> what it means for the message.
MEANINGS: Mapping[int, SendFailed] = {
    401: _refused("RiskHold"),
    402: _held("InvalidSenderId"),
    403: _refused("InvalidPhoneNumber"),
    404: _refused("UnsupportedNumberType"),
    405: _held("InsufficientBalance"),
    406: _refused("UserInBlacklist"),
    407: _refused("CouldNotRoute"),
    409: _later("DoNotDisturbRejection"),
    500: _later("InternalServerError"),
    501: _later("GatewayError"),
    502: _later("RejectedByGateway", once=True),
}


class GatewaySMS(KeptConnection, SMSService):  # type: ignore[misc] # the SDK has no types
    """The SDK's SMS service."""


class GatewayAccount(KeptConnection, ApplicationService):  # type: ignore[misc]
    """The SDK's account service."""


class AfricasTalking:
    """The channel: one text to many through Africa's Talking."""

    name = "africastalking"

    def __init__(
        self, username: str, api_key: str, api_base: str, sender_id: str, deadline: float
    ) -> None:
        self._sms = GatewaySMS(username, api_key, api_base, deadline)
        self._account = GatewayAccount(username, api_key, api_base, min(deadline, BALANCE_DEADLINE))
        self._sender_id = sender_id or None

    def send(self, body: str, recipients: Sequence[str]) -> Outcomes:
        """Hand over one text to many; each recipient's outcome by their number."""
        fit = [number for number in recipients if _SENDABLE.fullmatch(number)]
        found: dict[str, Handed | SendFailed] = dict.fromkeys(
            recipients, MEANINGS[403]
        )  # the SDK would refuse all of a call for one number it cannot send to
        if fit:
            answer = self._sms.send(body, fit, sender_id=self._sender_id)
            found.update(outcomes(answer, fit))
        return found

    def balance(self) -> Money:
        """What is left on the account; raise SendFailed when they do not say."""
        return money(self._account.fetch_application_data())


def money(answer: Any) -> Money:
    """Read what they say of the account: {"UserData": {"balance": "XOF 1785.50"}}."""
    try:
        account = answer.get("UserData") or answer["userData"]
        found = _MONEY.fullmatch(account["balance"].strip())
    except (AttributeError, KeyError, TypeError):
        found = None
    if found is None:
        raise SendFailed("answer of another shape", retryable=True)
    return Money(float(found[2]), found[1] or "")


def outcomes(answer: Any, recipients: Sequence[str]) -> Outcomes:
    """Read the provider's answer: by number, never by position; who is missing is uncertain."""
    try:
        data = answer["SMSMessageData"]
        known = set(recipients)
        listed = {_number(entry["number"], known): entry for entry in data["Recipients"]}
    except (KeyError, TypeError):
        raise SendFailed("answer of another shape", retryable=True, uncertain=True) from None
    if not listed:
        raise _whole_failure(str(data.get("Message", "")))
    missing = SendFailed("not in the answer", retryable=True, uncertain=True)
    return {
        number: _outcome(listed[number]) if number in listed else missing for number in recipients
    }


def _outcome(entry: Mapping[str, Any]) -> Handed | SendFailed:
    code = _whole(entry.get("statusCode"))
    if code in TAKEN:
        parts = _whole(entry.get("messageParts"))
        segments = parts if parts and parts < _MOST_PARTS else None
        cost = str(entry.get("cost", ""))
        return Handed(_id(entry), segments, cost if _COST.fullmatch(cost) else None)
    return MEANINGS.get(code or 0) or _later(f"status {code}")


def _id(entry: Mapping[str, Any]) -> str:
    """Their id of a message; they write the word None where there is none."""
    given = entry.get("messageId")
    known = isinstance(given, str) and given != "None" and given.isprintable()
    return given[:80] if known and given else ""


def _number(given: object, known: Set[str]) -> str:
    """A number as we write it, whatever they put around its digits."""
    if isinstance(given, str) and given in known:
        return given
    return "+" + re.sub(r"\D", "", str(given))


def _whole(given: object) -> int | None:
    """A whole number, perhaps in quotes."""
    if isinstance(given, int):
        return given
    return int(given) if isinstance(given, str) and re.fullmatch(r"[0-9]{1,9}", given) else None


def _whole_failure(message: str) -> SendFailed:
    """A whole request that failed comes as 201 with nobody in it and a word for it."""
    for known in MEANINGS.values():
        if known.reason in message:
            # One bad number must not lose the messages of a hundred good ones at once.
            return known if known.retryable else _later(known.reason, once=True)
    return _later("nobody in the answer")
