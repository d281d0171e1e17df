"""Every page, on a phone and on a computer: axe finds nothing, nothing scrolls sideways, what is
touched is large enough. With VEILLE_PICTURES=FOLDER each is kept as a picture (`make screenshots`).
"""

import os
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from gateway import create_app
from gateway.wiring import Wiring
from tests import country
from tests.console import samples

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("VEILLE_PICTURES", "")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NO_PAGES = ("/reports/live", "/find", "/overview.csv")  # parts of a page, ways to one, files


@pytest.fixture
def full(house: Wiring, people: SimpleNamespace) -> SimpleNamespace:
    """A house in which something has happened."""
    people.village.enrols()
    people.social_worker.enrols()
    people.villager.reports("Enfant amené", "Travail forcé", "1029").sends()
    people.villager.reports("Travail dangereux", "Pesticide", "1029").sends()
    people.villager.dials().picks("Signaler").picks("Violence").picks("Violence, coups")
    people.villager.picks("Code de l'affiche").types("1029").picks("Fille 12-17").picks(
        "Maintenant"
    )
    people.villager.picks("Comité du village").picks("Oui, par SMS").sends()
    people.villager.texts("aidez nous svp le petit est la bas")
    people.villager.texts("RAPPEL")
    return SimpleNamespace(house=house, people=people)


def addresses(house: Wiring) -> list[str]:
    """The address of each page that is opened, not sent."""
    rules = create_app(house).url_map.iter_rules()
    found = [
        samples.address(house, rule)
        for rule in rules
        if "GET" in rule.methods and rule.endpoint.startswith("console.")
    ]
    return sorted({path for path in found if path not in NO_PAGES and "0000" not in path})


def faults(page: Page, path: str) -> list[str]:
    """What is wrong with a page."""
    found = [
        f"{path}: {each['id']}: {node['html'][:120]}"
        for each in Axe().run(page, options={"runOnly": RULES}).response["violations"]
        for node in each["nodes"]
    ]
    over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if over > 0:
        found.append(f"{path}: scrolls sideways by {over} px")
    found += [f"{path}: too small for a thumb: {each}" for each in page.evaluate(SMALL_TARGETS)]
    return found


# Buttons, fields and links that stand alone, smaller than 44 px both ways… links in a sentence may.
SMALL_TARGETS = """() => [...document.querySelectorAll(
    'button, select, summary, .btn, .tabs a, nav a, ' +
    'input:not([type=hidden]):not([type=radio]):not([type=checkbox])')]
  .filter(e => {
    const r = e.getBoundingClientRect();
    return r.width && r.height && (r.height < 43.5 || r.width < 43.5) && !e.matches('.hide');
  })
  .map(e => e.outerHTML.slice(0, 100))"""


def keep_picture(page: Page, width: int, who: str, path: str) -> None:
    if not PICTURES:
        return
    name = re.sub(r"\W+", "-", path).strip("-") or "home"
    Path(PICTURES).mkdir(parents=True, exist_ok=True)
    page.screenshot(path=f"{PICTURES}/{who}-{name}-{width}.png", full_page=True)


@pytest.mark.parametrize("who", ["coordination", "department", "village", "nobody"])
def test_every_page_is_accessible_and_fits(full, open_as, width, who):
    phone = {
        "coordination": country.COORDINATOR,
        "department": country.DEPARTMENT_MEMBER,
        "village": country.VILLAGE_MEMBER,
        "nobody": "",
    }[who]
    page = open_as(phone, "/sign-in")
    wrong = []

    paths = addresses(full.house) if who == "coordination" else ["/reports", "/overview"]
    if who == "nobody":
        paths = ["/sign-in", "/no-such-page"]
    for path in paths:
        page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + path)
        wrong += faults(page, path)
        keep_picture(page, width, who, path)

    if phone:
        wrong += _a_report(page, width, who)
    assert wrong == []


def _a_report(page: Page, width: int, who: str) -> list[str]:
    """The report on top of the list, and the questions of each action that is offered."""
    root = "/".join(page.url.split("/", 3)[:3])
    page.goto(f"{root}/reports?tab=open")
    if not page.locator(".row a").count():
        return []
    page.locator(".row a").first.click()
    if page.get_by_role("button", name="Je m’en occupe").count():
        page.get_by_role("button", name="Je m’en occupe").click()
    wrong = faults(page, "report")
    keep_picture(page, width, who, "report")
    links = page.locator("main .acts a[href^='/reports/']")
    for address in [links.nth(n).get_attribute("href") for n in range(links.count())]:
        page.goto(f"{root}{address}")
        action = str(address).rsplit("/", 1)[1].partition("?")[0]
        wrong += faults(page, action)
        keep_picture(page, width, who, f"report-{action}")
    return wrong


def test_at_twice_the_size_of_text_nothing_is_cut(full, open_as, width):
    page = open_as(country.COORDINATOR, "/reports")
    page.evaluate("document.documentElement.style.fontSize = '200%'")

    over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")

    assert over <= 0


def test_the_dark_pages_are_as_readable(full, open_as, width):
    page = open_as(country.COORDINATOR, "/reports", color_scheme="dark")

    assert faults(page, "/reports in the dark") == []


def test_in_high_contrast_urgency_and_turn_are_still_told_apart(full, open_as, width):
    page = open_as(country.COORDINATOR, "/reports", forced_colors="active")

    assert page.locator(".u4").first.evaluate("e => getComputedStyle(e).borderTopWidth") == "2px"
    assert page.locator(".turn").first.evaluate("e => getComputedStyle(e).borderTopWidth") == "2px"
    assert page.locator(".u").first.inner_text() == "Critique"
