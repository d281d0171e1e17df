"""Kannel's sendsms, as gateways call it: by GET, answered in one line of text."""

from flask import Blueprint, Response, request

from gateway.simulator.asking import our_desk
from gateway.simulator.delivery import Letter, follow
from gateway.simulator.phones import E164
from gateway.simulator.script import VERDICTS

bp = Blueprint("kannel", __name__, url_prefix="/cgi-bin")

REQUIRED = ("username", "password", "to", "text")


@bp.get("/sendsms")
def sendsms() -> Response:
    """Take one text to one phone or to several, separated by spaces."""
    desk, asked = our_desk(), request.args
    if any(not asked.get(name) for name in REQUIRED):
        return _said(400, "Missing receiver number or text, rejected")
    if (asked["username"], asked["password"]) != (desk.config.username, desk.config.api_key):
        return _said(403, "Authorization failed for sendsms")
    for number in asked["to"].split():
        known = E164.fullmatch(number) is not None
        verdict = desk.script.verdict(number) if known else VERDICTS[403]
        if not verdict.accepted:
            desk.journal.write("sms_out", "no", "refused", number, sender="", reason=verdict.status)
            return _said(400 if verdict.code < 500 else 503, f"{verdict.status}, rejected")
        sender = asked.get("from", "")
        letter = Letter(desk.ids.message(), number, sender, asked["text"], desk.clock.now())
        desk.gateway.dialects.reports[letter.id] = asked.get("dlr-url", "")
        desk.journal.write("sms_out", "sent", "accepted", number, subject=letter.id, sender=sender)
        follow(desk, letter, desk.script.plan(number))
    return _said(202, "0: Accepted for delivery")


@bp.after_request
def record(response: Response) -> Response:
    """Keep the call in the traffic, like any other."""
    fields = {name: v for name, v in request.args.items() if name != "password"}
    body = response.get_data(as_text=True)
    our_desk().traffic.from_gateway("sendsms", fields, response.status_code, body)
    return response


def _said(status: int, words: str) -> Response:
    return Response(words, status, mimetype="text/html")
