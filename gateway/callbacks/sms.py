"""SMS that people send us: kept first, whatever they say; answered 200 only once they are kept."""

import hashlib

from flask import Response

from gateway import letters
from gateway.callbacks import bp
from gateway.callbacks.forms import form
from gateway.guards import wiring
from gateway.letters import Letter
from gateway.wiring import Wiring
from storage import inbox
from storage.inbox import Incoming
from storage.outbox import ALERTS


@bp.post("/sms")
def sms(token: str) -> Response:  # noqa: ARG001
    """Keep one message and do what it asks; the same message again changes nothing."""
    fields = form()
    sender, text = fields.get("from", "").strip(), fields.get("text", "")
    receive(wiring(), Incoming(_id(fields), sender, text))
    return Response("", mimetype="text/plain")


def receive(parts: Wiring, incoming: Incoming) -> None:
    """Keep a message durably, then read it: whatever happens there, a person still can."""
    now = parts.world.clock()
    with parts.database.transaction() as session:
        kept = inbox.keep(session, incoming, now)
    if kept is not None:
        with parts.database.transaction() as session:
            parts.conversation.shelf.refresh(session)
            message = inbox.get(session, kept)
            letter = Letter(session, parts, message, incoming.sender, incoming.text, now)
            letters.read(letter)
    parts.queues.wake((ALERTS,))


def _id(fields: dict[str, str]) -> str:
    """The provider's id; without one, what was said by whom and when stands in for it."""
    if given := fields.get("id", ""):
        return given[:80]
    said = "\0".join(fields.get(name, "") for name in ("from", "to", "text", "date"))
    return f"none-{hashlib.sha256(said.encode(errors='replace')).hexdigest()}"
