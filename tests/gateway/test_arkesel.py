"""USSD told key by key: the conversation does not know which company speaks."""

import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.paths import AGAIN
from tests.conftest import TOKEN

ADDRESS = f"/arkesel/{TOKEN}/ussd"
CODE = "*384*225#"


class Phone:
    """A phone on a network that tells only the last key."""

    def __init__(self, client, number="2250701020304", session="s1"):
        self.client, self.number, self.session = client, number, session
        self.said: dict = {}

    def tells(self, typed, *, new=False):
        """One turn, as the company posts it."""
        body = {
            "sessionID": self.session, "userID": "VEILLE", "newSession": new,
            "msisdn": self.number, "userData": typed, "network": "MTN",
        }  # fmt: skip
        response = self.client.post(ADDRESS, json=body)
        assert response.status_code == 200
        self.said = response.get_json()
        return self

    def dials(self, code=CODE):
        """A new session."""
        return self.tells(code, new=True)

    def picks(self, label):
        """Press the number that stands before a label."""
        for line in self.said["message"].splitlines():
            number, _, words = line.partition(" ")
            if number.isdigit() and words.startswith(label):
                return self.tells(number)
        raise AssertionError(f"« {label} » is not on the screen:\n{self.said['message']}")

    @property
    def screen(self):
        """What the phone shows."""
        return self.said["message"]


@pytest.fixture
def phone(client):
    """A villager's phone."""
    return Phone(client)


def test_a_report_is_made_key_by_key_as_on_any_other_network(phone, people):
    phone.dials().picks("Signaler").picks("Autre").picks("Code").tells("1029")
    phone.picks("Envoyer")

    assert phone.said["continueSession"] is False
    assert "Merci. Code" in phone.screen
    assert "un message attend" in people.village.sms[-1]


def test_the_screens_are_those_of_the_other_company(phone, people):
    people.neighbour.dials().picks("Signaler").picks("Violence")
    phone.dials().picks("Signaler").picks("Violence")

    assert phone.screen == people.neighbour.screen
    assert phone.said["sessionID"] == "s1"
    assert phone.said["msisdn"] == "2250701020304"


def test_a_turn_told_again_at_once_is_one_turn(phone):
    phone.dials().tells("1")
    before = phone.screen

    phone.tells("1")

    assert phone.screen == before


def test_the_same_key_a_little_later_is_another_answer(phone, time):
    phone.dials().tells("1")
    time.passes(seconds=AGAIN / timedelta(seconds=1) + 1)

    phone.tells("1")

    assert phone.screen.startswith("Lequel?")


def test_answers_dialled_behind_the_code_are_followed(phone):
    phone.dials("*384*225*1*3#")

    assert phone.screen.startswith("Lequel?")


def test_a_star_in_an_answer_is_one_answer(phone):
    phone.dials().picks("Signaler").picks("Autre").picks("Code")

    phone.tells("10*29")

    assert phone.screen.startswith("Quel enfant?")


@pytest.mark.parametrize("lost", ["everything_is_forgotten", "another_process"])
def test_a_call_goes_on_when_another_process_answers_or_redis_forgot(phone, request, time, lost):
    phone.dials().picks("Signaler").picks("Violence")

    request.getfixturevalue(lost)()
    time.passes(seconds=5)  # a person reads before they press the same key again
    phone.picks("Enfant négligé")

    assert phone.screen.startswith("Où est l'enfant?")


def test_a_session_nobody_remembers_begins_anew_kindly(phone):
    phone.tells("3")

    assert phone.screen.startswith("Protégeons nos enfants")


def test_a_call_that_broke_off_is_gone_on_with_from_another_company(phone, people):
    phone.dials().picks("Signaler").picks("Violence")

    people.person("+2250701020304").dials()
    again = Phone(phone.client, session="s2").dials()

    assert again.screen.startswith("Vous n'avez pas fini.")


@pytest.mark.parametrize("new", [True, 1, "true", "1"])
def test_a_new_session_is_new_however_it_is_written(client, new):
    phone = Phone(client)
    phone.dials().picks("Signaler")

    phone.tells(CODE, new=new)

    assert "Signaler un danger" in phone.screen or "pas fini" in phone.screen


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b"42", b'"x"', b"\xff\xfe", b"{}" * 9000,
        b'{"sessionID": null}', b'{"sessionID": {"a": 1}, "newSession": "maybe"}',
        b'{"sessionID": "a", "msisdn": ["x"], "userData": 12345678901234567890}',
        b'{"sessionID": "a\\u0000b", "msisdn": "abc", "userData": "\\u0000", "newSession": true}',
        b"[" * 3000,
    ],
)  # fmt: skip
def test_whatever_is_posted_gets_a_kind_answer_in_their_shape(client, body):
    response = client.post(ADDRESS, data=body, content_type="application/json")

    assert response.status_code == 200
    said = response.get_json()
    assert set(said) == {"sessionID", "userID", "msisdn", "message", "continueSession"}
    assert said["message"]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    fields=st.dictionaries(
        st.sampled_from(["sessionID", "userID", "newSession", "msisdn", "userData", "network"]),
        st.none() | st.booleans() | st.integers() | st.text(max_size=30) | st.lists(st.text()),
    )
)
def test_no_fields_break_it(client, fields):
    response = client.post(ADDRESS, data=json.dumps(fields), content_type="application/json")

    assert response.status_code == 200
    assert isinstance(response.get_json()["continueSession"], bool)


def test_a_wrong_secret_is_an_address_that_does_not_exist(client):
    assert client.post("/arkesel/wrong/ussd", json={}).status_code == 404
    assert client.get(ADDRESS).status_code in (404, 405)
