"""USSD turns: any bytes get a kind answer; a turn told twice, late or out of order files once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from redis import Redis
from sqlalchemy import func, select
from werkzeug.test import Client

from gateway.front import Front
from menus.gsm7 import outsiders, septets
from storage.models import Alert, Event, OutboundMessage, Report
from tests.conftest import TOKEN

ADDRESS = f"/at/{TOKEN}/ussd"
FIELDS = ("sessionId", "phoneNumber", "serviceCode", "networkCode", "text")
fields = st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=60))
digits = st.lists(st.sampled_from(["1", "2", "3", "4", "5", "6", "7", "0", "98", "", "1010", "x"]))
bodies = st.one_of(
    st.binary(max_size=400),
    fields.map(lambda form: urlencode(form, errors="replace").encode()),
    digits.map(
        lambda keys: urlencode(
            {"sessionId": "S", "phoneNumber": "+2250701020304", "text": "*".join(keys)}
        ).encode()
    ),
)


def count(house, *models):
    with house.database.reading() as session:
        return [session.scalar(select(func.count()).select_from(model)) for model in models]


@settings(
    max_examples=2000,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(bodies)
@example(b"")
@example(b"\xff\xfe\x00")
@example(b"text=" + b"1*" * 4000)
@example(b"&" * 3000)
@example("sessionId=S&phoneNumber=%2B2250701020304&text=１*٢".encode())
def test_any_bytes_at_all_get_a_screen(client, body):
    response = client.post(ADDRESS, data=body)

    assert response.status_code == 200
    assert response.mimetype == "text/plain"
    assert response.text.startswith(("CON ", "END "))
    assert "Traceback" not in response.text
    assert septets(response.text) <= 160
    assert outsiders(response.text) == ""


def test_a_body_beyond_all_measure_gets_a_screen_too(client):
    response = client.post(ADDRESS, data=b"x" * 17_000)

    assert response.status_code == 200
    assert response.text.startswith("END ")


def test_the_same_last_turn_twice_gives_the_same_receipt_and_one_report(people, house):
    people.villager.reports().sends()
    receipt = people.villager.receipt
    before = count(house, Report, Alert, OutboundMessage, Event)

    people.villager.says_again()

    assert people.villager.receipt == receipt
    assert count(house, Report, Alert, OutboundMessage, Event) == before


@pytest.mark.parametrize("forgetful", [False, True], ids=["Redis remembers", "Redis forgets"])
def test_the_last_turn_told_twenty_times_at_once_files_one_report(
    people, house, client, forgetful, everything_is_forgotten
):
    people.villager.reports()
    people.villager.typed.append("1")
    form = people.villager.form
    if forgetful:
        everything_is_forgotten()
    together = threading.Barrier(20)

    def tell(_):
        together.wait()
        return client.application.test_client().post(ADDRESS, data=form).text

    with ThreadPoolExecutor(20) as crowd:
        replies = set(crowd.map(tell, range(20)))

    assert len(replies) == 1
    assert "Merci. Code" in replies.pop()
    assert count(house, Report) == [1]
    assert count(house, Alert, OutboundMessage) == [2, 2]


@pytest.mark.parametrize("forgetful", [False, True], ids=["known", "forgotten"])
def test_turns_told_out_of_order_file_one_report_and_show_what_they_would_have(
    people, house, forgetful, everything_is_forgotten
):
    people.villager.reports().sends()
    receipt, typed = people.villager.receipt, list(people.villager.typed)

    for length in (3, len(typed), 1, len(typed) - 1, len(typed)):
        if forgetful:
            everything_is_forgotten()
        people.villager.typed = typed[:length]
        people.villager.says_again()

    assert people.villager.receipt == receipt
    assert count(house, Report) == [1]


def test_a_call_goes_on_after_redis_forgot_everything(people, house, everything_is_forgotten):
    people.villager.reports()
    screen = people.villager.screen
    everything_is_forgotten()

    people.villager.says_again()
    assert people.villager.screen == screen
    people.villager.sends()

    assert people.villager.receipt
    assert count(house, Report) == [1]


def test_another_phone_with_the_same_session_sees_nothing_of_it(people):
    people.villager.reports()
    people.neighbour.session_id = people.villager.session_id

    people.neighbour.says_again()

    assert people.neighbour.screen.startswith("Protégeons")


@pytest.mark.parametrize("known_here", [True, False])
def test_a_middle_turn_asks_the_database_nothing_and_redis_once(
    people, house, monkeypatch, another_process, known_here
):
    people.villager.reports()
    if not known_here:
        another_process()
    trips, pool = [], house.redis.connection_pool
    real = pool.get_connection
    monkeypatch.setattr(pool, "get_connection", lambda *a, **k: trips.append(1) or real(*a, **k))
    connections = []
    monkeypatch.setattr(house.database.engine, "connect", lambda: connections.append(1))

    people.villager.picks("Corriger")

    assert people.villager.screen.startswith("Corriger quoi?")
    assert len(trips) <= 1
    assert connections == []


def test_nothing_that_was_typed_and_no_phone_is_legible_in_redis(people, redis_url):
    people.village.enrols()
    people.villager.reports(code="1029").sends()
    redis = Redis.from_url(redis_url)

    seen = b"".join(
        key + (redis.get(key) if redis.type(key) == b"string" else repr(redis.dump(key)).encode())
        for key in redis.keys("*")
    )

    for secret in (b"0701020304", b"0512340017", b"forced_labour", b"Badayo", b"2846", b"receipt"):
        assert secret not in seen


@pytest.mark.parametrize(
    ("method", "address", "body"),
    [
        ("POST", ADDRESS, None),
        ("POST", ADDRESS, b""),
        ("POST", ADDRESS, b"\xff" * 90),
        ("POST", ADDRESS, b"x" * 17_000),
        ("POST", ADDRESS.replace("test-token", "other-token"), None),
        ("POST", ADDRESS + "/", None),
        ("GET", ADDRESS, b""),
        ("POST", "/at//ussd", b""),
        ("POST", "/at/a/b/ussd", b""),
    ],
)
def test_the_short_way_in_and_flask_give_the_same_bytes(
    people, house, client, method, address, body
):
    people.villager.reports()
    sent = urlencode(people.villager.form).encode() if body is None else body
    short = Client(Front(client.application, house))

    answers = [way.open(address, method=method, data=sent) for way in (short, client)]

    first, second = [(a.status, sorted(a.headers.items()), a.data) for a in answers]
    assert first == second


def test_a_direct_dial_with_answers_behind_the_code_is_followed(people):
    people.villager.dials()
    people.villager.typed = ["1", "7"]

    assert people.villager.says_again().screen.startswith("Où est l'enfant?")
