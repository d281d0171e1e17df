"""The phones in a real browser."""

import re

import pytest
from playwright.sync_api import expect

expect.set_options(timeout=10_000)
pytestmark = pytest.mark.browser


def glass(page, place):
    return page.locator(f"#tel{place} .glass")


def key(page, place, name):
    return page.locator(f"#tel{place}").get_by_role("button", name=name, exact=True)


def test_a_person_calls_and_answers_by_pressing_keys(page):
    key(page, 1, "Appeler").click()
    expect(glass(page, 1)).to_contain_text("1 Signaler")

    key(page, 1, "1").click()
    expect(page.locator("#tel1 .entry input")).to_have_value("1")
    key(page, 1, "Envoyer").click()

    expect(glass(page, 1)).to_contain_text("Quel danger?")
    expect(page.locator("#tel1 .led")).to_contain_text("Écran 2")
    expect(page.locator(".log")).to_contain_text("Appel USSD, écran 2")


def test_a_person_calls_and_answers_on_the_keyboard_alone(page):
    key(page, 2, "Appeler").focus()
    page.keyboard.press("Enter")
    expect(glass(page, 2)).to_contain_text("1 Signaler")

    page.locator("#tel2 .entry input").focus()
    page.keyboard.type("12")
    page.keyboard.press("Backspace")
    page.keyboard.press("Enter")
    expect(glass(page, 2)).to_contain_text("Quel danger?")
    expect(page.locator("#tel2 .entry input")).to_be_focused()

    page.keyboard.press("Escape")
    expect(glass(page, 2)).to_contain_text("Appel terminé")


def test_the_keyboard_types_into_the_phone_used_last(page):
    key(page, 1, "Appeler").click()
    expect(glass(page, 1)).to_contain_text("1 Signaler")
    key(page, 1, "1").click()
    page.keyboard.press("Backspace")
    page.keyboard.press("2")

    expect(page.locator("#tel1 .entry input")).to_have_value("2")
    expect(page.locator("#tel2 .entry input")).to_have_value("")


def test_letters_can_be_typed_as_an_answer(page):
    key(page, 1, "Appeler").click()
    expect(glass(page, 1)).to_contain_text("1 Signaler")
    page.locator("#tel1 .entry input").fill("Badayo, près du puits")
    page.keyboard.press("Enter")

    expect(glass(page, 1)).to_contain_text("Bien noté: Badayo, près du puits")
    expect(page.locator("#tel1 .led")).to_contain_text("Aucune session")


def test_another_code_can_be_dialled(page):
    for digit in "*9#":
        key(page, 3, digit).click()
    key(page, 3, "Appeler").click()

    expect(glass(page, 3)).to_contain_text("Ce code n’existe pas")


def test_a_text_arrives_by_itself_and_takes_nobody_s_place(page, text_arrives):
    key(page, 1, "Appeler").click()
    expect(glass(page, 1)).to_contain_text("1 Signaler")
    field = page.locator("#tel1 .entry input")
    field.fill("en train d'écr")
    text_arrives("VEILLE: un message attend votre comité. Réf 331846.")

    expect(glass(page, 2)).to_contain_text("Réf 331846")
    expect(page.locator("#tel2 .led")).to_contain_text("1 SMS, dont 1 à lire")
    expect(page.locator(".log tbody tr").first).to_contain_text("2. Comité du village : remis")
    expect(field).to_be_focused()
    expect(field).to_have_value("en train d'écr")


def test_a_person_writes_a_text(page):
    key(page, 1, "Écrire").click()
    expect(page.locator("#tel1 textarea")).to_be_visible()
    page.locator("#tel1 textarea").fill("SOS 4821 2")
    key(page, 1, "Envoyer").click()

    expect(glass(page, 1)).to_contain_text("SOS 4821 2")
    expect(page.locator(".log")).to_contain_text("reçu par la passerelle")


def test_timers_count_by_themselves(page):
    key(page, 1, "Appeler").click()

    expect(page.locator("#tel1 .led b")).to_have_text(re.compile("[2-9] s sur 180 s"))


def test_new_screens_are_announced_politely(page):
    for place in (1, 2, 3):
        expect(glass(page, place)).to_have_attribute("aria-live", "polite")
        expect(glass(page, place)).to_have_attribute("role", "status")


def test_every_control_has_a_name_and_is_large_enough_for_a_thumb(page):
    controls = page.locator("main").locator("button:not(.hide), a.btn, input, textarea")

    for control in controls.all():
        box = control.bounding_box()
        assert box["height"] >= 44, control.inner_html()
        assert control.get_attribute("aria-label") or control.inner_text().strip()


@pytest.mark.parametrize("width", [360, 768, 1024, 1280, 1440])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_nothing_scrolls_sideways_but_the_strip_of_phones(open_page, width, colours):
    page = open_page(width, 800, color_scheme=colours)
    key(page, 1, "Appeler").click()
    expect(glass(page, 1)).to_contain_text("1 Signaler")

    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_on_a_small_screen_the_links_lead_from_phone_to_phone(open_page):
    page = open_page(360, 800)
    page.get_by_role("link", name="3 Comité du département").click()

    expect(page.locator("#tel3")).to_be_in_viewport(ratio=0.6)


@pytest.mark.parametrize("width", [360, 1440])
def test_a_phone_shows_nine_lines_without_scrolling(open_page, width):
    page = open_page(width, 900)
    key(page, 1, "Appeler").click()
    expect(glass(page, 1)).to_contain_text("1 Signaler")
    page.locator("#tel1 .entry input").fill("1")
    page.keyboard.press("Enter")
    expect(glass(page, 1)).to_contain_text("8 Un choix")

    text = page.locator("#tel1 .txt")
    assert text.evaluate("e => e.scrollHeight <= e.clientHeight")


def test_everything_works_without_script(open_page):
    page = open_page(java_script_enabled=False)
    key(page, 2, "Appeler").click()
    expect(glass(page, 2)).to_contain_text("1 Signaler")
    assert page.url.endswith("#tel2")

    key(page, 2, "1").click()
    expect(page.locator("#tel2 .entry input")).to_have_value("1")
    page.locator("#tel2 .entry input").press("Enter")
    expect(glass(page, 2)).to_contain_text("Quel danger?")

    key(page, 2, "Raccrocher").click()
    expect(glass(page, 2)).to_contain_text("Appel terminé")
    page.get_by_role("button", name="Tout effacer").click()
    expect(page.locator("main")).to_contain_text("Rien encore")


def test_the_page_is_whole_in_english(open_page):
    page = open_page(locale="en-GB")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")

    key(page, 1, "Call").click()
    expect(page.locator("#tel1 .led")).to_contain_text("Left to answer")
    expect(page.locator(".log")).to_contain_text("USSD call, screen 1")
