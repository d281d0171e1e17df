"""Delivery reports, as the provider tells them."""

from flask import Response

from gateway.callbacks import bp
from gateway.callbacks.forms import form
from gateway.guards import wiring
from notifications import delivery_reports as reports
from storage.database import keys_of
from storage.phone import PhoneNumber


@bp.post("/delivery")
def delivery(token: str) -> Response:  # noqa: ARG001
    """Keep a delivery report; apply it if we know its message."""
    fields = form()
    if not (fields.get("id") and fields.get("status")):
        return Response("", mimetype="text/plain")
    with wiring().database.transaction() as session:
        reports.take(
            session,
            fields["id"],
            fields["status"],
            fields.get("failureReason", ""),
            keys_of(session).phone(_e164(fields.get("phoneNumber", ""))),
            wiring().world.clock(),
        )
    return Response("", mimetype="text/plain")


def _e164(given: str) -> str:
    """The number as we keep it; a + that was not encoded arrives as a space."""
    phone = PhoneNumber.from_network(given)
    return phone.e164 if phone else given.strip()
