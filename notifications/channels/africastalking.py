"""Africa's Talking, SMS out: what we send, what their words mean, what can go wrong.

The released SDK builds and checks the request; we give it one kept connection, a deadline for the
whole call, no redirects, and read the answer ourselves, because failures come as 2xx too.
"""

import queue
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import requests
from africastalking.Service import DEFAULT_TIMEOUT_S
from africastalking.SMS import SMSService

from notifications.channels import Handed, Outcomes, SendFailed

TAKEN = frozenset({100, 101, 102})  # Processed, Sent, Queued
_SENDABLE = re.compile(r"\+[1-9][0-9]{6,14}")
_COST = re.compile(r"(?:[A-Z]{3} )?[0-9.]{1,16}")
_MOST_PARTS = 256


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


class GatewaySMS(SMSService):  # type: ignore[misc] # the SDK has no types
    """The SDK's SMS service on one kept connection, with a deadline for the whole call."""

    def __init__(self, username: str, api_key: str, api_base: str, deadline: float) -> None:
        self._api_base = api_base.rstrip("/")
        self._deadline = deadline
        self._session = _session()
        super().__init__(username, api_key)

    def _init_service(self) -> None:
        super()._init_service()
        if self._api_base:
            self._baseUrl = self._contentUrl = f"{self._api_base}/version1"

    def _make_request(
        self,
        url: str,
        method: str,
        headers: Mapping[str, str],
        data: Mapping[str, Any] | None,
        params: Mapping[str, str] | None,
        callback: None = None,  # noqa: ARG002 - the SDK passes it; we wait instead
        timeout: tuple[float, float] = DEFAULT_TIMEOUT_S,
    ) -> Any:
        response = self._within_deadline(
            lambda: self._session.request(
                method, url, headers=headers, data=data, params=params, timeout=timeout,
                allow_redirects=False,
            )
        )  # fmt: skip
        if not 200 <= response.status_code < 300:
            raise _http_failure(response.status_code)
        try:
            return response.json()
        except ValueError:
            raise SendFailed("answer is not JSON", retryable=True, uncertain=True) from None

    def _within_deadline(self, call: Callable[[], requests.Response]) -> requests.Response:
        """The SDK's time limit is per read, so a slow drip has none: watch it from outside."""
        answers: queue.SimpleQueue[requests.Response | requests.RequestException] = (
            queue.SimpleQueue()
        )
        threading.Thread(target=_put_answer, args=(call, answers), daemon=True).start()
        try:
            answer = answers.get(timeout=self._deadline)
        except queue.Empty:
            self._session = _session()  # the old one still belongs to the late call
            raise SendFailed("no answer in time", retryable=True, uncertain=True) from None
        if isinstance(answer, requests.RequestException):
            raise _transport_failure(answer)
        return answer


class AfricasTalking:
    """The channel: one text to many through Africa's Talking."""

    name = "africastalking"

    def __init__(
        self, username: str, api_key: str, api_base: str, sender_id: str, deadline: float
    ) -> None:
        self._sms = GatewaySMS(username, api_key, api_base, deadline)
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


def outcomes(answer: Any, recipients: Sequence[str]) -> Outcomes:
    """Read the provider's answer: by number, never by position; who is missing is uncertain."""
    try:
        data = answer["SMSMessageData"]
        listed = {_number(entry["number"]): entry for entry in data["Recipients"]}
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


def _number(given: object) -> str:
    """A number as we write it, whatever they put around its digits."""
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


def _http_failure(status: int) -> SendFailed:
    if status in (401, 403):
        return _held(f"HTTP {status}: name or key refused")
    if status in (502, 504):  # somebody between us gave up waiting: it may have gone through
        return SendFailed(f"HTTP {status}", retryable=True, uncertain=True)
    if status == 429 or status >= 500:
        return _later(f"HTTP {status}")
    return _later(f"HTTP {status}", once=True)


def _transport_failure(error: requests.RequestException) -> SendFailed:
    """Before a connection stands nothing was sent; after, nobody knows."""
    words = str(error)
    never_sent = isinstance(error, requests.ConnectTimeout) or any(
        sign in words for sign in ("NewConnectionError", "NameResolutionError")
    )
    return SendFailed(type(error).__name__, retryable=True, uncertain=not never_sent)


def _put_answer(
    call: Callable[[], requests.Response],
    answers: "queue.SimpleQueue[requests.Response | requests.RequestException]",
) -> None:
    try:
        answers.put(call())
    except requests.RequestException as error:
        answers.put(error)


def _session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False  # no proxy of the machine's, no credentials from its files
    return session
