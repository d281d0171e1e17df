"""Following a report by its receipt, from any phone, even for somebody who copies it badly."""

import pytest

from menus.check_digit import with_check_digit
from menus.flows.follow_up import receipt
from menus.screens import Refused

RECEIPT = with_check_digit("48231975006")


@pytest.mark.parametrize(
    "typed",
    [
        RECEIPT,
        f"{RECEIPT[:4]} {RECEIPT[4:8]} {RECEIPT[8:]}",
        f"{RECEIPT[:4]}-{RECEIPT[4:8]}-{RECEIPT[8:]}",
        f"{RECEIPT[:4]}.{RECEIPT[4:8]}/{RECEIPT[8:]}",
        f"  {RECEIPT}  ",
        " ".join(RECEIPT),
    ],
)
def test_a_receipt_is_read_however_it_was_grouped(menu, typed):
    scene = menu.scene(menu.start({"language": "fr"}).dialogue)

    assert receipt(typed, scene) == RECEIPT


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "12", RECEIPT[:-1], RECEIPT + "0", "x" * 12, "0" * 11, "²" * 12, "-" * 12,
        RECEIPT[:-1] + str((int(RECEIPT[-1]) + 1) % 10), RECEIPT[1] + RECEIPT[0] + RECEIPT[2:],
        "99" * 40,
    ],
)  # fmt: skip
def test_a_slip_is_told_before_anybody_is_asked(menu, typed):
    scene = menu.scene(menu.start({"language": "fr"}).dialogue)

    with pytest.raises(Refused, match="receipt_shape"):
        receipt(typed, scene)


def test_a_slip_asks_nothing_of_the_world(call):
    talk = call().picks("Suivre").types("4823")

    assert talk.asked == []
    assert talk.text.startswith("Le code a 12 chiffres. Vérifiez")


@pytest.mark.parametrize(
    ("status", "heard"),
    [
        ("received", "recu, pas encore vérifié"),
        ("checking", "vérification en cours"),
        ("in_care", "pris en charge"),
        ("finished", "terminé"),
    ],
)
def test_a_reporter_hears_one_of_four_neutral_words_and_nothing_more(call, status, heard):
    talk = call().picks("Suivre")
    talk.world["find_receipt"] = ("found", {"status": status})

    talk.types(RECEIPT)

    first, *others = talk.text.splitlines()
    assert first == f"Votre signalement: {heard}."
    assert others[-1] == "0 Retour"


def test_a_receipt_of_nobody_asks_to_look_again(call):
    talk = call().picks("Suivre")
    talk.world["find_receipt"] = ("unknown", {})

    talk.types(RECEIPT)

    assert talk.screen == "receipt"
    assert talk.text.startswith("Code inconnu. Vérifiez")


def test_who_gives_up_on_an_unknown_receipt_is_back_home_with_one_key(call):
    talk = call().picks("Suivre")
    talk.world["find_receipt"] = ("unknown", {})
    talk.types(RECEIPT).types(RECEIPT)

    talk.types("0")

    assert talk.screen == "home"


def test_who_tries_too_often_is_told_to_come_back_and_whom_to_call(call):
    talk = call().picks("Suivre")
    talk.world["find_receipt"] = ("blocked", {})

    talk.types(RECEIPT)

    assert talk.text.startswith("Trop d'essais. Réessayez demain.")
    assert "0800 800 800" in talk.text
    assert talk.types("0").screen == "home"
