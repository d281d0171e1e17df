"""The provider's API at its edges: keys, missing fields, odd addresses."""

from xml.etree import ElementTree

import pytest

from .conftest import SECRETARY

FORM = {"username": "sandbox-user", "to": SECRETARY, "message": "Bonjour"}
KEY = {"apiKey": "key", "Accept": "application/json"}


@pytest.fixture
def http(app):
    return app.test_client()


@pytest.mark.parametrize("name", ["apiKey", "apikey", "APIKEY", "ApiKey"])
@pytest.mark.parametrize("path", ["/version1/messaging", "/version1/messaging/"])
def test_the_key_opens_the_door_in_any_case_and_no_address_redirects(http, name, path):
    response = http.post(path, data=FORM, headers={name: "key", "Accept": "application/json"})

    assert response.status_code == 201


@pytest.mark.parametrize(
    ("headers", "username", "words"),
    [
        (
            {},
            "sandbox-user",
            "The resource requires authentication, which was not supplied with the request",
        ),
        ({"apiKey": "wrong"}, "sandbox-user", "The supplied authentication is invalid"),
        ({"apiKey": "key"}, "somebody", "The supplied authentication is invalid"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_stranger_is_turned_away_in_plain_text(http, method, headers, username, words):
    values = {**FORM, "username": username}
    place = {"data": values} if method == "POST" else {"query_string": values}
    response = http.open("/version1/messaging", method=method, headers=headers, **place)

    assert (response.status_code, response.text) == (401, words)
    assert response.mimetype == "text/plain"


@pytest.mark.parametrize("missing", ["username", "to", "message"])
def test_a_missing_field_is_named(http, missing):
    form = {name: value for name, value in FORM.items() if name != missing}
    response = http.post("/version1/messaging", data=form, headers=KEY)

    assert response.status_code == 400
    assert response.text == f"Request is missing required form field '{missing}'"
    assert response.mimetype == "text/plain"


def test_those_who_do_not_ask_for_json_get_xml(http):
    response = http.post("/version1/messaging", data=FORM, headers={"apiKey": "key"})

    root = ElementTree.fromstring(response.text)  # noqa: S314
    assert response.mimetype == "application/xml"
    assert root.findtext("SMSMessageData/Recipients/Recipient/number") == SECRETARY
    assert root.findtext("SMSMessageData/Recipients/Recipient/statusCode") == "101"


def test_texts_to_the_short_code_wait_in_the_inbox_under_growing_numbers(http, villager):
    villager.texts("AIDE")
    villager.texts("CONSEIL")
    query = {"username": "sandbox-user", "lastReceivedId": "1"}
    response = http.get("/version1/messaging", query_string=query, headers=KEY)

    (message,) = response.get_json()["SMSMessageData"]["Messages"]
    assert response.status_code == 200
    assert (message["id"], message["text"]) == (2, "CONSEIL")
    assert (message["from"], message["to"]) == (villager.number, "8116")
    assert message["date"].endswith("Z")


def test_the_account_has_money(http):
    query = {"username": "sandbox-user"}
    response = http.get("/version1/user", query_string=query, headers=KEY)

    assert response.get_json() == {"UserData": {"balance": "XOF 100000.00"}}


def test_each_text_takes_its_price_from_the_account(http, send, desk):
    send(SECRETARY, "x" * 161)  # two parts
    send("+2250700000405")  # refused, and free

    query = {"username": "sandbox-user"}
    told = http.get("/version1/user", query_string=query, headers=KEY).get_json()
    assert told == {"UserData": {"balance": "XOF 99960.00"}}

    desk.clear()
    told = http.get("/version1/user", query_string=query, headers=KEY).get_json()
    assert told == {"UserData": {"balance": "XOF 100000.00"}}


@pytest.mark.parametrize("settings", [{"balance": "30"}])
def test_an_account_is_never_less_than_empty(http, send):
    send(SECRETARY)
    send(SECRETARY)

    query = {"username": "sandbox-user"}
    told = http.get("/version1/user", query_string=query, headers=KEY).get_json()
    assert told == {"UserData": {"balance": "XOF 0.00"}}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/version1/messaging/bulk", 404),
        ("GET", "/version1/nowhere", 404),
        ("DELETE", "/version1/messaging", 405),
    ],
)
def test_a_wrong_address_is_answered_in_plain_text(http, method, path, status):
    response = http.open(path, method=method, headers=KEY)

    assert response.status_code == status
    assert response.mimetype == "text/plain"
