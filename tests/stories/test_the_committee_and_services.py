"""A child is sent to a service, which answers by telephone, by SMS, or by the link it was sent."""

import re

import pytest
from sqlalchemy import select

from gateway import referring
from menus.check_digit import with_check_digit
from storage import inbox
from storage.models import InboundMessage, Referral
from tests import country

pytestmark = pytest.mark.stories

CENTRE = "+2250709000001"


@pytest.fixture
def village(people, directory):
    """Awa of Badayo's committee, a report that waits, and a social centre that has a phone."""
    directory("CS-1", "Centre social", CENTRE)
    people.village.enrols()
    people.villager.reports("Violence", "Enfant négligé", code="1029").sends()
    return people.village


@pytest.fixture
def centre(people):
    """Who answers the telephone of the social centre."""
    return people.person(CENTRE)


@pytest.fixture
def referral(house):
    """What the centre was asked, as it stands now."""

    def read():
        with house.database.reading() as session:
            return session.scalars(select(Referral)).one()

    return read


@pytest.fixture
def last_text(house):
    """The last SMS that came."""

    def read():
        with house.database.reading() as session:
            found = select(InboundMessage).order_by(InboundMessage.received_at.desc())
            return session.scalars(found).first()

    return read


def works(member, action, line="En cours: Badayo"):
    """A member at an action on the report of their list."""
    return member.signs_in().picks(line).picks("Autre choix").picks(action)


def refers(member, line="Moyenne Badayo"):
    """The report is sent on to the centre."""
    works(member, "Orienter", line).picks("Centre social")
    assert "orienté vers le service" in member.screen


def number_in(text):
    """The reference in an SMS."""
    return re.search(r"\b\d{6}\b", text)[0]


def test_what_a_service_said_on_the_telephone_is_entered_step_by_step(village, report, referral):
    refers(village)

    works(village, "Réponse d'un service").picks("Attend: Centre social").picks("Non, il refuse")
    village.picks("Plus de place")
    assert "réponse du service notée" in village.screen
    assert (referral().state, referral().reason) == ("declined", "full")

    works(village, "Réponse d'un service").picks("Non: Centre social")
    assert "C'est fait" not in village.screen  # who refused can only think again
    village.picks("Oui, il accepte")
    works(village, "Réponse d'un service").picks("Oui: Centre social").picks("C'est fait")

    assert referral().state == "done"
    assert report()[1].count("service_said") == 3
    village.signs_in().picks("En cours: Badayo").picks("Autre choix")
    seen = village.screen
    while "98 " in village.screen:
        seen += village.types("98").screen
    assert "Réponse d'un service" not in seen  # nothing is left to be said


def test_a_service_says_yes_and_done_by_sms_from_its_own_phone(village, centre, report, referral):
    refers(village)
    number = number_in(centre.sms[-1])
    assert number == report()[0].reference
    assert "Badayo" not in centre.sms[-1]

    centre.texts(f"oui {number}")
    assert "c'est noté" in centre.sms[-1]
    assert referral().state == "accepted"
    centre.texts(f"Fait, réf {number}")

    assert referral().state == "done"
    assert report()[1][-2:] == ["service_said", "service_said"]


def test_a_service_that_says_no_is_asked_why_and_the_committee_hears_of_it(
    people, village, centre, referral
):
    refers(village)
    number = number_in(centre.sms[-1])

    centre.texts(f"NON {number}")
    assert "pourquoi non?" in centre.sms[-1]
    assert referral().state == "sent"
    centre.texts("1")

    assert (referral().state, referral().reason) == ("declined", "full")
    assert "un service a répondu non" in village.sms[-1]
    refers(village, "En cours: Badayo")  # it is asked again
    assert referral().state == "sent"


def test_a_no_with_its_reason_is_one_text_and_told_twice_one_answer(
    village, centre, report, referral
):
    refers(village)
    number = number_in(centre.sms[-1])

    centre.texts(f"{number} non 4", "sms-no").texts(f"{number} non 4", "sms-no")

    assert (referral().state, referral().reason) == ("declined", "cannot_reach")
    assert report()[1].count("service_said") == 1


@pytest.mark.parametrize("text", ["OUI {number}", "NON {number} 1", "FAIT {number}"])
def test_nobody_else_answers_for_a_service(people, village, centre, referral, last_text, text):
    refers(village)
    number = number_in(centre.sms[-1])

    people.neighbour.texts(text.format(number=number))

    assert referral().state == "sent"
    assert last_text().state == inbox.FOR_PERSON
    assert "une personne va lire" in people.neighbour.sms[-1]


def test_a_service_learns_nothing_of_reports_it_was_not_asked_about(
    village, centre, report, last_text
):
    other = report()[0].reference
    nobodys = with_check_digit("00017")

    replies = []
    for number in (other, nobodys):
        centre.texts(f"OUI {number}")
        replies.append(centre.sms[-1])
        assert last_text().state == inbox.FOR_PERSON

    assert len(set(replies)) == 1
    assert report()[1].count("service_said") == 0


@pytest.mark.parametrize("text", ["oui", "non merci", "Oui SOS 1029 3", "NON STOP", "ok oui"])
def test_yes_and_no_are_words_like_any_other_where_no_reference_stands(
    people, village, text, last_text
):
    people.neighbour.texts(text)

    assert last_text().intent in ("", "sos")
    assert (last_text().intent == "sos") == ("SOS" in text)


def test_what_is_no_longer_asked_is_not_answered(village, centre, referral):
    refers(village)
    number = number_in(centre.sms[-1])
    works(village, "Réponse d'un service").picks("Attend").picks("On ne demande plus")

    centre.texts(f"OUI {number}")

    assert "n'attend plus cette réponse" in centre.sms[-1]
    assert referral().state == "revoked"


def test_where_nobody_can_answer_our_sms_a_service_is_not_told_to(variables, house):
    two_way = house.rules.texts.to_service("referral", reference="482319")
    assert "Ecrivez OUI 482319" in two_way

    one_way = type(house.rules.texts)(
        house.words, {"service_code": "*384#", "helpline": "116"}, two_way=False
    ).to_service("referral", reference="482319")
    assert "Ecrivez" not in one_way
    assert "va vous appeler" in one_way


def test_the_link_of_a_service_answers_for_its_referral_alone(village, house, referral, time):
    opened = "t" * 22
    refers(village)
    with house.database.transaction() as session:
        kept = session.scalars(select(Referral)).one()
        kept.answer_hash = house.database.keys.index("referral", opened)
        kept.answer_until = time() + referring.LINK_LIVES

    with house.database.transaction() as session:
        found = referring.by_link(session, opened, time())
        assert referring.answer_by_itself(session, house.rules, found, "accepted", "", time())

    assert referral().state == "accepted"
    works(village, "Réponse d'un service")
    assert "Oui: Centre social" in village.screen


def test_a_member_dismisses_by_sms_with_a_word_and_never_by_the_digit_for_something_else(
    people, village, report
):
    koffi = people.person(country.SECOND_VILLAGE_MEMBER)
    reference = report()[0].reference
    assert reference in koffi.sms[-1]

    koffi.texts(f"FIN {reference} 6")
    assert "2 visites de suite" in koffi.sms[-1]
    assert report()[0].status == "acknowledged"
    koffi.texts(f"FIN {reference} faux")

    assert report()[0].status == "unfounded"
    assert "c'est clos" in koffi.sms[-1]
