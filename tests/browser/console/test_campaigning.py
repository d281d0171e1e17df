"""A campaign from the first word to the last phone: written, agreed to, watched, stopped."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from gateway import wiring
from notifications import campaign_figures
from notifications.carrier import Carrier
from notifications.prices import UNIT
from storage import campaigns, contacts, members
from storage.audiences import Audience
from storage.models import Committee, Member
from tests import country

from .test_every_page import PICTURES, faults

pytestmark = pytest.mark.browser
TEXT = "Un sac trop lourd abîme le dos qui grandit. Les sacs de cacao, c'est pour l'adulte."
SECOND = "+2250709080706"


@pytest.fixture
def variables(variables):
    """Campaigns go out as fast as they can, at any hour."""
    return {
        **variables,
        "CAMPAIGN_PACE": "orange=0 mtn=0 moov=0 other=0",
        "CAMPAIGN_HOURS": "00:00-23:59",
    }


@pytest.fixture
def listeners(house, time):
    """Three people who agreed to be written to, and a second coordinator."""
    with house.database.transaction() as session:
        for number in ("+2250700000001", "+2250700000002", "+2250500000003"):
            contacts.agree(session, number, ["work"], "ussd", time(), language="fr")
        national = session.scalars(select(Committee).where(Committee.level == "national")).one()
        members.add(session, national.id, "Awa", SECOND, "coordinator", "fr")


@pytest.fixture
def worker(house, channel, postman, time):
    """The worker of campaigns."""
    broadcaster = wiring.broadcaster(house)
    broadcaster.channel, broadcaster.clock = channel, time
    return Carrier(postman, broadcaster, "fr")


def checked(page: Page, name: str) -> None:
    """Keep a picture where they are asked for; nothing may be wrong with the page."""
    if PICTURES:
        kept = f"campaigns-{name.replace(', ', '-')}-{page.viewport_size['width']}.png"
        page.screenshot(path=Path(PICTURES) / kept, full_page=True)
    assert faults(page, name) == []


def test_one_writes_another_agrees_and_both_watch_it_go(
    open_as, listeners, worker, channel, house, time
):
    writer = open_as(country.COORDINATOR, "/campaigns/new")
    checked(writer, "composer")
    writer.get_by_label("Nom de la campagne").fill("Charges lourdes")
    writer.get_by_label("Texte en français").fill(TEXT)
    writer.get_by_role("button", name="Recalculer").click()
    expect(writer.get_by_text("La lettre î fait passer à 2 SMS.")).to_be_visible()
    checked(writer, "composer, with a text")
    writer.get_by_role("button", name="L’écrire sans elle").click()
    expect(writer.get_by_text("La lettre î")).to_have_count(0)
    expect(writer.get_by_text("pour 3 personnes.")).to_be_visible()
    expect(writer.locator(".num")).to_contain_text("36")
    writer.get_by_role("button", name="Demander la validation").click()
    expect(writer.get_by_text("La validation est demandée")).to_be_visible()
    checked(writer, "campaign, waiting")

    second = open_as(SECOND, "/campaigns")
    expect(second.get_by_text("Une campagne attend votre accord")).to_be_visible()
    checked(second, "campaigns")
    second.get_by_role("link", name="Lire et décider").click()
    second.get_by_role("button", name="Valider", exact=True).click()
    expect(second.get_by_text("C’est validé.")).to_be_visible()
    worker.drain("bulk")

    second.reload()
    expect(second.get_by_text("3 sur 3 traités.")).to_be_visible()
    checked(second, "campaign, over")
    assert len(channel.sent) == 3
    campaign_figures.count_one(house.database, 1, house.rules.zone, time())
    second.get_by_role("link", name="Voir les résultats").click()
    expect(second.get_by_text("3 personnes visées, 3 messages partis, 0 remis.")).to_be_visible()
    checked(second, "results")


def test_who_listens_is_counted_on_a_page_for_a_thumb_too(open_as, listeners):
    reader = open_as(country.COORDINATOR, "/contacts")

    checked(reader, "contacts")


def test_the_price_follows_what_is_chosen_without_another_page(open_as, listeners):
    writer = open_as(country.COORDINATOR, "/campaigns/new")
    writer.get_by_label("Texte en français").fill("Bonjour à tous.")
    writer.get_by_label("Texte en français").blur()

    expect(writer.get_by_text("pour 3 personnes.")).to_be_visible()
    writer.locator("#role").select_option(label="Relais seulement")
    expect(writer.get_by_text("personne ne le reçoit.")).to_be_visible()


def test_without_script_a_campaign_is_written_all_the_same(open_as, listeners):
    writer = open_as(country.COORDINATOR, "/campaigns/new", java_script_enabled=False)
    writer.get_by_label("Nom de la campagne").fill("Charges lourdes")
    writer.get_by_label("Texte en français").fill("Bonjour à tous.")
    writer.get_by_role("button", name="Enregistrer").click()

    expect(writer.get_by_role("heading", name="Charges lourdes", level=1)).to_be_visible()


def test_stopping_for_good_is_asked_twice(open_as, listeners):
    writer = open_as(country.COORDINATOR, "/campaigns/new")
    writer.get_by_label("Nom de la campagne").fill("Charges lourdes")
    writer.get_by_label("Texte en français").fill("Bonjour à tous.")
    writer.get_by_role("button", name="Enregistrer").click()

    expect(writer.get_by_role("button", name="Arrêter pour toujours")).to_be_hidden()
    writer.get_by_text("Tout arrêter").click()
    writer.get_by_role("button", name="Arrêter pour toujours").click()

    expect(writer.get_by_text("La campagne est arrêtée.")).to_be_visible()


def test_a_campaign_at_its_ceiling_goes_further_when_another_allows_more(
    open_as, listeners, worker, house, time
):
    with house.database.transaction() as session:
        writer, other = session.scalars(select(Member.id).order_by(Member.id).limit(2))
        campaign = campaigns.add(
            session, "Charges lourdes", writer, time(), texts={"a": {"fr": TEXT}},
            audience=Audience().written(), approved_by=other, approved_at=time(),
            status="approved", ceiling=24 * UNIT,
        )  # fmt: skip
        address = f"/campaigns/{campaign.number}"
    worker.drain("bulk")
    page = open_as(country.COORDINATOR, address)
    checked(page, "at its ceiling")

    page.get_by_label("Nouveau plafond, en tout (F)").fill("1 000")
    page.get_by_role("button", name="Demander ce plafond").click()
    expect(page.get_by_text("Une autre personne doit l’accorder.").first).to_be_visible()
    checked(page, "more is asked for")
    second = open_as(SECOND, address)
    second.get_by_role("button", name="Accorder, et reprendre").click()
    expect(second.get_by_text("C’est accordé. L’envoi reprend.")).to_be_visible()
    worker.drain("bulk")

    second.reload()
    expect(second.get_by_text("3 sur 3")).to_be_visible()
