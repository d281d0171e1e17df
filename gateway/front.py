"""A shorter way in for USSD turns, before Flask: the same bytes, for a third of the work.

Flask's routing, contexts and response cost more than the turn itself, and each hop of a call pays
for them. Everything else goes on to Flask; so do requests that are not quite what they should be.
"""

from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING

from flask import Flask

from gateway.callbacks.ussd import turn
from gateway.guards import LARGEST_BODY, knows_secret
from gateway.wiring import Wiring

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_BEFORE, _AFTER = "/at/", "/ussd"


class Front:
    """The application as a server sees it."""

    def __init__(self, app: Flask, parts: Wiring) -> None:
        self._app = app
        self._parts = parts

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        if not self._is_a_turn(environ):
            return self._app(environ, start_response)
        body = environ["wsgi.input"].read(LARGEST_BODY + 1)
        if len(body) > LARGEST_BODY:
            environ["wsgi.input"] = BytesIO(body)
            return self._app(environ, start_response)
        answer = turn(self._parts, body).encode()
        headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(answer))),
        ]
        start_response("200 OK", headers)
        return [answer]

    def _is_a_turn(self, environ: "WSGIEnvironment") -> bool:
        path = environ.get("PATH_INFO", "")
        if environ["REQUEST_METHOD"] != "POST" or not path.startswith(_BEFORE):
            return False
        token = path.removeprefix(_BEFORE).removesuffix(_AFTER)
        return path == f"{_BEFORE}{token}{_AFTER}" and knows_secret(
            self._parts.settings.callback_secrets, token
        )
