"""Calls from the phone company to the gateway."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

import requests

from gateway.simulator.dialects import Dialects, Request
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

    def __init__(
        self,
        gateway_url: str,
        token: str,
        seconds: float,
        traffic: Traffic,
        ussd: str = "africastalking",
        sms: str = "africastalking",
    ) -> None:
        self.dialects = Dialects(gateway_url.rstrip("/"), token, ussd, sms)
        self._seconds = seconds
        self._traffic = traffic
        self._local = threading.local()

    def post(self, kind: str, fields: Mapping[str, str], hop: str = "") -> Answer:
        started = time.monotonic()
        request = self.dialects.request(kind, fields)
        if request is None:
            return Answer(200)
        answer = self._ask(request, {HOP_HEADER: hop} if hop else {}, started)
        answer = replace(answer, body=self.dialects.answered(kind, answer.body))
        self._traffic.to_gateway(kind, fields, answer.status, answer.body or answer.trouble)
        return answer

    def _ask(self, request: Request, headers: Mapping[str, str], started: float) -> Answer:
        kind = {"Content-Type": "application/json"} if request.json else {}
        try:
            with self._session().request(
                "GET" if request.body is None else "POST",
                request.address,
                data=request.body,
                headers={**headers, **kind},
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
