"""What each page's response says about itself: nothing from elsewhere, nothing kept, small."""

import gzip

from flask import Response, current_app, g, request

SMALL = 900  # bytes; below it a packed page is no smaller on the air
_TEXT = ("text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml")
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
A_YEAR = 365 * 24 * 3600


def finish(response: Response) -> Response:
    """Say it on every response that a browser may get."""
    from gateway.console import is_page

    if not is_page(request.path):
        return response
    mode = current_app.extensions["veille"].settings.mode
    response.headers["Content-Security-Policy"] = _policy()
    for name, value in FIXED.items():
        response.headers.setdefault(name, value)
    if mode == "production":
        response.headers["Strict-Transport-Security"] = f"max-age={A_YEAR}; includeSubDomains"
    response.headers["X-Request-Id"] = g.get("request_id", "")
    if request.endpoint == "static" and response.status_code in (200, 304):
        response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    else:
        response.headers["Cache-Control"] = "no-store"
    return _packed(response)


def _policy() -> str:
    """Ours alone; the demo's desk may show the inbox beside its phones, on one's own machine."""
    own_desk = current_app.extensions["veille"].settings.mode == "demo"
    frames = "'self' http://127.0.0.1:*" if own_desk else "'none'"
    return (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        f"script-src 'nonce-{g.get('nonce', '')}'; form-action 'self'; base-uri 'none'; "
        f"frame-ancestors {frames}"
    )


def _packed(response: Response) -> Response:
    """Smaller for those on 2G. What a page reflects is never secret, and cookies are kept from
    other sites' requests, so its size tells nobody anything."""
    is_text = (response.mimetype or "") in _TEXT
    takes_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    if not is_text or not takes_gzip or "Content-Encoding" in response.headers:
        return response
    response.direct_passthrough = False
    content = response.get_data()
    if len(content) >= SMALL:
        response.set_data(gzip.compress(content, 6))
        response.headers["Content-Encoding"] = "gzip"
    response.headers.add("Vary", "Accept-Encoding")
    return response
