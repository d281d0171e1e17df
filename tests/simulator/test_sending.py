"""What the provider says when the gateway sends a text."""

import json
from dataclasses import replace

import pytest

from .conftest import SECRETARY, VILLAGER

KEYS = {"statusCode", "number", "status", "cost", "messageId", "messageParts"}


def test_an_accepted_text_is_answered_in_the_provider_s_own_shape(send):
    response = send(SECRETARY)

    assert response.status_code == 201
    assert response.headers["Content-Type"] == "application/json"
    data = response.get_json()["SMSMessageData"]
    assert data["Message"] == "Sent to 1/1 Total Cost: XOF 20.0000 Message parts: 1"
    (recipient,) = data["Recipients"]
    assert recipient.keys() == KEYS
    assert recipient | {"messageId": ""} == {
        "statusCode": 101,
        "number": SECRETARY,
        "status": "Success",
        "cost": "XOF 20.0000",
        "messageId": "",
        "messageParts": 1,
    }
    assert recipient["messageId"].startswith("ATXid_")
    assert len(recipient["messageId"]) == len("ATXid_") + 32


def test_a_long_text_costs_each_of_its_parts(send):
    data = send(SECRETARY, "ê" * 71).get_json()["SMSMessageData"]

    assert data["Message"].startswith("Sent to 1/1 Total Cost: XOF 40.0000")
    assert data["Recipients"][0]["messageParts"] == 2
    assert data["Recipients"][0]["cost"] == "XOF 40.0000"


def test_the_total_counts_only_those_who_get_it(send):
    to = f"{SECRETARY},+2250700000405, +254700"
    data = send(to).get_json()["SMSMessageData"]

    assert data["Message"].startswith("Sent to 1/3 Total Cost: XOF 20.0000")


def test_when_nobody_gets_it_the_total_is_a_bare_nought(send):
    data = send("+2250700000405,12345").get_json()["SMSMessageData"]

    assert data["Message"] == "Sent to 0/2 Total Cost: 0"
    assert data["Recipients"][1] == {
        "cost": "0",
        "messageId": "None",
        "number": "12345",
        "status": "InvalidPhoneNumber",
        "statusCode": 403,
    }


@pytest.mark.parametrize(
    ("ending", "status"),
    [
        ("401", "RiskHold"),
        ("402", "InvalidSenderId"),
        ("403", "InvalidPhoneNumber"),
        ("404", "UnsupportedNumberType"),
        ("405", "InsufficientBalance"),
        ("406", "UserInBlacklist"),
        ("407", "CouldNotRoute"),
        ("409", "DoNotDisturbRejection"),
        ("500", "InternalServerError"),
        ("501", "GatewayError"),
        ("502", "RejectedByGateway"),
    ],
)
@pytest.mark.parametrize("operator", ["07", "05", "01"])
def test_a_magic_number_is_refused_as_its_ending_says(send, operator, ending, status):
    (recipient,) = send(f"+225{operator}00000{ending}").get_json()["SMSMessageData"]["Recipients"]

    assert (recipient["statusCode"], recipient["status"]) == (int(ending), status)
    assert (recipient["messageId"], recipient["cost"]) == ("None", "0")


@pytest.mark.parametrize(("ending", "status"), [("100", "Processed"), ("102", "Queued")])
def test_other_words_for_yes_are_yes_too(send, ending, status):
    (recipient,) = send(f"+2250700000{ending}").get_json()["SMSMessageData"]["Recipients"]

    assert (recipient["statusCode"], recipient["status"]) == (int(ending), status)
    assert recipient["cost"] == "XOF 20.0000"


@pytest.mark.parametrize("settings", [{"sender_ids": ("VEILLE",)}])
def test_an_unregistered_name_sends_nothing_at_all(send):
    refused = send(SECRETARY, **{"from": "AUTRE"})

    assert refused.status_code == 201
    assert refused.get_json() == {
        "SMSMessageData": {"Message": "InvalidSenderId", "Recipients": []}
    }
    accepted = send(SECRETARY, **{"from": "VEILLE"}).get_json()
    assert len(accepted["SMSMessageData"]["Recipients"]) == 1


@pytest.mark.parametrize(("to", "message"), [("", "Bonjour"), (SECRETARY, ""), (" , ", "x")])
def test_an_empty_order_reaches_nobody(send, to, message):
    response = send(to, message)

    assert response.status_code == 201
    assert response.get_json()["SMSMessageData"]["Recipients"] == []


def test_without_a_name_the_provider_signs(send, secretary, wait):
    send(SECRETARY)
    wait(1)

    assert secretary.phone["messages"][0]["from"] == "AFRICASTKNG"


def test_who_opted_out_is_refused_from_then_on(villager, send, gateway, wait):
    villager.does("optout", sender="VEILLE")
    wait(1)

    assert gateway.forms("optout") == [{"senderId": "VEILLE", "phoneNumber": VILLAGER}]
    (recipient,) = send(VILLAGER).get_json()["SMSMessageData"]["Recipients"]
    assert recipient["statusCode"] == 406


def test_the_same_seed_gives_the_same_identifiers(send):
    (recipient,) = send(SECRETARY).get_json()["SMSMessageData"]["Recipients"]

    assert recipient["messageId"] == "ATXid_6513270e269e0d37f2a74de452e6b438"


@pytest.mark.parametrize("settings", [{"prices": {"orange": "12.0000", "moov": "14.5000"}}])
def test_each_network_has_its_own_price(send, settings):
    data = send("+2250700000001,+2250100000001").get_json()["SMSMessageData"]

    assert data["Message"].startswith("Sent to 2/2 Total Cost: XOF 26.5000")
    assert [each["cost"] for each in data["Recipients"]] == ["XOF 12.0000", "XOF 14.5000"]


@pytest.mark.parametrize("settings", [{"first_suffix": " STOP *456*9*5#"}])
def test_the_first_text_to_a_phone_carries_the_provider_s_own_words_and_costs_them(send, settings):
    first, second = (
        send(SECRETARY, "e" * 150).get_json()["SMSMessageData"]["Recipients"][0] for _ in range(2)
    )

    assert (first["messageParts"], second["messageParts"]) == (2, 1)


@pytest.mark.parametrize(("reports", "count"), [("all", 4), ("final", 1), ("none", 0)])
def test_reports_are_told_as_the_desk_was_asked(send, app, settings, reports, count):
    app.extensions["desk"].config = replace(app.extensions["desk"].config, reports=reports)

    send(SECRETARY)
    app.extensions["desk"].clock.advance(60)

    lines = [json.loads(line) for line in app.extensions["desk"].traffic.lines()]
    assert [line["kind"] for line in lines].count("delivery") == count
