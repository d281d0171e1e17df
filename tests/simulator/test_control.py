"""Phones driven by a program."""

import json

import pytest

from .conftest import CODE, SECRETARY, Person


@pytest.fixture
def http(app):
    return app.test_client()


def test_any_number_that_could_exist_is_a_phone_here(app, gateway, wait, send):
    stranger = Person(app, "+254711000111")
    assert stranger.dials()["open"] is True
    send("+254711000111", "Habari")
    wait(1)

    assert gateway.forms("ussd")[0]["networkCode"] == "99999"
    assert stranger.messages == ["Habari"]


@pytest.mark.parametrize(
    ("number", "code"),
    [("+2250712345678", "61203"), ("+2250512345678", "61205"), ("+2250112345678", "61202")],
)
def test_a_stray_phone_is_on_the_network_of_its_prefix(app, gateway, number, code):
    Person(app, number).dials()

    assert gateway.forms("ussd")[0]["networkCode"] == code


@pytest.mark.parametrize("number", ["abc", "+12", "+0700000000000", "+2250700000004x"])
def test_what_is_no_number_is_no_phone(http, number):
    response = http.get(f"/api/phones/{number}")

    assert response.status_code == 404
    assert "numéro" in response.get_json()["error"]


@pytest.mark.parametrize("body", [{}, {"code": None}, {"code": ["x"]}, None, "x"])
def test_a_request_that_lacks_a_word_is_told_which(http, body):
    response = http.post(f"/api/phones/{SECRETARY}/dial", json=body)

    assert response.status_code == 400
    assert "code" in response.get_json()["error"]


def test_a_phone_tells_all_about_itself(villager, wait):
    session = villager.dials()["session_id"]
    wait(7)

    assert villager.phone == {
        "number": villager.number,
        "network": "orange",
        "powered": True,
        "screen": "Bienvenue\n1 Signaler",
        "open": True,
        "session_id": session,
        "seconds_used": 7,
        "seconds_total": 180,
        "seconds_to_answer": 23,
        "hops": 1,
        "messages": [],
        "unread": 0,
    }


def test_the_phones_on_the_desk_can_be_listed(http):
    phones = http.get("/api/phones").get_json()["phones"]

    assert [phone["network"] for phone in phones] == ["orange", "mtn", "moov"]


def test_replying_without_a_call_is_refused_in_the_reader_s_language(http):
    path = f"/api/phones/{SECRETARY}/reply"

    assert http.post(path, json={"text": "1"}).status_code == 409
    english = http.post(f"{path}?lang=en", json={"text": "1"}).get_json()
    assert english == {"error": "No call is open on this phone."}


def test_the_log_names_phones_by_their_place_and_hides_other_numbers(http, villager, send, wait):
    villager.dials()
    send("+2250799999942")
    wait(1)
    events = http.get("/api/log").get_json()["events"]

    assert events[0] | {"at": "", "words": ""} == {
        "n": 1,
        "at": "",
        "what": "Appel USSD, écran 1",
        "who": "1. Une villageoise",
        "state": "ok",
        "words": "",
        "subject": "",
    }
    assert events[-1]["who"] == "07 •• •• •• 42"
    assert events[-1]["words"] == "remis"
    assert "99999942" not in http.get("/api/log").text


def test_the_log_gives_only_what_is_new(http, villager):
    villager.dials()
    villager.replies("1")

    assert [event["n"] for event in http.get("/api/log?after=1").get_json()["events"]] == [2]
    assert http.get("/api/log?after=x").status_code == 400


def test_all_traffic_can_be_taken_home_and_holds_no_key(http, villager, send, wait):
    villager.dials()
    send(SECRETARY)
    wait(1)
    response = http.get("/api/traffic")

    records = [json.loads(line) for line in response.text.splitlines()]
    assert [record["kind"] for record in records] == ["ussd", "messaging", *["delivery"] * 4]
    assert records[0]["direction"] == "to_gateway"
    assert records[0]["fields"]["serviceCode"] == CODE
    assert records[0]["body"] == "CON Bienvenue\n1 Signaler"
    assert "apiKey" not in response.text
    assert "not-a-secret" not in response.text


def test_a_reset_leaves_a_clean_desk(http, gateway, villager, send, wait):
    villager.dials()
    send(SECRETARY)
    http.post("/api/reset")
    wait(300)

    assert villager.phone["open"] is False
    assert http.get("/api/log").get_json() == {"events": []}
    assert http.get("/api/traffic").text == ""
    assert gateway.forms("delivery") == []


def test_time_moves_on_request(http, villager):
    villager.dials()
    response = http.post("/api/clock/advance", json={"seconds": 31})

    assert response.status_code == 200
    assert villager.phone["open"] is False
    assert http.post("/api/clock/advance", json={"seconds": "soon"}).status_code == 400


@pytest.mark.parametrize("settings", [{"virtual_clock": False}])
def test_the_real_clock_is_not_moved(http):
    assert http.post("/api/clock/advance", json={"seconds": 1}).status_code == 409


def test_another_site_cannot_press_the_keys(http):
    response = http.post(
        f"/api/phones/{SECRETARY}/dial",
        json={"code": CODE},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert response.status_code == 403


def test_the_simulator_says_it_is_well(http):
    assert http.get("/health").get_json() == {"status": "ok"}
    assert http.get("/nowhere").get_json() == {"error": "Not Found."}
