"""The way of a text from the provider to the phone, and the reports about it."""

import threading

import pytest

from .conftest import SECRETARY


def statuses(gateway):
    return [form["status"] for form in gateway.forms("delivery")]


def test_a_text_arrives_and_each_step_is_reported(send, gateway, secretary, wait):
    sent = send(SECRETARY, "Réf 331846", **{"from": "VEILLE"}).get_json()
    wait(1)

    assert statuses(gateway) == ["Sent", "Submitted", "Buffered", "Success"]
    assert gateway.forms("delivery")[0] == {
        "id": sent["SMSMessageData"]["Recipients"][0]["messageId"],
        "status": "Sent",
        "phoneNumber": SECRETARY,
        "networkCode": "61205",
    }
    (message,) = secretary.phone["messages"]
    assert (message["from"], message["text"], message["new"]) == ("VEILLE", "Réf 331846", True)
    assert message["delivered_at"] > message["at"]
    assert secretary.phone["unread"] == 1


def test_the_answer_to_the_gateway_never_waits_for_its_reports(send, gateway):
    send(SECRETARY)

    assert gateway.posted == []


@pytest.mark.parametrize(
    ("ending", "expected", "reason"),
    [
        ("601", ["Sent", "Submitted", "Buffered", "Failed"], "DeliveryFailure"),
        ("602", ["Sent", "Rejected"], "UserInBlackList"),
        ("603", ["Sent", "Submitted", "Buffered", "AbsentSubscriber"], None),
        ("604", ["Sent", "Submitted", "Buffered", "Expired"], None),
        ("605", [], None),
        ("606", ["Sent", "Submitted", "Buffered", "Success", "Success"], None),
        ("607", ["Success", "Sent", "Submitted", "Buffered"], None),
        ("608", ["Sent", "Submitted", "Buffered", "WentForAWalk"], None),
        ("609", ["Sent", "Submitted", "Buffered"], None),  # so far
        ("610", ["Success"], None),
    ],
)
def test_a_magic_number_has_the_delivery_its_ending_says(
    send, gateway, wait, ending, expected, reason
):
    send(f"+2250500000{ending}")
    wait(5)

    assert statuses(gateway) == expected
    last = gateway.forms("delivery")[-1] if expected else {}
    assert last.get("failureReason") == reason


def test_a_late_report_comes_in_the_end(send, gateway, wait):
    send("+2250500000609")
    wait(61)

    assert statuses(gateway)[-1] == "Success"


def test_a_doubled_report_does_not_double_the_text(app, send, wait):
    send("+2250500000606", "Une fois")
    wait(5)

    phone = app.test_client().get("/api/phones/+2250500000606").get_json()
    assert [message["text"] for message in phone["messages"]] == ["Une fois"]


def test_a_phone_that_comes_back_in_time_gets_its_texts(send, gateway, secretary, wait):
    secretary.does("power", on=False)
    send(SECRETARY, "Réf 331846")
    wait(10)
    assert statuses(gateway) == ["Sent", "Submitted", "Buffered"]

    secretary.does("power", on=True)
    wait(60)

    assert statuses(gateway)[-1] == "Success"
    assert secretary.messages == ["Réf 331846"]


def test_a_phone_that_stays_off_loses_its_texts_and_the_gateway_knows(
    send, gateway, secretary, wait
):
    secretary.does("power", on=False)
    send(SECRETARY)
    wait(60)
    secretary.does("power", on=True)
    wait(60)

    assert statuses(gateway) == ["Sent", "Submitted", "Buffered", "AbsentSubscriber"]
    assert secretary.messages == []


class TestOnTheRealClock:
    @pytest.fixture
    def settings(self):
        return {"virtual_clock": False}

    def test_a_text_arrives_in_less_than_a_breath(self, send, gateway, secretary):
        arrived = threading.Event()
        gateway.before_answer = lambda: statuses(gateway)[-1:] == ["Success"] and arrived.set()
        send(SECRETARY)

        assert arrived.wait(5)
        assert len(secretary.messages) == 1
