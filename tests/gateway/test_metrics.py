"""Figures for Prometheus: for whoever holds the token, of nobody, and as the page explains them."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families as parsed

from gateway import create_app
from gateway.metrics import FIGURES
from storage import gauges
from storage.database import Database
from tests import country

KEY = "k" * 40
PAGE = Path(__file__).parents[2] / "docs" / "operations.md"


@pytest.fixture
def variables(variables):
    """A house that is watched."""
    return {**variables, "METRICS_TOKEN": KEY, "LOW_BALANCE": "2000"}


@pytest.fixture
def visit(client):
    """What Prometheus sees: (name, labels) -> value."""

    def look():
        answer = client.get("/metrics", headers={"Authorization": f"Bearer {KEY}"})
        assert answer.status_code == 200
        assert answer.content_type.startswith("text/plain; version=0.0.4")
        return {
            (sample.name, *sample.labels.values()): sample.value
            for family in parsed(answer.text)
            for sample in family.samples
        }

    return look


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer wrong"}, {"Authorization": KEY},
     {"Authorization": f"Basic {KEY}"}, {"Authorization": "Bearer "},
     {"Authorization": f"Bearer {KEY}x"}, {"Authorization": "Bearer \u00e9"}],
)  # fmt: skip
def test_without_the_token_there_is_no_such_page(client, headers):
    nowhere = client.get("/at/nothing/here", headers=headers)

    refused = client.get("/metrics", headers=headers)

    assert (refused.status_code, refused.text) == (404, nowhere.text)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "HEAD"])
def test_no_other_way_of_asking_tells_that_it_is_there(client, method):
    headers = {"Authorization": f"Bearer {KEY}"}

    assert client.open("/metrics", method=method, headers=headers).status_code == 404


@pytest.mark.parametrize("given", ["", f"Bearer {KEY}", "Bearer "])
def test_a_house_without_a_token_shows_its_figures_to_nobody(house, given):
    unwatched = create_app(replace(house, settings=replace(house.settings, metrics_token="")))

    headers = {"Authorization": given} if given else {}
    assert unwatched.test_client().get("/metrics", headers=headers).status_code == 404


def test_a_house_at_work_shows_what_it_does(visit, people, house, clock, time):
    for name in ("alerts", "bulk"):
        house.queues.beat(name)
    people.villager.reports("Enfant amené", "Travail forcé", code=country.BADAYO).sends()
    people.villager.texts("blabla incompréhensible")
    clock.tick()
    with house.database.transaction() as session:
        gauges.keep(session, "balance", 1785.5, time(), "XOF")

    seen = visit()

    assert seen["veille_database_up",] == seen["veille_redis_up",] == 1
    assert seen["veille_worker_up", "alerts"] == seen["veille_worker_up", "clock"] == 1
    assert seen["veille_queue_messages", "alerts", "queued"] > 0
    assert seen["veille_queue_late_seconds", "bulk"] == 0
    assert seen["veille_duty_overdue", "sweep"] == 0
    assert sum(value for key, value in seen.items() if key[:2] == ("veille_reports", "open")) == 1
    assert seen["veille_reports_late",] == 0
    assert sum(value for key, value in seen.items() if key[0] == "veille_alerts_waiting") >= 1
    assert seen["veille_sms_last_hour", "delivered"] == 0
    assert seen["veille_inbox_waiting", "for_person"] == 1
    assert seen["veille_spool_reports",] == 0
    assert seen["veille_provider_balance", "XOF"] == 1785.5
    assert seen["veille_provider_balance_low",] == 1


def test_two_processes_show_the_same(visit, house, people, clock):
    people.villager.reports().sends()
    clock.tick()
    another = create_app(house).test_client()

    headers = {"Authorization": f"Bearer {KEY}"}
    there = another.get("/metrics", headers=headers).text

    for name, *labels in visit():
        assert name in there
        assert all(label in there for label in labels)


def test_figures_know_no_place_no_concern_and_nobody(client, people, house, clock):
    people.villager.reports("Violence", "Abus sexuel", code=country.BADAYO).sends()
    people.villager.texts("SOS badayo viol")
    people.village.enrols()
    clock.tick()
    reference = people.social_worker.sms[-1].split("Réf ")[1][:6]

    answer = client.get("/metrics", headers={"Authorization": f"Bearer {KEY}"}).text

    assert "veille_reports{" in answer
    for secret in ("0701020304", "0512340017", "adayo", "BADAYO", "sexual", "viol", "Awa",
                   reference, KEY, "CI2604"):  # fmt: skip
        assert secret not in answer


@pytest.fixture
def away(house, tmp_path):
    """The house's database is not there."""
    here = house.database
    elsewhere = Database(f"sqlite:///{tmp_path / 'nowhere' / 'veille.db'}", here.keys)
    object.__setattr__(house, "database", elsewhere)
    yield
    elsewhere.close()
    object.__setattr__(house, "database", here)


def test_without_its_database_a_house_shows_that_it_is_away(client, away):
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {KEY}"})

    assert answer.status_code == 200
    assert "veille_database_up 0.0" in answer.text
    assert "veille_redis_up 1.0" in answer.text
    assert "\nveille_reports_late " not in answer.text  # unknown is not zero


def test_every_figure_is_explained_on_the_page_as_it_explains_itself(client):
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {KEY}"}).text
    shown = dict(re.findall(r"^# HELP (veille_\w+) (.+)$", answer, re.MULTILINE))
    explained = {
        name: (labels.replace("`", ""), says)
        for name, labels, says in re.findall(
            r"^\| `(veille_\w+)` \| (.*?) \| (.+?) \|$", PAGE.read_text("utf-8"), re.MULTILINE
        )
    }

    assert explained == {
        f"veille_{figure.name}": (", ".join(figure.labels), shown[f"veille_{figure.name}"])
        for figure in FIGURES
    }
    assert shown.keys() == explained.keys()
