"""Fingers on keys, through the page's own forms, without any script."""

import pytest

from .conftest import CODE, SECRETARY, VILLAGER


class Hand:
    """Presses keys of one phone and looks at its screen."""

    def __init__(self, app, number):
        self._http = app.test_client()
        self._path = f"/phones/{number}/key"
        self._place = {VILLAGER: 0, SECRETARY: 1}[number]
        self.state = {}

    def presses(self, key, typed="", to=""):
        self.state = self._http.post(
            self._path,
            data={"touche": key, "typed": typed, "to": to},
            headers={"Accept": "application/json"},
        ).get_json()
        return self

    @property
    def sees(self):
        return self.state["phones"][self._place]


@pytest.fixture
def hand(app):
    return Hand(app, VILLAGER)


@pytest.fixture
def other_hand(app):
    return Hand(app, SECRETARY)


def test_the_green_key_alone_dials_the_service(hand, gateway):
    hand.presses("call")

    assert hand.sees["mode"] == "call"
    assert "1 Signaler" in hand.sees["glass"]
    assert gateway.forms("ussd")[0]["serviceCode"] == CODE


def test_digits_then_the_green_key_dial_those(hand, gateway):
    hand.presses("*")
    hand.presses("9", typed="*").presses("#", typed="*9")
    assert 'value="*9#"' in hand.sees["entry"]

    hand.presses("call", typed="*9#")

    assert "n’existe pas" in hand.sees["glass"]
    assert gateway.posted == []


@pytest.mark.parametrize("key", ["left", "ok", "enter", "call"])
def test_each_of_these_keys_sends_the_answer(hand, gateway, key):
    hand.presses("call").presses(key, typed="1")

    assert gateway.forms("ussd")[-1]["text"] == "1"
    assert (hand.sees["left"], hand.sees["right"]) == ("Envoyer", "Annuler")
    assert 'value=""' in hand.sees["entry"]


@pytest.mark.parametrize("key", ["right", "end"])
def test_each_of_these_keys_hangs_up(hand, key):
    hand.presses("call").presses(key)

    assert hand.sees["mode"] == "over"
    assert "Appel terminé" in hand.sees["glass"]
    assert hand.presses("ok").sees["mode"] == "home"


def test_a_person_can_call_again_with_one_key(hand, gateway):
    hand.presses("call").presses("end").presses("right")

    assert hand.sees["mode"] == "call"
    assert len(gateway.forms("ussd")) == 2


def test_a_text_shows_itself_on_a_phone_at_rest_and_is_new_until_put_away(other_hand, send, wait):
    send(SECRETARY, "Réf 331846")
    wait(1)
    other_hand.presses("none")
    assert other_hand.sees["mode"] == "sms"
    assert "nouveau" in other_hand.sees["glass"]
    assert "1 SMS, dont 1 à lire" in other_hand.sees["led"]

    other_hand.presses("right")

    assert other_hand.sees["mode"] == "home"
    assert "à lire" not in other_hand.sees["led"]
    assert "nouveau" not in other_hand.presses("right").sees["glass"]


def test_a_text_does_not_cover_an_open_call(hand, send, wait):
    hand.presses("call")
    send(VILLAGER, "Réf 331846")
    wait(1)

    assert hand.presses("none").sees["mode"] == "call"
    assert "dont 1 à lire" in hand.sees["led"]
    hand.presses("end").presses("ok")
    assert "Réf 331846" in hand.sees["glass"]


def test_the_last_words_of_a_call_stay_long_enough_to_be_read(hand, send, wait):
    hand.presses("call").presses("end")
    send(VILLAGER, "Réf 331846")
    wait(1)
    assert "Appel terminé" in hand.presses("none").sees["glass"]
    assert hand.sees["left"] == "Lire SMS"

    wait(10)
    send(VILLAGER, "Réf 274061")
    wait(1)

    assert "Réf 274061" in hand.presses("none").sees["glass"]


def test_a_person_writes_a_text(hand, gateway, wait):
    hand.presses("left")
    assert 'value="8116"' in hand.sees["entry"]

    hand.presses("left", typed="AIDE", to="8116")
    wait(1)

    assert gateway.forms("sms")[0]["text"] == "AIDE"
    assert "envoyé au 8116" in hand.sees["glass"]


def test_a_refused_text_says_why_and_is_not_lost(hand):
    hand.presses("left").presses("left", typed="AIDE <moi>", to="12")

    assert "on écrit seulement au 8116" in hand.sees["glass"]
    assert "AIDE &lt;moi&gt;" in hand.sees["entry"]


def test_a_phone_can_be_switched_off_and_on(hand, gateway):
    hand.presses("power")
    assert hand.sees["mode"] == "off"
    assert hand.presses("call").sees["mode"] == "off"
    assert gateway.posted == []

    assert hand.presses("left").sees["mode"] == "home"


@pytest.mark.parametrize("mode", [[], ["call"], ["call", "end"], ["right"], ["left"], ["power"]])
def test_no_key_ever_breaks_a_phone(hand, mode):
    for key in ("left", "right", "ok", "enter", "call", "end", "power", "5", "nonsense", ""):
        for way in mode:
            hand.presses(way)
        assert hand.presses(key).sees["mode"]
