"""The script: what becomes of a text, decided by the number it goes to."""

import re
from dataclasses import dataclass
from typing import Protocol

MAGIC = re.compile(r"\+2250[157]00000(\d{3})")


@dataclass(frozen=True)
class Verdict:
    """What the provider says at once about one recipient."""

    code: int
    status: str

    @property
    def accepted(self) -> bool:
        return self.code < 200


@dataclass(frozen=True)
class Step:
    """One delivery report, some seconds after the one before."""

    status: str
    after: float
    reason: str = ""


Plan = tuple[Step, ...]

SENT = Verdict(101, "Success")
VERDICTS = {
    verdict.code: verdict
    for verdict in (
        Verdict(100, "Processed"),
        Verdict(102, "Queued"),
        Verdict(401, "RiskHold"),
        Verdict(402, "InvalidSenderId"),
        Verdict(403, "InvalidPhoneNumber"),
        Verdict(404, "UnsupportedNumberType"),
        Verdict(405, "InsufficientBalance"),
        Verdict(406, "UserInBlacklist"),
        Verdict(407, "CouldNotRoute"),
        Verdict(409, "DoNotDisturbRejection"),
        Verdict(500, "InternalServerError"),
        Verdict(501, "GatewayError"),
        Verdict(502, "RejectedByGateway"),
    )
}

ON_THE_WAY = (Step("Sent", 0.05), Step("Submitted", 0.1), Step("Buffered", 0.15))
ARRIVED = Step("Success", 0.3)
DELIVERED: Plan = (*ON_THE_WAY, ARRIVED)
PLANS: dict[int, Plan] = {
    601: (*ON_THE_WAY, Step("Failed", 0.3, "DeliveryFailure")),
    602: (Step("Sent", 0.05), Step("Rejected", 0.3, "UserInBlackList")),
    603: (*ON_THE_WAY, Step("AbsentSubscriber", 0.3)),
    604: (*ON_THE_WAY, Step("Expired", 0.3)),
    605: (),  # the report never comes
    606: (*ON_THE_WAY, ARRIVED, Step("Success", 0.1)),  # twice
    607: (ARRIVED, *ON_THE_WAY),  # the wrong way round
    608: (*ON_THE_WAY, Step("WentForAWalk", 0.3)),  # a word nobody knows
    609: (*ON_THE_WAY, Step("Success", 60)),  # late
    610: (Step("Success", 0),),  # at once: perhaps before the gateway has read our answer
}


class Script(Protocol):
    """The door for scripted failures: give the desk another script and it plays that one."""

    def verdict(self, number: str) -> Verdict: ...
    def plan(self, number: str) -> Plan: ...


class MagicNumbers:
    """The last three digits of a number +2250x00000... choose its fate; all others do well."""

    def verdict(self, number: str) -> Verdict:
        return VERDICTS.get(_ending(number), SENT)

    def plan(self, number: str) -> Plan:
        return PLANS.get(_ending(number), DELIVERED)


def _ending(number: str) -> int:
    match = MAGIC.fullmatch(number)
    return int(match[1]) if match else 0
