"""Every door into the house, and what may be done through it."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from gateway import callbacks, console, errors, guards, health, metrics
from gateway.callbacks import arkesel, delivery_reports, kannel, optout, session_end, sms, ussd
from gateway.wiring import Wiring

DOORS = (delivery_reports, optout, session_end, sms, ussd)  # each adds its view to the callbacks


def create_app(parts: Wiring) -> Flask:
    """The gateway as a Flask application, made of the parts it is given."""
    app = Flask(__name__)
    app.extensions["veille"] = parts
    app.url_map.strict_slashes = False
    app.config["MAX_CONTENT_LENGTH"] = guards.LARGEST_BODY
    app.register_blueprint(callbacks.bp)
    app.register_blueprint(arkesel.bp)
    app.register_blueprint(kannel.bp)
    app.register_blueprint(health.bp)
    app.register_blueprint(metrics.bp)
    errors.register(app)
    console.register(app, parts)
    if proxies := parts.settings.trusted_proxies:
        # Of what proxies add, the visitor's address alone is needed, so it alone is believed.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=0)  # type: ignore[method-assign]
    return app
