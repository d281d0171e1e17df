"""The simulator as a web application."""

from pathlib import Path

from flask import Flask, Response, request, send_from_directory
from werkzeug.exceptions import HTTPException

from gateway.simulator import control, kannel, page, provider
from gateway.simulator.asking import Wrong
from gateway.simulator.config import SimulatorConfig
from gateway.simulator.desk import Desk
from gateway.simulator.language import COOKIE, asked
from gateway.simulator.script import Script

MOST_BYTES = 1_000_000
LOOK = Path(__file__).parents[1] / "static"  # one sheet for the phones and the console
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def create_app(config: SimulatorConfig, script: Script | None = None) -> Flask:
    """Lay the desk: the provider's API, the control API and the page with the phones."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = MOST_BYTES
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    # A redirect would turn the SDK's POST into a GET.
    app.url_map.strict_slashes = False
    app.extensions["desk"] = Desk(config, script)
    for blueprint in (provider.bp, kannel.bp, control.bp, page.bp):
        app.register_blueprint(blueprint)
    app.add_url_rule("/look/<name>", "look", lambda name: send_from_directory(LOOK, name))
    app.before_request(_refuse_other_sites)
    app.after_request(_finish)
    app.register_error_handler(HTTPException, _http_error)
    return app


def _refuse_other_sites() -> None:
    """A page elsewhere must not press our keys through its reader's browser."""
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise Wrong(403, "elsewhere")


def _finish(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    language = asked()
    if language:
        response.set_cookie(COOKIE, language, samesite="Lax", httponly=True)
    return response


def _http_error(error: HTTPException) -> Response:
    if request.path.startswith("/version1/"):
        return provider.unknown(error)
    response = Response(status=error.code or 500, mimetype="application/json")
    response.set_data(f'{{"error": "{error.name}."}}')
    return response
