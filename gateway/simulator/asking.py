"""What a request asks for: the desk, a phone, a word; and the refusal when it cannot be told."""

from flask import current_app, request

from gateway.simulator.desk import Desk
from gateway.simulator.phones import Phone


class Wrong(Exception):
    """The request cannot be understood; says why, and with which HTTP status."""

    def __init__(self, status: int, trouble: str, **values: str) -> None:
        super().__init__(trouble)
        self.status = status
        self.trouble = trouble
        self.values = values


def our_desk() -> Desk:
    desk: Desk = current_app.extensions["desk"]
    return desk


def found(number: str) -> Phone:
    """Find the phone named in the address; a "+" lost on the way is forgiven."""
    phone = our_desk().phone(f"+{number.strip().lstrip('+')}")
    if phone is None:
        raise Wrong(404, "no_phone")
    return phone


def asked(name: str) -> str:
    """Read one field of the JSON body as text."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or not isinstance(body.get(name), str | int | float):
        raise Wrong(400, "bad_request", name=name)
    return str(body[name])
