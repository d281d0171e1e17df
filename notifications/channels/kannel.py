"""Kannel, SMS out: one GET to its sendsms for each message; delivery reports come by our address.

Kannel gives a message no id, so ours goes out in the address that it calls back. Facts: Kannel user
guide, sections on sendsms and delivery reports.
"""

import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

import requests

from menus.gsm7 import outsiders, segments
from notifications.channels import Handed, Outcomes, SendFailed

ALL_REPORTS = 31  # delivered, failed, buffered, taken and refused by the network
TAKEN = (200, 202)
# HTTP status of sendsms -> what it means for the message.
MEANINGS: Mapping[int, SendFailed] = {
    400: SendFailed("HTTP 400: refused", retryable=False),
    401: SendFailed("HTTP 401: name or password refused", retryable=True, holds_queue=True),
    403: SendFailed("HTTP 403: name or password refused", retryable=True, holds_queue=True),
    404: SendFailed("HTTP 404: no sendsms there", retryable=True, holds_queue=True),
    503: SendFailed("HTTP 503: not now", retryable=True),
}
NO_TIME = SendFailed("HTTP: no time left", retryable=True)
# Bits of a delivery report -> the words that `notifications.delivery_reports` knows.
BITS = ((1, "Success"), (2, "Failed"), (16, "Rejected"), (4, "Buffered"), (8, "Submitted"))


@dataclass
class Kannel:
    """The channel: one text to many through a Kannel of ours or of an operator."""

    url: str
    username: str
    password: str
    sender: str
    reports_to: str  # our address for delivery reports
    index: Callable[[str], str]  # a number -> what stands for it in that address
    deadline: float
    name: str = "kannel"
    _session: requests.Session = field(default_factory=requests.Session, repr=False)

    def __post_init__(self) -> None:
        self._session.trust_env = False  # no proxy of the machine's

    def send(self, body: str, recipients: Sequence[str]) -> Outcomes:
        """Hand over one text to many, one by one: each needs an id of its own. Whoever comes when
        the time of the call is over was not asked for."""
        until = time.monotonic() + self.deadline
        outcomes: dict[str, Handed | SendFailed] = {}
        for number in recipients:
            in_time = time.monotonic() < until
            outcomes[number] = self._outcome(body, number) if in_time else NO_TIME
        return outcomes

    def _outcome(self, body: str, number: str) -> Handed | SendFailed:
        message_id = str(uuid.uuid4())
        try:
            response = self._session.get(
                f"{self.url.rstrip('/')}/cgi-bin/sendsms",
                params=self._query(body, number, message_id),
                timeout=(min(3.0, self.deadline), self.deadline),
                allow_redirects=False,
            )
        except requests.ConnectTimeout:
            return SendFailed("ConnectTimeout", retryable=True)
        except requests.RequestException as error:
            refused = "NewConnectionError" in str(error)
            return SendFailed(type(error).__name__, retryable=True, uncertain=not refused)
        return outcome_of(response.status_code, response.text, message_id, body)

    def _query(self, body: str, number: str, message_id: str) -> dict[str, str]:
        back = urlencode({"id": message_id, "who": self.index(number)})
        return {
            "username": self.username,
            "password": self.password,
            "from": self.sender,
            "to": number,
            "text": body,
            "charset": "UTF-8",
            "coding": "2" if outsiders(body) else "0",
            "dlr-mask": str(ALL_REPORTS),
            "dlr-url": f"{self.reports_to}?{back}&status=%d",
        }


def outcome_of(status: int, said: str, message_id: str, body: str) -> Handed | SendFailed:
    """Read the answer: `0: Accepted for delivery` and `3: Queued for later delivery` are good."""
    if status in TAKEN and said.strip()[:1] in ("0", "3"):
        return Handed(message_id, segments(body))
    if status in TAKEN:
        return SendFailed("an answer of another shape", retryable=True, uncertain=True)
    if status in (502, 504):  # somebody between us gave up waiting
        return SendFailed(f"HTTP {status}", retryable=True, uncertain=True)
    return MEANINGS.get(status) or SendFailed(f"HTTP {status}", retryable=True, once=status < 500)


def word_of(bits: str) -> str:
    """What a delivery report's number says, in the provider-neutral words; "" for nothing."""
    if not (bits.isascii() and bits.isdigit() and len(bits) < 4):
        return ""
    return next((word for bit, word in BITS if int(bits) & bit), "")
