"""Advice: read on the phone, asked about, and sent by SMS to whoever wishes it."""

import pytest
from sqlalchemy import select

from menus import advice
from menus.engine import Menu
from menus.flows import CONVERSATION
from menus.gsm7 import septets
from menus.helplines import HELPLINES, of_country
from menus.layout import ROOM
from menus.samples import CONSTANTS, sample_places
from storage.models import Contact, QuizAnswer, Subscription

pytestmark = pytest.mark.stories


def test_today_s_advice_is_another_one_tomorrow(people, time):
    today = people.villager.dials().picks("Conseils").picks("Conseil du jour").screen
    time.passes(days=1)

    tomorrow = people.villager.dials().picks("Conseils").picks("Conseil du jour").screen

    assert today != tomorrow


def test_every_message_has_its_day_before_one_comes_again():
    days = [advice.of_the_day(day) for day in range(len(advice.MESSAGES))]

    assert sorted(days) == sorted(advice.MESSAGES)
    assert len(advice.MESSAGES) == 35


@pytest.mark.parametrize(("answer", "heard"), [("16 ans", "Oui, bravo!"), ("12 ans", "Pas tout")])
def test_a_question_is_answered_kindly_and_kept_without_whose_it_is(people, house, answer, heard):
    people.villager.dials().picks("Conseils").picks("L'école").types("1").picks("Question")
    people.villager.picks(answer).says_again()

    assert people.villager.screen.startswith(heard)
    with house.database.reading() as session:
        kept = session.scalars(select(QuizAnswer)).one()
        assert kept.message == "SCH1"
        assert kept.right == (answer == "16 ans")


def test_a_topic_is_wished_for_and_not_any_more(people, house):
    people.villager.dials().picks("Conseils").picks("L'école").types("1").picks("Par SMS")
    assert "Un SMS reste dans le téléphone" in people.villager.screen
    people.villager.picks("Oui")
    assert "C'est noté" in people.villager.screen

    people.villager.dials().picks("Conseils").picks("L'école").types("1").picks("Par SMS")
    people.villager.picks("Arreter ce sujet")

    with house.database.reading() as session:
        assert list(session.scalars(select(Subscription))) == []


def test_all_sms_are_stopped_from_the_phone_s_settings_and_taken_up_again(people, house):
    people.villager.dials().picks("Langue").picks("Conseils par SMS").picks("Tout arreter")
    with house.database.reading() as session:
        assert session.scalars(select(Contact)).one().opted_out_by == "ussd"

    people.villager.dials().picks("Langue").picks("Conseils par SMS").picks("Reprendre")

    with house.database.reading() as session:
        assert session.scalars(select(Contact)).one().opted_out_at is None


def test_an_advice_by_sms_is_of_the_topic_asked_for(people):
    people.villager.texts("conseil pesticide")

    said = people.villager.sms[-1].removeprefix("VEILLE: ")
    assert any(word in said for word in ("produit", "Produit", "Les produits", "bidon", "champ"))


@pytest.mark.parametrize("country", HELPLINES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_only_verified_numbers_are_shown_and_they_fit(words, country, language):
    menu = Menu(CONVERSATION, words, sample_places(1), {**CONSTANTS, "country": country})
    home = menu.start({"language": language}).dialogue
    text = menu.render(menu.answer(home, "4").dialogue)

    assert septets(text) <= ROOM
    assert all(line.number in text for line in of_country(country))
    unverified = [line for line in HELPLINES[country] if not line.is_verified]
    shown = [line.split(" ")[0] for line in text.splitlines()]
    assert not {line.number for line in unverified} & set(shown)
