"""The gateway as an application, built once for all the tests of a process: its two hundred
addresses and its templates are the same in every house."""

from typing import Any

from flask import Flask

from gateway import create_app
from gateway.wiring import Wiring

_built: dict[tuple[Any, ...], Flask] = {}


def app_of(parts: Wiring) -> Flask:
    """The application, with this house behind it. Two houses of one test do not share it at the
    same time: the one that came last is behind it."""
    settings = parts.settings
    key = (
        settings.keys.index_key, settings.public_url, settings.mode, settings.helpline,
        settings.service_code, settings.trusted_proxies,
    )  # fmt: skip
    if key not in _built:
        _built[key] = create_app(parts)
    _built[key].extensions["veille"] = parts
    return _built[key]
