"""SMS that people send us: kept first, whatever they say; answered 200 only once they are kept."""

import hashlib

from flask import Response

from gateway import letters
from gateway.callbacks import bp
from gateway.callbacks.forms import form
from gateway.guards import wiring
from storage import inbox
from storage.outbox import ALERTS


@bp.post("/sms")
def sms(token: str) -> Response:  # noqa: ARG001
    """Keep one message and do what it asks; the same message again changes nothing."""
    parts, fields, now = wiring(), form(), wiring().world.clock()
    sender, text = fields.get("from", "").strip(), fields.get("text", "")
    with parts.database.transaction() as session:
        kept = inbox.keep(session, _id(fields), sender, text, now)
    if kept is not None:  # whatever happens from here on, a person can still read it
        with parts.database.transaction() as session:
            parts.conversation.shelf.refresh(session)
            message = inbox.get(session, kept)
            letters.read(letters.Letter(session, parts, message, sender, text, now))
    parts.queues.wake((ALERTS,))
    return Response("", mimetype="text/plain")


def _id(fields: dict[str, str]) -> str:
    """The provider's id; without one, what was said by whom and when stands in for it."""
    if given := fields.get("id", ""):
        return given[:80]
    said = "\0".join(fields.get(name, "") for name in ("from", "to", "text", "date"))
    return f"none-{hashlib.sha256(said.encode(errors='replace')).hexdigest()}"
