"""An address for each page that has blanks in its address; a page without one fails the build."""

import uuid
from collections.abc import Callable

from werkzeug.routing import Rule

from gateway.wiring import Wiring

ROLES = ("focal_point", "president", "secretary", "social_worker", "coordinator", "analyst",
         "operator")  # fmt: skip
LEVELS = ("village", "sub_prefecture", "department", "social_centre", "national")
# Pages that have something to show to everybody whom the policy lets in.
OPEN_TO_ALL_WHO_MAY = frozenset(
    ("/reports", "/overview", "/committees", "/services", "/call-backs", "/triage", "/words",
     "/settings", "/journal", "/machine-room", "/account", "/contacts",
     "/campaigns")
)  # fmt: skip

Sample = Callable[[Wiring], str]
SAMPLES: dict[str, Sample] = {
    "reference": lambda _house: "000000",
    "action": lambda _house: "visit",
    "number": lambda _house: "0",
    "what": lambda _house: "password",
    "step": lambda _house: "pause",
    "decision": lambda _house: "ask",
}


def address(house: Wiring, rule: Rule, **known: str) -> str:
    """The address of a page, its blanks filled."""
    path = rule.rule
    for name in rule.arguments:
        sample = known.get(name) or SAMPLES.get(name, _none)(house)
        path = path.replace(_blank(path, name), sample)
    return path


def _none(_house: Wiring) -> str:
    return str(uuid.UUID(int=0))


def _blank(path: str, name: str) -> str:
    start = path.index("<")
    while True:
        end = path.index(">", start)
        if path[start + 1 : end].rpartition(":")[2] == name:
            return path[start : end + 1]
        start = path.index("<", end)
