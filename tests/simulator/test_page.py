"""The page with the phones, as the server sends it."""

import re

import pytest

from .conftest import SECRETARY, VILLAGER


@pytest.fixture
def http(app):
    return app.test_client()


def test_the_page_shows_three_phones_and_hides_their_numbers(http):
    page = http.get("/").text

    assert page.startswith("<!doctype html>")
    assert page.count('class="phone"') == 3
    assert "07 •• •• •• 04" in page
    assert "Trois téléphones, une même veille" in page


def test_the_page_speaks_english_and_remembers_it(http):
    english = http.get("/?lang=en").text

    assert '<html lang="en">' in english
    assert "Three phones" in english
    assert "No real SMS leaves from here" in http.get("/").text
    assert "aucun vrai SMS" in http.get("/?lang=fr").text
    assert '<html lang="fr">' in http.get("/?lang=xx").text


def test_nothing_on_the_page_is_inline_or_from_elsewhere(http):
    response = http.get("/")

    assert response.headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script>", response.text)
    assert not re.search(r'(src|href)="(https?:)?//(?!127\.0\.0\.1)', response.text)


@pytest.mark.parametrize(
    "path", ["/look/look.css", "/look/mark.svg", "/static/desk.css", "/static/phones.js"]
)
def test_every_file_of_the_page_is_in_the_house(http, path):
    with http.get(path) as response:
        assert response.status_code == 200


def test_without_script_a_key_brings_one_back_to_the_same_phone(http):
    response = http.post(f"/phones/{SECRETARY}/key", data={"touche": "call"})

    assert response.status_code == 303
    assert response.headers["Location"] == "/#tel2"
    assert "1 Signaler" in http.get("/").text


def test_what_people_write_cannot_become_markup(http, gateway, villager):
    gateway.says["ussd"] = (200, "CON <b>1</b>")
    villager.dials()
    villager.texts("<script>alert(1)</script>")

    assert "<script>alert" not in http.get("/").text
    assert "<b>1</b>" not in http.get("/").text


def test_the_log_shows_the_newest_line_about_each_text(http, send, wait):
    send(SECRETARY)
    wait(1)
    page = http.get("/").text

    assert page.count("SMS de AFRICASTKNG") == 1
    assert "2. Comité du village\u00a0: remis" in page.replace(" : ", "\u00a0: ")


def test_the_script_gets_only_what_is_new(http, villager):
    villager.dials()
    first = http.get("/api/state?after=0").get_json()
    second = http.get(f"/api/state?after={first['last']}").get_json()

    assert len(first["rows"]) == 1
    assert second["rows"] == []
    assert second["last"] == first["last"]
    assert http.get("/api/state?after=x").status_code == 400


def test_timers_are_on_the_page(http, villager, wait):
    villager.dials()
    wait(18)
    page = http.get("/").text

    assert "18 s sur 180 s" in page
    assert '<progress max="180" value="18"' in page
    assert "12 s" in page


def test_erasing_everything_takes_one_press(http, villager):
    villager.dials()
    assert http.post("/reset").status_code == 303

    page = http.get("/").text
    assert "Rien encore" in page
    assert "1 Signaler" not in page


@pytest.mark.parametrize(
    ("settings", "words", "address"),
    [
        ({"console_url": "http://127.0.0.1:1/c"}, "Ouvrir la boîte", "http://127.0.0.1:1/c"),
        ({"console_url": "http://127.0.0.1:1/health"}, "page de santé", "127.0.0.1:1/health"),
        ({"gateway_url": "http://127.0.0.1:1"}, "page de santé", "127.0.0.1:1/health"),
    ],
)
def test_the_link_to_the_gateway_says_what_it_opens(http, words, address):
    page = http.get("/").text

    assert words in page
    assert address in page


def test_a_key_of_no_phone_is_refused(http):
    assert http.post("/phones/none/key", data={"touche": "call"}).status_code == 404
    assert http.post(f"/phones/{VILLAGER}/key", data={}).status_code == 303
