"""USSD over JSON, key by key, as Arkesel speaks it: their fields -> a call -> their answer.

The provider tells only the last key and whether a session is new; `gateway.paths` adds them up.
"""

import json
from typing import Any

import structlog
from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from gateway import guards
from gateway.callbacks.ussd import busy, dialled_behind
from gateway.errands import Call
from gateway.guards import wiring
from gateway.paths import Path
from gateway.wiring import Wiring
from gateway.world import Unavailable
from storage.phone import PhoneNumber

log = structlog.get_logger()

bp = Blueprint("arkesel", __name__, url_prefix="/arkesel/<token>")
bp.before_request(guards.provider)

LONGEST_KEY = 182
_YES = (True, 1, "true", "True", "1")


@bp.post("/ussd")
def ussd(token: str) -> Response:  # noqa: ARG001 - the guard has looked at it
    """One turn of a call."""
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge:
        body = b""
    answer = json.dumps(turn(wiring(), body), ensure_ascii=False)
    return Response(answer, content_type="application/json")


def turn(parts: Wiring, body: bytes) -> dict[str, Any]:
    """The answer to one turn. The caller always hears something kind, never a trace."""
    fields = fields_of(body)
    try:
        if not fields["sessionID"]:
            return _said(fields, busy(parts).removeprefix("END "), ended=True)
        reply = parts.conversation.answer(call_of(parts, fields))
        return _said(fields, reply.text, ended=reply.ended)
    except Unavailable:
        return _said(fields, busy(parts).removeprefix("END "), ended=True)
    except Exception as error:  # the one place where a caller waits for us whatever went wrong
        log.error("a turn failed", error=type(error).__name__)
        return _said(fields, busy(parts).removeprefix("END "), ended=True)


def fields_of(body: bytes) -> dict[str, Any]:
    """Their fields, as text; what cannot be read is as if it were not there."""
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        given = {}
    given = given if isinstance(given, dict) else {}
    texts = {name: _text(given.get(name)) for name in ("sessionID", "userID", "msisdn", "userData")}
    return {**texts, "newSession": given.get("newSession") in _YES}


def call_of(parts: Wiring, fields: dict[str, Any]) -> Call:
    """The call as the conversation knows calls: with all that was typed so far."""
    given = fields["msisdn"]
    phone = PhoneNumber.from_network(given if given.startswith("+") else f"+{given}")
    number = phone.e164 if phone else given
    session_id = f"arkesel:{fields['sessionID']}"
    code = parts.conversation.service_code
    behind = dialled_behind(fields["userData"], code) if fields["newSession"] else ""
    name = parts.database.keys.index("path", f"{session_id}\0{number}")
    path = _path(parts, name, fields, behind)
    return Call(
        session_id=session_id,
        phone=number,
        typed=path.typed,
        service_code=code,
        is_direct=bool(behind),
        can_be_called=phone is not None,
    )


def _path(parts: Wiring, name: str, fields: dict[str, Any], behind: str) -> Path:
    """The path with this turn in it; a call that nobody remembers begins anew."""
    now = parts.world.clock()
    known = None if fields["newSession"] else parts.paths.get(name)
    if known is None:
        path = Path(tuple(behind.split("*")) if behind else (), now)
    else:
        path = known.onward(_key(fields["userData"]), now)
    parts.paths.keep(name, path)
    return path


def _key(typed: str) -> str:
    """One answer; a * in it would be taken for two."""
    return typed.replace("*", " ")[:LONGEST_KEY]


def _said(fields: dict[str, Any], text: str, *, ended: bool) -> dict[str, Any]:
    echoed = {name: fields[name] for name in ("sessionID", "userID", "msisdn")}
    return {**echoed, "message": text, "continueSession": not ended}


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value).replace("\0", "").strip()
