"""Other phone companies' ways of saying the same: Arkesel's USSD, Kannel's SMS.

The desk speaks as Africa's Talking does; what another company would say instead is made here, and
its answers are turned back.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

BITS = {
    "Success": 1,
    "Failed": 2,
    "AbsentSubscriber": 2,
    "Expired": 2,
    "Buffered": 4,
    "Submitted": 8,
    "Sent": 8,
    "Rejected": 16,
}


@dataclass(frozen=True)
class Request:
    """One HTTP request to the gateway: a GET, or a POST with this body."""

    address: str
    body: str | Mapping[str, str] | None = None
    json: bool = False


@dataclass
class Dialects:
    """How this desk speaks to the gateway, and what has to be remembered for it."""

    base: str  # of the gateway
    token: str
    ussd: str
    sms: str
    reports: dict[str, str] = field(default_factory=dict)  # message id -> where to report
    _known: set[str] = field(default_factory=set)  # sessions that were opened

    def request(self, kind: str, fields: Mapping[str, str]) -> Request | None:
        """What is asked of the gateway; None for what this company never tells."""
        if kind == "ussd" and self.ussd == "arkesel":
            return Request(self._to("arkesel", "ussd"), self._turn(fields), json=True)
        if kind == "events" and self.ussd == "arkesel":
            return None
        if kind == "sms" and self.sms == "kannel":
            return Request(f"{self._to('kannel', 'sms')}?{urlencode(_written(fields))}")
        if kind == "delivery" and self.sms == "kannel":
            return self._report(fields)
        if kind == "optout" and self.sms == "kannel":
            return None
        return Request(self._to("at", kind), fields)

    def answered(self, kind: str, body: str) -> str:
        """An answer as Africa's Talking would have had it."""
        if kind != "ussd" or self.ussd != "arkesel":
            return body
        try:
            said = json.loads(body)
            return f"{'CON' if said['continueSession'] else 'END'} {said['message']}"
        except (ValueError, KeyError, TypeError):
            return body

    def _turn(self, fields: Mapping[str, str]) -> str:
        """The last key only; the dialled code when a session is new."""
        session, typed = fields["sessionId"], fields["text"]
        is_new = session not in self._known
        self._known.add(session)
        code = fields["serviceCode"]
        dialled = f"{code.removesuffix('#')}*{typed}#" if typed else code
        return json.dumps(
            {
                "sessionID": session,
                "userID": "VEILLE",
                "newSession": is_new,
                "msisdn": fields["phoneNumber"].removeprefix("+"),
                "userData": dialled if is_new else typed.rsplit("*", 1)[-1],
                "network": fields["networkCode"],
            }
        )

    def _report(self, fields: Mapping[str, str]) -> Request | None:
        address = self.reports.get(fields["id"], "")
        bits = BITS.get(fields["status"])
        return Request(address.replace("%d", str(bits))) if address and bits else None

    def _to(self, company: str, kind: str) -> str:
        return f"{self.base}/{company}/{self.token}/{kind}"


def _written(fields: Mapping[str, str]) -> dict[str, str]:
    return {
        "id": fields["id"],
        "ts": fields["date"],
        "from": fields["from"].removeprefix("+"),
        "to": fields["to"],
        "text": fields["text"],
    }
