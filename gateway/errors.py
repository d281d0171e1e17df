"""What is answered when something went wrong: plain words, never a trace."""

import structlog
from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from gateway import console
from storage.database import Away

log = structlog.get_logger()


def register(app: Flask) -> None:
    """Translate every failure once, here."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Away, _database_away)
    app.register_error_handler(Exception, _unforeseen)


def _http(error: HTTPException) -> Response:
    if console.is_page(request.path):
        return console.in_plain_words(error.code or 500)
    return _plain(f"{error.code} {error.name}", error.code or 500)


def _database_away(_error: Exception) -> Response:
    """Nothing was kept, so nothing is acknowledged: the provider will tell us again."""
    log.warning("the database is away")
    if console.is_page(request.path):
        return console.in_plain_words(503)
    return _plain("503 The database is away, try again", 503)


def _unforeseen(error: Exception) -> Response:
    log.error("a request failed", error=type(error).__name__, request=g.get("request_id"))
    if console.is_page(request.path):
        return console.in_plain_words(500)
    return _plain("500 Something went wrong on our side", 500)


def _plain(text: str, status: int) -> Response:
    return Response(f"{text}\n", status, mimetype="text/plain")
