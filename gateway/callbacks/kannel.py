"""SMS through Kannel: what people send us, and what became of what we sent."""

import hashlib

from flask import Blueprint, Response, request

from gateway import guards
from gateway.callbacks.forms import form
from gateway.callbacks.sms import receive
from gateway.guards import wiring
from notifications import delivery_reports as reports
from notifications.channels.kannel import word_of
from storage.inbox import Incoming
from storage.phone import PhoneNumber

bp = Blueprint("kannel", __name__, url_prefix="/kannel/<token>")
bp.before_request(guards.provider)


@bp.route("/sms", methods=["GET", "POST"])
def sms(token: str) -> Response:  # noqa: ARG001
    """Keep one message. The answer is empty: Kannel would send any words back as an SMS."""
    fields = _fields()
    given = fields.get("from", "").strip()
    phone = PhoneNumber.from_network(given if given.startswith("+") else f"+{given}")
    text = fields.get("text", "")
    sender = phone.e164 if phone else given
    receive(wiring(), Incoming(_id(fields), sender, text))
    return _nothing()


@bp.get("/delivery")
def delivery(token: str) -> Response:  # noqa: ARG001
    """Keep a delivery report; apply it if we know its message."""
    fields = request.args
    word = word_of(fields.get("status", ""))
    if fields.get("id") and word:
        with wiring().database.transaction() as session:
            now = wiring().world.clock()
            reports.take(session, fields["id"][:80], word, "", fields.get("who", "")[:64], now)
    return _nothing()


def _fields() -> dict[str, str]:
    if request.method == "POST":
        return form()
    return {name: value.replace("\0", "") for name, value in request.args.items()}


def _id(fields: dict[str, str]) -> str:
    """Kannel's id; without one, what was said by whom and when stands in for it."""
    if given := fields.get("id", ""):
        return f"kannel-{given[:70]}"
    said = "\0".join(fields.get(name, "") for name in ("from", "to", "text", "ts"))
    return f"kannel-{hashlib.sha256(said.encode(errors='replace')).hexdigest()}"


def _nothing() -> Response:
    return Response("", mimetype="text/plain")
