"""The end of a call, as the provider tells it: early, late, twice or never."""

import structlog
from flask import Response

from gateway.callbacks import bp
from gateway.callbacks.forms import form
from gateway.callbacks.ussd import call_of
from gateway.guards import wiring
from gateway.wiring import Wiring
from gateway.world import Unavailable
from storage import contacts
from storage.database import Away
from storage.phone import PhoneNumber

log = structlog.get_logger()


@bp.post("/events")
def events(token: str) -> Response:  # noqa: ARG001
    """Keep what was answered in a call that broke off; the clock sends it as incomplete."""
    fields = form()
    if fields.get("status") in ("Incomplete", "Failed") and fields.get("input"):
        call = call_of({**fields, "text": fields["input"]}, wiring().settings.service_code)
        try:
            wiring().conversation.broke_off(call)
        except (Away, Unavailable):
            log.warning("the database is away; a broken-off call keeps its draft as it was")
    _seen(wiring(), fields)
    return Response("", mimetype="text/plain")


def _seen(parts: Wiring, fields: dict[str, str]) -> None:
    """Whoever called is still there. Told when the call is over, it keeps no caller waiting."""
    phone = PhoneNumber.from_network(fields.get("phoneNumber", ""))
    if phone is None:
        return
    try:
        with parts.database.transaction() as session:
            day = parts.world.clock().date()
            contacts.seen(session, parts.database.keys.phone(phone.e164), day)
    except Away:
        log.warning("the database is away; a sign of life is not kept")
