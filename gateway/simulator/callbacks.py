"""Calls from the phone company to the gateway."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

import requests

from gateway.simulator.journal import Traffic

HOP_HEADER = "at-ussd-hop-metadata"
MOST_BYTES = 65_536


class TooSlow(Exception):
    """The gateway began to answer but did not finish in time."""


@dataclass(frozen=True)
class Answer:
    """What the gateway said, or why nothing came."""

    status: int
    body: str = ""
    milliseconds: int = 0
    trouble: str = ""  # "", "timeout" or "unreachable"
    hop: str = ""


class Callbacks:
    """Posts forms to the gateway. Never asks twice: who calls decides what to do next."""

    def __init__(self, gateway_url: str, token: str, seconds: float, traffic: Traffic) -> None:
        self._base = f"{gateway_url.rstrip('/')}/at/{token}"
        self._seconds = seconds
        self._traffic = traffic
        self._local = threading.local()

    def post(self, kind: str, fields: Mapping[str, str], hop: str = "") -> Answer:
        started = time.monotonic()
        answer = self._ask(kind, fields, {HOP_HEADER: hop} if hop else {}, started)
        self._traffic.to_gateway(kind, fields, answer.status, answer.body or answer.trouble)
        return answer

    def _ask(
        self, kind: str, fields: Mapping[str, str], headers: Mapping[str, str], started: float
    ) -> Answer:
        try:
            with self._session().post(
                f"{self._base}/{kind}",
                data=fields,
                headers=headers,
                timeout=self._seconds,
                allow_redirects=False,
                stream=True,
            ) as response:
                body = self._read(response, started + self._seconds)
        except (requests.Timeout, TooSlow):
            return Answer(0, trouble="timeout", milliseconds=_since(started))
        except requests.RequestException:
            return Answer(0, trouble="unreachable", milliseconds=_since(started))
        hop = response.headers.get(HOP_HEADER, "")
        return Answer(response.status_code, body, _since(started), hop=hop)

    def _read(self, response: requests.Response, deadline: float) -> str:
        """Read the body within the time for the whole answer, not for each piece of it."""
        body = b""
        for piece in response.iter_content(4096):
            body += piece
            if time.monotonic() > deadline:
                raise TooSlow
            if len(body) > MOST_BYTES:
                break
        return body.decode("utf-8", errors="replace")

    def _session(self) -> requests.Session:
        """Give each thread its own connection; proxies of the machine are none of our business."""
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
            self._local.session.trust_env = False
        session: requests.Session = self._local.session
        return session


def _since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
