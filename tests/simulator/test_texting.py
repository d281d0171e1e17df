"""Texts people write, on their way to the gateway."""

import re

import pytest

from .conftest import VILLAGER


def test_the_gateway_gets_the_text_as_it_was_written(villager, gateway, wait):
    text_id = villager.texts("SOS 4821 2 près de l’école & du puits")["id"]
    wait(1)

    (form,) = gateway.forms("sms")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", form.pop("date"))
    assert re.fullmatch(r"[0-9a-f]{32}", form.pop("linkId"))
    assert form == {
        "from": VILLAGER,
        "id": text_id,
        "text": "SOS 4821 2 près de l’école & du puits",
        "to": "8116",
        "networkCode": "61203",
    }
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text_id)


@pytest.mark.parametrize("status", [500, 404, 302, 204, 201])
def test_nothing_but_200_counts_as_received(villager, gateway, wait, status):
    gateway.says["sms"] = (status, "")
    villager.texts("AIDE")
    wait(1)
    gateway.says["sms"] = (200, "")
    wait(60)

    assert len(gateway.forms("sms")) == 2
    assert len({form["id"] for form in gateway.forms("sms")}) == 1
    wait(3600)
    assert len(gateway.forms("sms")) == 2


def test_a_text_is_offered_each_minute_for_twelve_hours_and_no_longer(villager, gateway, wait):
    gateway.says["sms"] = (503, "")
    villager.texts("AIDE")
    wait(13 * 3600)

    assert len(gateway.forms("sms")) == 720


def test_the_page_counts_the_tries(app, villager, gateway, wait):
    gateway.says["sms"] = (503, "")
    villager.texts("AIDE")
    wait(121)

    events = app.test_client().get("/api/log").get_json()["events"]
    assert (events[-1]["state"], events[-1]["words"]) == (
        "wait",
        "pas reçu, essai 3\u00a0; nouvel essai dans 1 min",
    )


@pytest.mark.parametrize(
    ("to", "text", "words"),
    [
        ("9999", "AIDE", "Sur ce réseau d’essai, on écrit seulement au 8116."),
        ("8116", "  ", "Écrivez quelques mots avant d’envoyer."),
    ],
)
def test_a_text_that_cannot_leave_is_refused_with_the_reason(villager, gateway, to, text, words):
    assert villager.refused("sms", to=to, text=text) == (409, words)
    assert gateway.posted == []


def test_a_phone_that_is_off_writes_to_nobody(villager):
    villager.does("power", on=False)

    assert villager.refused("sms", to="8116", text="AIDE")[0] == 409


def test_what_a_person_wrote_is_no_unread_text(villager, wait):
    villager.texts("AIDE")
    wait(1)

    assert villager.phone["unread"] == 0
    assert villager.phone["messages"] == []
