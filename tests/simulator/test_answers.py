"""Reading the gateway's answer as a strict network does."""

import pytest

from gateway.simulator.answers import read
from gateway.simulator.callbacks import Answer
from gateway.simulator.networks import NETWORKS

LONG = "CON " + "\n".join(f"{n} Un choix assez long pour remplir" for n in range(1, 10))


@pytest.mark.parametrize(
    ("status", "body", "trouble"),
    [
        (200, "CON Menu", ""),
        (200, "END Merci", ""),
        (200, "CON", ""),
        (200, "", "malformed"),
        (200, " CON Menu", "malformed"),
        (200, "\ufeffCON Menu", "malformed"),
        (200, "con Menu", "malformed"),
        (200, "<!doctype html>", "malformed"),
        (200, '{"text": "CON"}', "malformed"),
        (302, "CON Menu", "status"),
        (404, "CON Menu", "status"),
        (500, "END Pardon", "status"),
    ],
)
def test_the_network_shows_only_what_starts_with_con_or_end(status, body, trouble):
    assert read(Answer(status, body), NETWORKS["orange"]).trouble == trouble


def test_the_prefix_counts_towards_the_limit():
    reading = read(Answer(200, "CON " + "a" * 156), NETWORKS["mtn"])

    assert (reading.signs, reading.limit) == (160, 160)
    assert reading.pages == ("a" * 156,)


def test_mtn_cuts_a_long_menu():
    (page,) = read(Answer(200, LONG), NETWORKS["mtn"]).pages

    assert LONG.startswith("CON " + page)
    assert len(page) == 156


def test_moov_refuses_a_long_menu():
    assert read(Answer(200, LONG), NETWORKS["moov"]).trouble == "too_long"


def test_orange_turns_a_long_menu_into_pages_that_all_fit():
    pages = read(Answer(200, LONG), NETWORKS["orange"]).pages

    assert all(len(page) <= 156 for page in pages)
    assert "98:More" in pages[0]
    assert "00:Back" not in pages[0]
    assert pages[-1].endswith("\n00:Back")
    for choice in LONG.removeprefix("CON ").split("\n"):
        assert any(choice in page for page in pages)


def test_a_line_too_long_for_a_page_is_broken_without_loss():
    pages = read(Answer(200, "CON " + "x" * 400), NETWORKS["orange"]).pages

    assert "".join(page.split("\n")[0] for page in pages) == "x" * 400


@pytest.mark.parametrize(
    ("network", "seen", "limit"),
    [("orange", "Fen?tre", 160), ("mtn", "Fentre", 160), ("sandbox", "Fenêtre", 80)],
)
def test_each_network_has_its_way_with_strange_letters(network, seen, limit):
    reading = read(Answer(200, "END Fenêtre"), NETWORKS[network])

    assert reading.pages == (seen,)
    assert reading.limit == limit
