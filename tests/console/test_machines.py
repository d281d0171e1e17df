"""The machine room: who keeps the machines running sees what is wrong, and what to do."""

import ast
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from gateway import wiring
from gateway.console import machine_troubles, speech
from gateway.console.machine_troubles import Trouble, troubles
from gateway.machine_room import (
    Balance,
    Duty,
    Held,
    Machines,
    Queue,
    Spool,
    Store,
    Way,
    Worker,
)
from notifications.queues import QUEUES, Queues, connect
from storage import gauges, members
from storage.models import Committee, Route
from tests import country

OPERATOR = "+2250700000095"


@pytest.fixture
def operator(house, browse):
    """Somebody who keeps the machines running, before the console."""
    with house.database.transaction() as session:
        national = session.scalars(select(Committee).where(Committee.code == "NAT")).one()
        members.add(session, national.id, "Eba", OPERATOR, "operator", "fr")
    return browse(OPERATOR)


@pytest.fixture
def at_work(house, clock):
    """Workers and clock give signs of life."""
    for queue in QUEUES:
        house.queues.beat(queue)
    clock.tick()
    return house


def plain(reader) -> str:
    """The page's text, with ordinary spaces."""
    return reader.text.replace("\u00a0", " ")


def test_a_house_at_work_says_so(at_work, operator):
    page = plain(operator.opens("/machine-room"))

    assert "Tout marche" in page
    assert re.search(r"Le travailleur des alertes est là, vu il y a \d+", page)
    assert "L’horloge est là" in page
    assert "La base de données répond" in page
    assert "Redis répond" in page
    assert "Rien n’attend sur le disque" in page
    assert "Ce qui ne va pas" not in page


def test_a_worker_that_never_came_is_named_with_what_to_do(house, clock, operator):
    house.queues.beat("bulk")
    clock.tick()

    page = plain(operator.opens("/machine-room"))

    assert "1 chose à régler" in page
    assert "Le travailleur des alertes n’a jamais donné signe de vie." in page
    assert "Lancez-le : veille worker alerts." in page


def test_alerts_that_wait_too_long_are_said_to_wait(at_work, people, operator, time):
    people.villager.reports().sends()
    time.passes(minutes=12)

    page = plain(operator.opens("/machine-room"))

    assert re.search(
        r"Le travailleur des alertes : \d SMS attendent, le premier depuis 12 min", page
    )
    assert re.search(r"Alertes \d en retard de 12 min", page)


def test_credit_that_runs_out_is_said(at_work, operator, time):
    low = at_work.settings.low_balance
    for amount, is_low in ((low + 1000, False), (low - 1, True)):
        with at_work.database.transaction() as session:
            gauges.keep(session, "balance", amount, time(), "XOF")

        page = plain(operator.opens("/machine-room"))

        assert "XOF chez le fournisseur, demandé" in page
        assert ("Rechargez le compte" in page) == is_low


def test_without_redis_the_page_opens_and_calls_unknown_what_is_unknown(house, operator):
    house.queues._redis = connect("redis://127.0.0.1:1/0")
    assert isinstance(house.queues, Queues)

    page = plain(operator.opens("/machine-room"))

    assert operator.status == 200
    assert "Redis ne répond pas." in page
    assert "Relancez Redis" in page
    assert "Qui travaille, on ne le sait pas" in page


def test_the_page_looks_by_itself_and_what_it_fetches_is_only_what_changes(at_work, operator):
    page = operator.opens("/machine-room").markup
    (address,) = re.findall(r'id="room"[^>]*hx-get="([^"]+)"', page)
    assert 'hx-trigger="every 10s"' in page

    fetched = operator.client.get(address, headers={"HX-Request": "true"}).text
    whole = operator.client.get(address).text

    assert fetched.lstrip().startswith("<div")
    assert "<html" not in fetched
    assert 'id="room"' in fetched
    assert "<html" in whole  # without the script it is a page


def test_a_page_that_looks_by_itself_keeps_nobody_signed_in(at_work, operator, time):
    for _ in range(3):
        time.passes(minutes=6)
        answer = operator.client.get("/machine-room?poll=1", headers={"HX-Request": "true"})

    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/sign-in"


def test_every_duty_has_a_name_that_people_understand(at_work, operator):
    page = operator.opens("/machine-room").markup
    cells = re.findall(r'<th scope="row">([^<]+)</th>', page)

    for duty in wiring.duties(at_work):
        assert duty.name not in cells, f"machines.name.{duty.name} has no words"


def test_for_a_committee_there_is_no_machine_room(browse):
    for phone in (country.VILLAGE_MEMBER, country.DEPARTMENT_MEMBER, country.SOCIAL_WORKER):
        reader = browse(phone)
        nothing = bare(reader.opens("/no-such-page").markup)
        assert reader.opens("/machine-room").status == 404
        assert bare(reader.markup) == nothing


def bare(markup: str) -> str:
    """A page without what is new on each."""
    return re.sub(r'(nonce|value)="[^"]*"', "", markup)


NOW = datetime(2026, 11, 26, 10, tzinfo=UTC)


def room(**other) -> Machines:
    """A house in which all is well, but for what is said."""
    minute = timedelta(minutes=1)
    well = {
        "at": NOW,
        "database": Store("sqlite", True, 1),
        "redis": Store("redis", True, 1),
        "queues": [
            Queue("alerts", 0, timedelta(), 0, 0, 0),
            Queue("bulk", 0, timedelta(), 0, 0, 0),
        ],
        "workers": [Worker(name, NOW, True) for name in ("alerts", "bulk", "clock")],
        "duties": [Duty("sweep", minute, NOW, False)],
        "spool": Spool(0, None, 0),
        "balance": Balance(900, "XOF", NOW, False),
        "failing": [],
        "ways": [],
        "held": [],
    }
    return Machines(**{**well, **other})


AN_HOUR_AGO = NOW - timedelta(hours=1)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("other", "found"),
    [
        ({}, []),
        ({"redis": Store("redis", False, None), "workers": None}, [Trouble("redis_away")]),
        (
            {"database": Store("sqlite", False, None), "queues": None, "duties": None,
             "failing": None, "balance": None},
            [Trouble("database_away")],
        ),
        (
            {"workers": [Worker("alerts", AN_HOUR_AGO, False), Worker("clock", NOW, True)]},
            [Trouble("worker_silent", "alerts", since=HOUR)],
        ),
        ({"workers": [Worker("clock", None, False)]}, [Trouble("worker_never", "clock")]),
        ({"spool": None}, [Trouble("spool_unknown")]),
        ({"spool": Spool(0, None, 2)}, [Trouble("spool_unreadable", n=2)]),
        ({"spool": Spool(3, AN_HOUR_AGO, 0)}, [Trouble("spool_waits", n=3, since=HOUR)]),
        ({"spool": Spool(3, NOW, 0)}, []),  # the clock files them in a moment
        (
            {"queues": [Queue("alerts", 4, HOUR, 0, 0, 0)]},
            [Trouble("queue_late", "alerts", 4, HOUR)],
        ),
        ({"queues": [Queue("bulk", 4, timedelta(minutes=10), 0, 0, 0)]}, []),  # bulk may wait
        (
            {"ways": [Way("orange", 90, 40, 12)]},
            [Trouble("route_moved", "orange", 90, bad=12, counted=40)],
        ),
        (
            {"held": [Held(7, "InsufficientBalance")]},
            [Trouble("campaign_held", "InsufficientBalance", 7)],
        ),
        ({"queues": [Queue("alerts", 0, timedelta(), 0, 9, 2)]}, [Trouble("alerts_expired", n=2)]),
        ({"balance": Balance(3, "XOF", NOW, True)}, [Trouble("balance_low")]),
        (
            {"duties": [Duty("remind", HOUR, AN_HOUR_AGO, True)]},
            [Trouble("duty_late", "remind", since=HOUR)],
        ),
        (  # a silent clock says it all
            {"duties": [Duty("remind", HOUR, AN_HOUR_AGO, True)],
             "workers": [Worker("clock", None, False)]},
            [Trouble("worker_never", "clock")],
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_and_nothing_else(other, found):
    assert troubles(room(**other)) == found


def test_every_trouble_has_words_and_what_to_do():
    tree = ast.parse(Path(machine_troubles.__file__).read_text(encoding="utf-8"))
    keys = {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Trouble"
        and isinstance(node.args[0], ast.Constant)
    } | {"worker_silent", "worker_never"}  # fmt: skip

    for language in speech.LANGUAGES:
        said = speech.keys(language)
        assert {k for k in keys if f"machines.trouble.{k}.what" not in said} == set()
        assert {k for k in keys if f"machines.trouble.{k}.do" not in said} == set()


def test_a_company_that_goes_by_the_second_channel_is_named_with_what_made_it(at_work, operator):
    with at_work.database.transaction() as session:
        session.add(Route(operator="orange", share=90, counted=40, bad=12))

    page = plain(operator.opens("/machine-room"))

    assert "Orange : 90 SMS sur 100 passent par le second canal." in page
    assert "12 SMS sur 40" in page
