"""The provider's API, as its SDK calls it."""

import json
from collections.abc import Mapping
from xml.etree import ElementTree

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import HTTPException

from gateway.simulator.desk import Desk
from gateway.simulator.inbox import Received
from gateway.simulator.sending import DEFAULT_SENDER, Order, send

bp = Blueprint("provider", __name__, url_prefix="/version1")

NO_KEY = "The resource requires authentication, which was not supplied with the request"
BAD_KEY = "The supplied authentication is invalid"
REQUIRED = ("username", "to", "message")


@bp.before_request
def check_key() -> Response | None:
    config = _desk().config
    key = request.headers.get("apiKey")
    if not key:
        return _plain(401, NO_KEY)
    username = request.values.get("username", config.username)
    if (key, username) != (config.api_key, config.username):
        return _plain(401, BAD_KEY)
    return None


@bp.post("/messaging")
def messaging() -> Response:
    form = request.form
    for name in REQUIRED:
        if name not in form:
            return _plain(400, f"Request is missing required form field '{name}'")
    numbers = tuple(number.strip() for number in form["to"].split(",") if number.strip())
    order = Order(numbers, form["message"], form.get("from") or DEFAULT_SENDER)
    return _data(201, send(_desk(), order))


@bp.get("/messaging")
def inbox() -> Response:
    if "username" not in request.args:
        return _plain(400, "Request is missing required query parameter 'username'")
    last = request.args.get("lastReceivedId", "0")
    if not last.isdecimal():
        return _plain(400, "The query parameter 'lastReceivedId' was malformed")
    messages = [_message(text) for text in _desk().inbox.after(int(last))]
    return _data(200, {"SMSMessageData": {"Messages": messages}})


@bp.get("/user")
def user() -> Response:
    if "username" not in request.args:
        return _plain(400, "Request is missing required query parameter 'username'")
    balance = f"{_desk().config.currency} {_desk().balance:.2f}"
    return _data(200, {"UserData": {"balance": balance}})


@bp.after_request
def record(response: Response) -> Response:
    body = response.get_data(as_text=True)
    name = request.path.removeprefix("/version1/").strip("/")
    _desk().traffic.from_gateway(name, request.values.to_dict(), response.status_code, body)
    return response


def unknown(error: HTTPException) -> Response:
    """Answer a wrong address or method of the API in plain text, as theirs does."""
    if error.code == 405:
        return _plain(405, "HTTP method not allowed, supported methods: GET, POST")
    return _plain(404, "The requested resource could not be found.")


def _desk() -> Desk:
    desk: Desk = current_app.extensions["desk"]
    return desk


def _message(text: Received) -> dict[str, str | int]:
    return {
        "linkId": f"link{text.id}",
        "text": text.text,
        "to": text.to,
        "id": text.id,
        "date": text.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "from": text.sender,
    }


def _plain(status: int, words: str) -> Response:
    return Response(words, status, mimetype="text/plain")


def _data(status: int, data: Mapping[str, object]) -> Response:
    """Answer in JSON, or in XML to those who do not ask for JSON.

    The SDK parses JSON only under exactly this content type, without a charset."""
    if "json" in request.headers.get("Accept", "").lower():
        return Response(json.dumps(data), status, content_type="application/json")
    root = ElementTree.Element("AfricasTalkingResponse")
    _grow(root, data)
    xml = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return Response(xml, status, content_type="application/xml")


def _grow(parent: ElementTree.Element, data: Mapping[str, object]) -> None:
    for name, value in data.items():
        child = ElementTree.SubElement(parent, name)
        if isinstance(value, Mapping):
            _grow(child, value)
        elif isinstance(value, list):
            for item in value:
                _grow(ElementTree.SubElement(child, name.removesuffix("s")), item)
        else:
            child.text = str(value)
