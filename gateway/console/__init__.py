"""The committee's web inbox: pages that say and do what the phone says and does."""

import hashlib
import secrets
from functools import cache
from importlib import import_module
from pathlib import Path

from flask import Blueprint, Flask, Response, g, request, url_for
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf
from markupsafe import Markup

from gateway.console import headers
from gateway.console.cookies import is_https
from gateway.console.uploads import InMemory
from gateway.guards import wiring
from gateway.wiring import Wiring

bp = Blueprint("console", __name__, template_folder="templates")
csrf = CSRFProtect()
MACHINES = ("at", "arkesel", "kannel", "health", "ready", "metrics", "api")  # first in a path
STATIC = Path(__file__).parents[1] / "static"
LARGEST_FORM = 4 * 1024 * 1024  # bytes; a file of members or places
PLAIN = {400: "stale", 404: "not_found", 413: "too_large", 503: "away"}  # else "oops"


def register(app: Flask, parts: Wiring) -> None:
    """Add every page; forms are proved to be ours, and each response says what it may do."""
    import_module("gateway.console.pages")
    app.request_class = InMemory
    app.secret_key = parts.settings.keys.index("console", "cookies")
    app.config.update(
        SESSION_COOKIE_NAME="__Host-form" if is_https(parts) else "form",
        SESSION_COOKIE_SECURE=is_https(parts),
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,  # a form may be filled slowly; it ends with the session
        WTF_CSRF_CHECK_DEFAULT=False,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        asset=_asset,
        csrf=_csrf,
        helpline=parts.settings.helpline,
        service_code=parts.settings.service_code,
        nonce=_nonce,
        account_page=_account_page,
    )
    csrf.init_app(app)
    app.before_request(_begin)
    app.after_request(headers.finish)
    app.register_blueprint(bp)
    app.register_error_handler(CSRFError, lambda _: in_plain_words(400))


def is_page(path: str) -> bool:
    """Whether a path belongs to people, not to machines."""
    return path.split("/", 2)[1] not in MACHINES


def in_plain_words(status: int) -> Response:
    """What went wrong and what to do, on a page that says nothing of who asked."""
    from gateway.console.answers import Screen, drawn
    from gateway.console.doors import speech_here

    what = PLAIN.get(status, "oops")
    screen = Screen("plain.html", status=status, what=what, oops=status >= 500, code=_code())
    return drawn(screen, speech_here(wiring()), None)


def _begin() -> None:
    g.request_id = secrets.token_hex(6)
    g.nonce = secrets.token_urlsafe(16)
    if is_page(request.path):
        request.max_content_length = LARGEST_FORM
        csrf.protect()


def _code() -> str:
    return str(wiring().settings.service_code)


def _nonce() -> str:
    return str(g.nonce)


def _csrf() -> Markup:
    """The hidden field that proves a form to be ours."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def _asset(name: str) -> str:
    """The address of a file that never changes under it."""
    return url_for("static", filename=name, v=_fingerprint(name))


@cache
def _fingerprint(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


def _account_page() -> str:
    from flask import current_app

    endpoint = "console.account_account"
    return endpoint if endpoint in current_app.view_functions else ""
