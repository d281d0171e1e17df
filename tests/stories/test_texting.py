"""People who text instead of dialling: nothing they write is lost, nobody is answered for ever."""

import pytest
from sqlalchemy import select

from gateway.letters import MOST_AN_HOUR
from storage import inbox
from storage.models import InboundMessage, Report
from tests import country

pytestmark = pytest.mark.stories


@pytest.fixture
def kept(house):
    """Every text that came, oldest first."""

    def every():
        with house.database.reading() as session:
            found = select(InboundMessage).order_by(InboundMessage.received_at, InboundMessage.id)
            return list(session.scalars(found))

    return every


@pytest.fixture
def reports(house):
    """Every report there is."""

    def every():
        with house.database.reading() as session:
            return list(session.scalars(select(Report)))

    return every


def test_what_is_missing_is_asked_for_and_its_answer_taken_as_one(people, reports):
    people.villager.texts("SOS svp")
    assert "quel village?" in people.villager.sms[-1]
    people.villager.texts("badayo")
    assert "ajoutez un chiffre" in people.villager.sms[-1]

    people.villager.texts("3")

    (report,) = reports()
    assert (report.concern, report.channel) == ("physical_violence", "sms")
    assert "merci. Code" in people.villager.sms[-1]


def test_a_word_says_more_than_a_digit(people, reports):
    people.villager.texts("SOS badayo viol")

    assert reports()[0].concern == "sexual_abuse"
    assert people.village.sms == []


def test_what_nobody_completes_within_the_hour_is_read_by_a_person(people, kept, time, clock):
    people.villager.texts("SOS badayo")
    assert kept()[0].state == inbox.ASKED

    time.passes(minutes=66)
    clock.tick()

    assert kept()[0].state == inbox.FOR_PERSON


def test_the_same_text_twice_within_minutes_is_one_report(people, reports, kept):
    people.villager.texts("SOS 1029 2").texts("SOS 1029  2")

    assert len(reports()) == 1
    assert sorted(each.state for each in kept()) == [inbox.DONE, inbox.DUPLICATE]
    assert len([text for text in people.villager.sms if "Code" in text]) == 1


def test_a_reporter_follows_and_insists_by_text(people, time):
    people.villager.texts("SOS 1029 5")
    receipt = people.villager.sms[-1].split("Code ")[1]

    people.neighbour.texts(f"suivi {receipt}")
    assert "recu, pas encore vérifié" in people.neighbour.sms[-1]
    time.passes(hours=25)
    people.neighbour.texts(f"personne n'est venu {receipt}")

    assert "le niveau au-dessus est prévenu" in people.neighbour.sms[-1]
    assert "personne n'a encore répondu" in people.department.sms[-1]


def test_wrong_receipts_are_answered_alike_and_not_for_long(people, time):
    for number in range(6):
        people.neighbour.texts("suivi 482319750064", f"try-{number}")
        time.passes(minutes=4)
        assert len(people.neighbour.sms) == min(number + 1, 3)  # three an hour, no more

    assert set(people.neighbour.sms) == {people.neighbour.sms[0]}
    assert "code inconnu" in people.neighbour.sms[0]


def test_a_member_takes_and_closes_a_report_by_text(people):
    people.villager.reports("Violence", "Enfant négligé", code="1029").sends()
    reference = people.village.sms[-1].split("Réf ")[1].split(".")[0]

    people.village.texts(f"vu {reference}")
    assert f"Réf {reference}, c'est noté" in people.village.sms[-1]
    people.village.texts(f"fin {reference}")
    assert "résultat? 1 en sécurité" in people.village.sms[-1]
    people.village.texts("2")

    assert f"Réf {reference}, c'est clos" in people.village.sms[-1]


def test_a_reference_says_nothing_to_another_committee_nor_to_a_stranger(people, kept):
    people.villager.reports("Violence", "Enfant négligé", code="1029").sends()
    reference = people.village.sms[-1].split("Réf ")[1].split(".")[0]

    people.person(country.SUB_PREFECTURE_MEMBER).texts(f"vu {reference}")
    people.neighbour.texts(f"vu {reference}")

    assert "n'attend pas" in people.person(country.SUB_PREFECTURE_MEMBER).sms[-1]
    assert kept()[-1].state == inbox.FOR_PERSON


def test_a_flood_from_one_phone_is_kept_aside_but_an_sos_goes_through(people, kept, reports):
    for number in range(MOST_AN_HOUR + 2):
        people.villager.texts(f"blabla {number}")

    people.villager.texts("SOS 1029 2")

    assert [each.state for each in kept()].count(inbox.QUARANTINED) == 2
    assert len(reports()) == 1


@pytest.mark.parametrize("sender", ["8116", "ORANGE", "VEILLE", "", "+"])
def test_short_codes_and_names_are_never_answered(people, kept, sender):
    people.person(sender).texts("bonjour")

    assert kept()[0].state == inbox.FOR_PERSON
    assert people.person(sender).sms == []


def test_a_secret_code_in_a_member_s_text_is_not_kept(people, house, kept):
    people.village.texts("mon code est 7391 aidez moi")

    with house.database.reading() as session:
        assert inbox.text_of(session, kept()[0]) == "mon code est **** aidez moi"


def test_the_language_of_the_answer_is_that_of_the_word(people):
    people.villager.texts("langue anglais")

    assert "we speak English" in people.villager.sms[-1]
    assert people.villager.dials().screen.startswith("Let us protect")
