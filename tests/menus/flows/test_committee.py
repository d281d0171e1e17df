"""The committee's door: a PIN worth having, one line an alert, nothing said without need."""

import pytest

from menus.flows.door import new_pin, one_time_code, pin, same_pin
from menus.screens import Refused
from tests.menus.talking import Talk


@pytest.fixture
def scene(menu):
    """What a rule may look at."""
    return menu.scene(menu.start({"language": "fr"}).dialogue)


@pytest.fixture
def member(call) -> Talk:
    """A member who has a PIN."""
    return call(member=True)


@pytest.mark.parametrize(
    "weak",
    [
        "0000", "1111", "9999", "00000", "777777", "1234", "2345", "6789", "7890", "0123", "12345",
        "123456", "4321", "9876", "0987", "3210", "654321", "1900", "1987", "1999", "2000", "2026",
    ],
)  # fmt: skip
def test_a_pin_that_others_would_guess_first_is_refused(scene, weak):
    with pytest.raises(Refused, match="pin_weak"):
        new_pin(weak, scene)


@pytest.mark.parametrize(
    "shape",
    ["", "1", "739", "7391234", "73a1", "7 391", "-739", "７３９１", "²³¹¹", "73.1"],
)
def test_a_pin_is_four_to_six_digits(scene, shape):
    with pytest.raises(Refused, match="pin_shape"):
        new_pin(shape, scene)


@pytest.mark.parametrize("good", ["7391", "2846", "0419", "28460", "199283", "204816", "1357"])
def test_a_pin_worth_having_is_taken(scene, good):
    assert new_pin(good, scene) == good


@pytest.mark.parametrize("typed", ["", "x", "73 91", "-1", "²"])
def test_what_is_no_number_is_not_tried_as_a_pin(scene, typed):
    with pytest.raises(Refused, match="pin_shape"):
        pin(typed, scene)


@pytest.mark.parametrize("typed", ["482319", "482 319", " 482319 "])
def test_the_code_of_the_sms_is_taken_with_its_spaces(scene, typed):
    assert one_time_code(typed, scene) == "482319"


@pytest.mark.parametrize("typed", ["", "48231", "4823190", "48231x", "٤٨٢٣١٩"])
def test_a_code_of_another_shape_is_refused(scene, typed):
    with pytest.raises(Refused, match="code_shape"):
        one_time_code(typed, scene)


def test_a_pin_typed_differently_the_second_time_is_asked_again(member):
    member.world["recognise_member"] = ("code_waiting", {})
    member.picks("Comité").types("123456").types("7391").types("7392")

    assert (member.screen, member.dialogue.notice) == ("pin_again", "pin_differs")
    with pytest.raises(Refused, match="pin_differs"):
        same_pin("7392", member.menu.scene(member.dialogue))


@pytest.mark.parametrize(
    ("recognised", "screen"),
    [
        ("enrolled", "pin"),
        ("code_waiting", "code"),
        ("code_sent", "code_sent"),
        ("locked", "locked"),
        ("stranger", "home"),
    ],
)
def test_each_member_comes_to_their_own_door(member, recognised, screen):
    member.world["recognise_member"] = (recognised, {})

    assert member.picks("Comité").screen == screen


def test_a_wrong_pin_tells_how_many_tries_are_left(member):
    member.world["check_pin"] = ("wrong", {"left": 4})

    member.picks("Comité").types("7391")

    assert member.text.startswith("Code faux. Essais restants: 4")


def test_a_wrong_code_is_asked_again_and_a_spent_one_ends_the_call(member):
    member.world |= {"recognise_member": ("code_waiting", {}), "check_code": ("wrong", {})}
    member.picks("Comité").types("123456")
    assert (member.screen, member.dialogue.notice) == ("code", "code_wrong")

    member.world["check_code"] = ("spent", {})
    member.types("123456")

    assert member.menu.has_ended(member.dialogue)


def alert(**changed):
    """One alert as the world tells it."""
    told = {"id": "a1", "reference": "482319", "urgency": "high", "concern": "neglect",
            "place": "Badayo", "child": "several", "when": "often", "minutes": 5, "taken": False,
            "left": None, "landmark": "", "reachable": True, "answer": ""}  # fmt: skip
    return {**told, **changed}


@pytest.mark.parametrize(
    ("minutes", "age"),
    [
        (0, "0min"), (59, "59min"), (60, "1h"), (119, "1h"), (47 * 60 + 59, "47h"), (48 * 60, "2j"),
        (40 * 24 * 60, "40j"),
    ],
)  # fmt: skip
def test_an_alert_is_one_line_with_its_urgency_its_place_and_its_age(member, minutes, age):
    member.world["list_alerts"] = ("some", {"alerts": [alert(minutes=minutes)]})

    member.picks("Comité").types("7391")

    assert member.text.splitlines()[:2] == ["Comité: 1 à traiter", f"1 Haute Badayo {age}"]


def test_an_alert_is_opened_and_taken(member):
    member.world |= {
        "list_alerts": ("some", {"alerts": [alert(), alert(id="a2", place="Galéa")]}),
        "open_alert": ("open", {"alert": alert(place="Galéa")}),
    }
    member.picks("Comité").types("7391").picks("Haute Galéa")
    assert member.answers["alerts"] == "a2"
    assert "Enfant négligé, malade\nGaléa\nplusieurs enfants, souvent" in member.text

    member.world["acknowledge"] = ("done", {"alert": alert(taken=True)})
    member.picks("Je m'en occupe")

    assert member.text.startswith("C'est noté: vous vous en occupez. Réf 482319")


def test_an_alert_somebody_else_took_offers_no_second_taking(member):
    member.world |= {
        "list_alerts": ("some", {"alerts": [alert()]}),
        "open_alert": ("taken", {"alert": alert(taken=True, who="Koffi")}),
    }

    member.picks("Comité").types("7391").types("1")

    assert member.text.startswith("Réf 482319, pris par Koffi")
    assert "Je m'en occupe" not in member.text


def test_going_back_from_an_alert_asks_for_the_list_again(member):
    member.world["list_alerts"] = ("some", {"alerts": [alert()]})
    member.picks("Comité").types("7391").types("1")

    member.types("0")

    assert member.screen == "alerts"
    assert member.asked.count("list_alerts") == 2


def test_a_committee_with_nothing_waiting_is_thanked(member):
    member.world["list_alerts"] = ("none", {})

    assert member.picks("Comité").types("7391").text.startswith("Rien ne vous attend")
    assert member.types("0").screen == "home"
