"""Campaigns on their pages: what goes out, who has to agree, and stopping it at any moment."""

import re

import pytest
from sqlalchemy import select

from gateway import campaigning
from gateway.campaigning import Desk, Draft
from storage import members
from storage.models import CampaignStatus, Committee, Member
from tests import country
from tests.campaigns.conftest import TEXT, broadcaster, on_sqlite, press, variables  # noqa: F401


@pytest.fixture
def keeper(browse):
    """A coordinator, signed in."""
    return browse(country.COORDINATOR)


@pytest.fixture
def asked(house, time, press):  # noqa: F811
    """A campaign that somebody other than the coordinator asks to agree to; its number."""
    press.listens(3)
    index = house.settings.keys.phone(country.DEPARTMENT_MEMBER)
    with house.database.transaction() as session:
        writer = session.scalars(select(Member).where(Member.phone_index == index)).one()
        desk = Desk(session, house, writer, time())
        draft = Draft("Charges lourdes", "LOAD", {"a": {"fr": TEXT}}, spread=True)
        number = campaigning.write(desk, draft).number
        campaigning.submit(desk, number)
    return number


@on_sqlite
def test_before_any_campaign_the_page_says_how_one_begins(keeper):
    keeper.opens("/campaigns")

    assert keeper.status == 200
    assert "Une personne l’écrit, une autre la valide, et elle part." in keeper.text


def test_a_second_person_reads_agrees_and_pauses_and_resumes(keeper, asked, press):  # noqa: F811
    assert "Une campagne attend votre accord" in keeper.opens("/campaigns").text
    keeper.opens(f"/campaigns/{asked}")
    assert TEXT in keeper.text.replace("’", "'")
    assert "3 personnes le reçoivent, pour 36 F." in keeper.text

    keeper.sends(f"/campaigns/{asked}/approve", version="1")
    assert "C’est validé." in keeper.text
    press.goes()
    assert press.campaign(asked).status == CampaignStatus.RUNNING
    assert "1 campagne est en cours" in keeper.opens("/campaigns").text

    keeper.sends(f"/campaigns/{asked}/pause")
    assert "En pause. Plus rien ne part." in keeper.text
    keeper.sends(f"/campaigns/{asked}/resume")
    assert "L’envoi reprend." in keeper.text
    assert press.campaign(asked).status == CampaignStatus.RUNNING


@on_sqlite
def test_what_changed_since_it_was_read_is_not_agreed_to(keeper, asked):
    keeper.sends(f"/campaigns/{asked}/approve", version="7")

    assert keeper.status == 422
    assert "Elle a changé depuis. Relisez-la." in keeper.text


@on_sqlite
def test_who_does_not_agree_says_why(keeper, asked):
    assert "Écrivez ce qui manque." in keeper.sends(f"/campaigns/{asked}/send_back").text
    keeper.sends(f"/campaigns/{asked}/send_back", reason="Trop long pour un SMS.")

    assert "Trop long pour un SMS." in keeper.text


@on_sqlite
def test_a_stopped_campaign_cannot_go_on(keeper, asked):
    keeper.sends(f"/campaigns/{asked}/cancel")
    assert "La campagne est arrêtée." in keeper.text

    assert "Ce n’est plus possible" in keeper.sends(f"/campaigns/{asked}/resume").text


@on_sqlite
def test_who_keeps_no_campaigns_finds_no_page(browse):
    assert browse(country.DEPARTMENT_MEMBER).opens("/campaigns").status == 404


@on_sqlite
def test_at_night_the_page_says_when_it_goes_on(browse, keeper, asked, press, time):  # noqa: F811
    keeper.sends(f"/campaigns/{asked}/approve", version="1")
    press.goes()
    time.passes(hours=10)  # eight in the evening

    late = browse(country.COORDINATOR).opens(f"/campaigns/{asked}").text
    assert "L’envoi reprend demain à 8 h 00." in late


@on_sqlite
def test_a_higher_ceiling_is_asked_for_by_one_and_allowed_by_another(
    browse,
    house,
    keeper,
    press,  # noqa: F811
):
    second = "+2250712340056"
    with house.database.transaction() as session:
        national = session.scalars(select(Committee).where(Committee.code == "NAT")).one()
        members.add(session, national.id, "Kady", second, "coordinator", "fr")
    press.listens(3)
    number = press.approved(ceiling=24 * 10_000)  # two of the three
    press.goes()
    assert "Son plafond est atteint." in keeper.opens(f"/campaigns/{number}").text

    keeper.sends(f"/campaigns/{number}/ask_more", ceiling="beaucoup")
    assert keeper.status == 422
    assert "Écrivez un montant plus haut" in keeper.text
    keeper.sends(f"/campaigns/{number}/ask_more", ceiling="1 000")
    assert "Quelqu’un demande un plafond de 1 000 F en tout." in plain(keeper)
    assert "Accorder, et reprendre" not in keeper.text
    other = browse(second).opens(f"/campaigns/{number}")
    other.sends(f"/campaigns/{number}/allow_more", ceiling=str(1_000 * 10_000))

    assert "C’est accordé. L’envoi reprend." in other.text
    press.goes()
    assert press.campaign(number).status == CampaignStatus.ENDED


def plain(reader):
    """The page's text, with ordinary spaces."""
    return re.sub(r"[\u00a0\u202f]", " ", reader.text)
