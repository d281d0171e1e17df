"""The one cookie that says who is signed in."""

from werkzeug.wrappers import Response

from gateway.wiring import Wiring


def is_https(parts: Wiring) -> bool:
    """Whether browsers come to us by https: always, but in a demo on one's own desk."""
    return parts.settings.mode == "production"


def name(parts: Wiring) -> str:
    """The cookie's name; `__Host-` has browsers refuse it from anybody but us."""
    return "__Host-veille" if is_https(parts) else "veille"


def keep(response: Response, parts: Wiring, token: str) -> None:
    """Let the browser keep the token until it is closed."""
    response.set_cookie(
        name(parts), token, secure=is_https(parts), httponly=True, samesite="Lax", path="/"
    )


def drop(response: Response, parts: Wiring) -> None:
    """Let the browser forget who was signed in, and what it kept of our pages."""
    response.delete_cookie(
        name(parts), secure=is_https(parts), httponly=True, samesite="Lax", path="/"
    )
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
