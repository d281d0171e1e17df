"""Who may knock: the provider's callbacks carry a secret in their address.

The provider signs nothing, so the secret is all that tells its callbacks from forged ones. A wrong
one is answered like an address that does not exist.
"""

import hashlib
import hmac

from flask import abort, current_app, request

from gateway.wiring import Wiring

LARGEST_BODY = 16 * 1024  # bytes; what a callback holds is far less


def provider() -> None:
    """Let in who knows one of the secrets."""
    if not knows_secret(
        wiring().settings.callback_secrets, (request.view_args or {}).get("token", "")
    ):
        abort(404)


def watcher() -> None:
    """Let in who holds the token of the figures; without one, there are none to be seen."""
    token = wiring().settings.metrics_token
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    knows = kind.lower() == "bearer" and knows_secret((token,), given.strip())
    if not (token and knows and request.method == "GET"):
        abort(404)


def knows_secret(secrets: tuple[str, ...], token: str) -> bool:
    """Whether a token is one of the secrets; takes the same time whichever it is."""
    given = hashlib.sha256(token.encode(errors="replace")).digest()
    known = [hashlib.sha256(secret.encode()).digest() for secret in secrets]
    return any([hmac.compare_digest(given, digest) for digest in known])  # noqa: C419 - no shortcut


def wiring() -> Wiring:
    """The parts of the house this application was made with."""
    parts: Wiring = current_app.extensions["veille"]
    return parts
