"""A campaign is written on one page: what a letter costs, whom it reaches and for how much."""

import pytest

from storage.models import CampaignStatus
from tests import country
from tests.campaigns.conftest import TEXT, broadcaster, on_sqlite, press, variables  # noqa: F401

DEAR = "Un sac trop lourd abîme le dos qui grandit. Les sacs de cacao, c'est pour l'adulte."
FORM = {"name": "Charges lourdes", "text_fr": TEXT, "start": "now", "plan": ""}


@pytest.fixture
def writer(browse):
    """A coordinator who writes a campaign."""
    return browse(country.COORDINATOR)


def test_the_number_of_people_and_the_price_are_shown_while_writing(writer, press):  # noqa: F811
    press.listens(3)
    press.listens(2, operator="moov")
    press.stops(*press.listens(1))

    writer.sends("/campaigns/new", do="look", **FORM)

    assert "64 F" in writer.text.replace("\u00a0", " ")  # three at 12 F, two at 14 F
    assert "pour 5 personnes." in writer.text
    assert "1 personne a dit STOP" in writer.text
    assert f"VEILLE: {TEXT}".replace("'", "’") in writer.text.replace("'", "’")
    assert not press.channel.sent


def test_what_is_written_can_be_asked_for_and_then_waits_for_a_second_person(writer, press):  # noqa: F811
    press.listens(3)

    writer.sends("/campaigns/new", do="submit", **FORM)

    assert "La validation est demandée" in writer.text
    assert press.campaign(1).status == CampaignStatus.SUBMITTED


@on_sqlite
def test_a_letter_that_costs_a_second_sms_is_named_and_written_otherwise(writer, press):  # noqa: F811
    press.listens(1)
    writer.sends("/campaigns/new", do="look", **{**FORM, "text_fr": DEAR})
    assert "La lettre î fait passer à 2 SMS." in writer.text

    writer.sends("/campaigns/new", do="fold_text_fr", **{**FORM, "text_fr": DEAR})

    assert "abime" in writer.text
    assert "La lettre" not in writer.text


@on_sqlite
def test_a_template_brings_its_words_in_both_languages(writer):
    writer.sends("/campaigns/new", do="template", message="LOAD")

    assert "Un sac trop lourd" in writer.text
    assert "Too heavy a bag" in writer.text


@on_sqlite
def test_nothing_that_was_typed_is_lost_when_something_has_to_be_corrected(writer, press):  # noqa: F811
    press.listens(1)
    writer.sends("/campaigns/new", do="submit", **{**FORM, "ceiling": "beaucoup", "spread": "1"})

    assert writer.status == 422
    assert "Cela ne se lit pas." in writer.text
    assert TEXT in writer.markup.replace("&#39;", "'")
    assert 'value="beaucoup"' in writer.markup


@on_sqlite
def test_what_cannot_be_sent_is_said_before_a_second_person_is_asked(writer):
    writer.sends("/campaigns/new", do="submit", **{**FORM, "text_fr": "Bonjour {nom}"})

    assert writer.status == 422
    assert "Entre accolades" in writer.text


@on_sqlite
def test_a_campaign_is_changed_in_its_form_and_agreed_to_anew(writer, press):  # noqa: F811
    press.listens(1)
    writer.sends("/campaigns/new", do="submit", **FORM)
    writer.opens("/campaigns/1/edit")
    assert 'value="Charges lourdes"' in writer.markup

    writer.sends("/campaigns/1/edit", do="save", **{**FORM, "text_fr": "Autre texte."})

    campaign = press.campaign(1)
    assert (campaign.status, campaign.version) == (CampaignStatus.DRAFT, 2)
    assert campaign.texts == {"a": {"fr": "Autre texte."}}


@on_sqlite
def test_a_course_is_kept_with_its_messages(writer, press):  # noqa: F811
    press.listens(1)
    course = {"plan": "course", "every_days": "7", "codes": "load, mach pest"}

    writer.sends("/campaigns/new", do="save", **{**FORM, **course})

    assert press.campaign(1).plan == {
        "kind": "course", "every_days": 7, "messages": ["LOAD", "MACH", "PEST"],
    }  # fmt: skip


@on_sqlite
def test_what_is_gone_out_is_in_no_form(writer, press):  # noqa: F811
    press.listens(1)
    number = press.approved()
    press.goes()

    assert writer.opens(f"/campaigns/{number}/edit").status == 404


@on_sqlite
@pytest.mark.parametrize(
    "wrong", [{"place": "here"}, {"topic": "x"}, {"language": "xx"}, {"seen": "soon"}]
)
def test_whom_nobody_can_read_is_never_taken_for_everybody(writer, press, wrong):  # noqa: F811
    press.listens(2)

    writer.sends("/campaigns/new", do="submit", **{**FORM, **wrong})

    assert writer.status == 422
    assert "Ce choix ne se lit pas." in writer.text


@on_sqlite
def test_changing_the_text_leaves_whom_it_is_for_as_it_was(writer, press):  # noqa: F811
    press.listens(2, seen_on=press.now().date())
    writer.sends("/campaigns/new", do="save", **{**FORM, "seen": "30", "language": "fr"})
    before = press.campaign(1).audience
    kept = {"seen": before["seen_since"], "language": "fr"}
    assert f'value="{before["seen_since"]}" selected' in writer.opens("/campaigns/1/edit").markup

    writer.sends("/campaigns/1/edit", do="save", **{**FORM, **kept, "text_fr": "Autre."})

    assert press.campaign(1).audience == before


def test_a_choice_is_kept_under_a_name_and_taken_again(writer, press):  # noqa: F811
    press.listens(2, topics=["school"])
    wanted = {"topic": "school", "language": "fr"}
    writer.sends("/campaigns/new", do="save_audience", save_as="", **{**FORM, **wanted})
    assert "Donnez un nom à ce choix." in writer.text

    writer.sends("/campaigns/new", do="save_audience", save_as="École", **{**FORM, **wanted})
    writer.sends("/campaigns/new", do="saved", saved="École", **FORM)

    assert 'value="school" selected' in writer.markup
    assert 'value="fr" selected' in writer.markup
    assert TEXT in writer.markup.replace("&#39;", "'")  # what was written stays
