"""The provider's callbacks, all behind one secret address."""

from flask import Blueprint

from gateway import guards

bp = Blueprint("callbacks", __name__, url_prefix="/at/<token>")
bp.before_request(guards.provider)
