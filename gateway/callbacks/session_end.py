"""The end of a call, as the provider tells it: early, late, twice or never."""

import structlog
from flask import Response

from gateway.callbacks import bp
from gateway.callbacks.forms import form
from gateway.callbacks.ussd import call_of
from gateway.guards import wiring
from gateway.world import Unavailable
from storage.database import Away

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
    return Response("", mimetype="text/plain")
