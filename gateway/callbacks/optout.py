"""Opt-outs that the provider took for us."""

from flask import Response

from gateway.callbacks import bp
from gateway.callbacks.forms import form
from gateway.guards import wiring
from storage import contacts
from storage.database import keys_of
from storage.phone import PhoneNumber


@bp.post("/optout")
def optout(token: str) -> Response:  # noqa: ARG001
    """Write no awareness messages to this phone again."""
    phone = PhoneNumber.from_network(form().get("phoneNumber", ""))
    if phone is not None:
        with wiring().database.transaction() as session:
            index = keys_of(session).phone(phone.e164)
            contacts.opt_out(session, index, "provider", wiring().world.clock())
    return Response("", mimetype="text/plain")
