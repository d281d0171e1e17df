"""A USSD call, from the dialled code to its end."""

import threading

import pytest

from .conftest import CODE, VILLAGER


def test_the_gateway_gets_exactly_five_fields_and_an_empty_text_first(villager, gateway):
    villager.dials()

    (form,) = gateway.posted
    assert form.content_type == "application/x-www-form-urlencoded"
    assert form.fields == {
        "sessionId": form.fields["sessionId"],
        "phoneNumber": VILLAGER,
        "networkCode": "61203",
        "serviceCode": CODE,
        "text": "",
    }
    assert "phoneNumber=%2B2250700000004" in form.raw
    assert "serviceCode=%2A384%2A225%23" in form.raw


def test_the_caller_sees_the_menu_and_what_it_weighs(villager):
    turn = villager.dials()

    assert turn["screen"] == "Bienvenue\n1 Signaler"
    assert turn["open"] is True
    assert turn["error"] is None
    assert turn["session_id"].startswith("ATUid_")
    assert len(turn["session_id"]) == len("ATUid_") + 32
    assert (turn["signs"], turn["limit"]) == (24, 160)


def test_answers_pile_up_joined_by_stars_and_keep_every_sign(villager, gateway):
    villager.dials()
    for answer in ("1", "1", "", "chez Aïcha & Koffi *+"):
        villager.replies(answer)

    texts = [form["text"] for form in gateway.forms("ussd")]
    assert texts == ["", "1", "1*1", "1*1*", "1*1**chez Aïcha & Koffi *+"]
    assert len({form["sessionId"] for form in gateway.forms("ussd")}) == 1


def test_after_end_nothing_more_can_be_said(villager, gateway, wait):
    gateway.says["ussd"] = (200, "END Merci")
    turn = villager.dials()
    wait(1)

    assert (turn["screen"], turn["open"]) == ("Merci", False)
    assert villager.refused("reply", text="1")[0] == 409
    (event,) = gateway.forms("events")
    assert event["status"] == "Success"
    assert event["lastAppResponse"] == "END Merci"


def test_the_end_of_a_session_is_told_with_all_its_facts(villager, gateway, wait):
    session = villager.dials()["session_id"]
    villager.replies("1")
    wait(12)
    villager.does("cancel")
    wait(1)

    (event,) = gateway.forms("events")
    assert event == {
        "date": event["date"],
        "sessionId": session,
        "serviceCode": CODE,
        "networkCode": "61203",
        "phoneNumber": VILLAGER,
        "status": "Incomplete",
        "cost": "XOF 0.0000",
        "durationInMillis": "12000",
        "hopsCount": "2",
        "hopsMetadata": "",
        "input": "1",
        "lastAppResponse": "CON Bienvenue\n1 Signaler",
    }


@pytest.mark.parametrize(
    ("says", "error"),
    [
        ((200, "<html>"), "Response should start with a CON or an END"),
        ((404, "CON x"), "The application answered with an HTTP error"),
        ((500, "oops"), "The application answered with an HTTP error"),
        ((302, "CON x"), "The application answered with an HTTP error"),
    ],
)
def test_a_bad_answer_ends_the_call_in_words_the_caller_can_read(
    villager, gateway, wait, says, error
):
    gateway.says["ussd"] = says
    turn = villager.dials()
    wait(1)

    assert turn["open"] is False
    assert turn["screen"].startswith("Réseau")
    assert turn["error"] == turn["screen"]
    (event,) = gateway.forms("events")
    assert (event["status"], event["errorMessage"]) == ("Failed", error)
    assert event["lastAppResponse"] == says[1]


class TestAGatewayThatHangs:
    @pytest.fixture
    def settings(self):
        return {"answer_seconds": 0.1}

    def test_the_call_ends_when_no_answer_comes_in_time(self, villager, gateway, wait):
        done = threading.Event()
        gateway.before_answer = lambda: done.wait(5)
        turn = villager.dials()
        done.set()
        wait(1)

        assert turn["open"] is False
        assert "à temps" in turn["error"]
        assert gateway.forms("events")[0]["status"] == "Failed"


class TestAGatewayThatIsDown:
    @pytest.fixture
    def settings(self):
        return {"gateway_url": "http://127.0.0.1:9"}

    def test_the_caller_is_told_that_nobody_answers(self, villager):
        assert "ne répond pas" in villager.dials()["error"]


def test_a_person_who_stays_silent_is_cut_off(villager, gateway, wait):
    villager.dials()
    wait(29)
    assert villager.phone["open"] is True
    assert villager.phone["seconds_to_answer"] == 1

    wait(2)

    assert villager.phone["open"] is False
    assert gateway.forms("events")[0]["status"] == "Incomplete"


def test_each_answer_gives_the_whole_time_again_but_the_call_has_an_end(department, wait):
    department.dials()
    for _ in range(5):
        wait(23)
        assert department.replies("1")["open"] is True

    wait(6)  # 121 s on Moov, which allows 120

    assert department.phone["open"] is False
    assert department.phone["screen"] == "Appel coupé\u00a0: temps écoulé. Rappelez."


def test_dialling_again_closes_the_first_call(villager, gateway, wait):
    first = villager.dials()["session_id"]
    second = villager.dials()["session_id"]
    wait(1)

    assert first != second
    (event,) = gateway.forms("events")
    assert (event["sessionId"], event["status"]) == (first, "Incomplete")
    assert villager.phone["open"] is True


def test_hanging_up_while_the_network_waits_wins_over_the_late_answer(villager, gateway):
    reached, hung_up = threading.Event(), threading.Event()
    gateway.before_answer = lambda: (reached.set(), hung_up.wait(5))
    call = threading.Thread(target=villager.dials)
    call.start()
    assert reached.wait(5)

    assert villager.refused("reply", text="1")[0] == 409
    villager.does("cancel")
    hung_up.set()
    call.join()

    assert villager.phone["open"] is False
    assert villager.phone["screen"] == "Appel terminé."


def test_an_unknown_code_reaches_nobody(villager, gateway):
    turn = villager.dials("*999#")

    assert (turn["open"], turn["session_id"]) == (False, "")
    assert "n’existe pas" in turn["error"]
    assert gateway.posted == []


@pytest.mark.parametrize(
    ("settings", "service_code", "text"),
    [
        ({"direct_dial": "off"}, CODE, ""),
        ({"direct_dial": "text"}, CODE, "1*2"),
        ({"direct_dial": "service_code"}, "*384*225*1*2#", ""),
    ],
)
def test_where_the_tail_of_a_longer_code_lands_is_a_switch(villager, gateway, service_code, text):
    villager.dials("*384*225*1*2#")

    (form,) = gateway.forms("ussd")
    assert (form["serviceCode"], form["text"]) == (service_code, text)


def test_the_network_turns_the_pages_of_a_long_menu_by_itself(villager, gateway):
    lines = "\n".join(f"{n} Un choix assez long pour remplir" for n in range(1, 8))
    gateway.says["ussd"] = (200, f"CON {lines}")
    first = villager.dials()["screen"]
    second = villager.replies("98")["screen"]

    assert villager.replies("00")["screen"] == first
    assert first != second
    assert len(gateway.forms("ussd")) == 1
    villager.replies("2")
    assert gateway.forms("ussd")[-1]["text"] == "2"


def test_the_label_of_a_step_is_echoed_and_gathered(villager, gateway, wait):
    gateway.headers["at-ussd-hop-metadata"] = "main" + "x" * 200
    villager.dials()
    gateway.headers["at-ussd-hop-metadata"] = "a|b"
    villager.replies("1")
    gateway.headers["at-ussd-hop-metadata"] = "type"
    villager.replies("2")
    villager.does("cancel")
    wait(1)

    assert [form.hop for form in gateway.posted[:3]] == ["", "main" + "x" * 95, ""]
    assert gateway.forms("events")[0]["hopsMetadata"] == f"main{'x' * 95}|type"


def test_a_phone_that_is_off_calls_nobody(villager, gateway):
    villager.does("power", on=False)

    assert villager.refused("dial", code=CODE) == (409, "Ce téléphone est éteint.")
    assert gateway.posted == []


def test_switching_off_in_the_middle_of_a_call_ends_it(villager, gateway, wait):
    villager.dials()
    villager.does("power", on=False)
    wait(1)

    assert villager.phone["open"] is False
    assert gateway.forms("events")[0]["status"] == "Incomplete"


def test_two_phones_call_at_once_without_meeting(villager, secretary, gateway):
    villager.dials()
    secretary.dials()
    villager.replies("1")
    secretary.replies("6")

    said = {(form["phoneNumber"][-2:], form["text"]) for form in gateway.forms("ussd")}
    assert said == {("04", ""), ("17", ""), ("04", "1"), ("17", "6")}
