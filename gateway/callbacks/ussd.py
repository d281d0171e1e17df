"""USSD turns: the fields of the provider's form -> `CON …` or `END …`, whatever happens.

`turn` is a plain function of the body, so that whatever serves it gives the same bytes.
"""

import structlog
from flask import Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from gateway.callbacks import bp
from gateway.callbacks.forms import form
from gateway.conversation import Conversation
from gateway.errands import Call
from gateway.guards import wiring
from gateway.wiring import Wiring
from gateway.world import Unavailable
from storage.phone import PhoneNumber

log = structlog.get_logger()


@bp.post("/ussd")
def ussd(token: str) -> Response:  # noqa: ARG001 - the guard has looked at it
    """One turn of a call."""
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge:
        body = b""
    return Response(turn(wiring(), body), mimetype="text/plain")


def turn(parts: Wiring, body: bytes) -> str:
    """The answer to one turn. The caller always hears something kind, never a trace."""
    try:
        fields = form(body)
        if not fields.get("sessionId"):
            return busy(parts)
        return answer(parts.conversation, fields)
    except Unavailable:
        return busy(parts)
    except Exception as error:  # the one place where a caller waits for us whatever went wrong
        log.error("a turn failed", error=type(error).__name__)
        return busy(parts)


def answer(conversation: Conversation, fields: dict[str, str]) -> str:
    """The next screen, in the provider's words."""
    reply = conversation.answer(call_of(fields, conversation.service_code))
    return f"{'END' if reply.ended else 'CON'} {reply.text}"


def call_of(fields: dict[str, str], service_code: str) -> Call:
    """The call a form speaks of. A `+` that was not encoded arrives as a space.

    Whoever dials *384*225*1*2# has typed 1 and 2; where the network puts that into the service
    code, it belongs before what is typed later.
    """
    given = fields.get("phoneNumber", "").strip()
    phone = PhoneNumber.from_network(given)
    dialled, typed = fields.get("serviceCode", ""), fields.get("text", "")
    behind = dialled_behind(dialled, service_code)
    return Call(
        session_id=fields.get("sessionId", ""),
        phone=phone.e164 if phone else given,
        typed="*".join(part for part in (behind, typed) if part),
        service_code=dialled,
        is_direct=bool(behind),
        can_be_called=phone is not None,
    )


def dialled_behind(dialled: str, service_code: str) -> str:
    """The answers that were dialled behind our code: "1*2" of *384*225*1*2#; else nothing."""
    own = service_code.rstrip("#") + "*"
    return dialled.rstrip("#").removeprefix(own) if dialled.startswith(own) else ""


def busy(parts: Wiring) -> str:
    """What a caller hears when we cannot go on."""
    layout = parts.words.voice(None).layout["unavailable"]
    settings = parts.settings
    text = layout.format(service_code=settings.service_code, helpline=settings.helpline)
    return f"END {text}"
