"""The coordinator sorts by phone what nobody understood: the same decisions as on the web."""

import pytest
from sqlalchemy import select

from gateway import triage
from gateway.letters import MOST_AN_HOUR, Letter
from gateway.triage import Desk
from storage import inbox, members
from storage import triage as kept
from storage.models import CallBack, Doing, InboundMessage, Report
from tests import country

pytestmark = pytest.mark.stories
STORY = "mon voisin a fait venir des petits, ils dorment dans le magasin et ne mangent pas"


@pytest.fixture
def rows(house):
    """Every row of a kind, oldest first."""

    def every(kind):
        with house.database.reading() as session:
            return list(session.scalars(select(kind).order_by(kind.id)))

    return every


@pytest.fixture
def at_the_text(people):
    """The coordinator before the oldest text."""

    def begin(text=STORY, person=None):
        people.coordinator.enrols()
        (person or people.villager).texts(text)
        return people.coordinator.signs_in().picks("A trier: 1").types("1")

    return begin


@pytest.fixture
def browse_away(house, time):
    """Another coordinator decides, on the web."""

    def decide():
        with house.database.transaction() as session:
            (message,) = kept.page(session, inbox.FOR_PERSON)
            index = house.settings.keys.phone(country.COORDINATOR)
            member = members.by_phone(session, index)
            sender, text = inbox.sender_of(session, message), inbox.text_of(session, message)
            letter = Letter(session, house, message, sender, text, time(), by_person=True)
            triage.answer(Desk(letter, member), "help")

    return decide


def test_texts_wait_in_the_coordinator_s_list_and_in_nobody_else_s(people):
    people.coordinator.enrols()
    people.social_worker.enrols()
    people.villager.texts(STORY)

    assert "A trier: 1" in people.coordinator.signs_in().screen
    assert "A trier" not in people.social_worker.signs_in().screen


def test_a_text_is_shown_in_short_without_its_sender_and_the_look_is_written_down(
    at_the_text, people, rows
):
    screen = at_the_text().screen

    assert screen.startswith("mon voisin a fait venir des petits, ils dorment dans le m...")
    assert "070" not in screen
    (look,) = [line for line in rows(Doing) if line.kind == "read_texts"]
    assert look.detail["messages"] == [str(rows(InboundMessage)[0].id)]


def test_a_text_becomes_a_report_by_code(at_the_text, people, rows):
    phone = at_the_text().picks("Signalement").picks("Enfant amené").picks("Travail forcé")

    phone.types("1029")

    assert "c'est un signalement" in phone.screen
    (report,) = rows(Report)
    assert (report.concern, report.channel, report.child) == ("forced_labour", "sms", "unknown")
    assert "merci. Code" in people.villager.sms[-1]
    assert "CRITIQUE Badayo" in phone.picks("Autres textes").screen


def test_a_village_is_found_by_its_name_and_chosen_where_it_is_only_near(at_the_text, rows):
    phone = at_the_text().picks("Signalement").picks("Autre").types("zzyzx")
    assert "Pas de tel village" in phone.screen

    phone.types("badajo").picks("Badayo")

    assert "c'est un signalement" in phone.screen
    assert rows(Report)[0].concern == "other"


def test_a_question_advice_and_a_call_go_to_the_sender(people, at_the_text, rows):
    at_the_text().picks("Question").picks("Quel village")
    assert "quel village?" in people.villager.sms[-1]
    people.neighbour.texts("aidez moi svp")

    people.coordinator.picks("Autres textes").types("1").picks("Conseil").picks("Comment écrire")
    assert "pour signaler" in people.neighbour.sms[-1]
    people.person("+2250701020399").texts("je pleure")
    people.coordinator.signs_in().picks("A trier").types("1").picks("Faire rappeler")

    assert len(rows(CallBack)) == 1
    assert [each.state for each in rows(InboundMessage)] == ["asked", "done", "done"]


def test_not_for_us_and_a_slip_undone(at_the_text, rows):
    phone = at_the_text().picks("Pas pour nous")
    assert rows(InboundMessage)[0].became == "read"

    phone.picks("Non, le remettre")

    assert "il attend de nouveau" in phone.screen
    assert rows(InboundMessage)[0].state == inbox.FOR_PERSON


def test_a_key_told_twice_decides_once(at_the_text, another_process, rows, people):
    phone = at_the_text().picks("Faire rappeler")

    another_process()
    phone.says_again()

    assert "on va l'appeler" in phone.screen
    assert len([line for line in rows(Doing) if line.kind == "triaged"]) == 1


def test_when_somebody_else_was_quicker_the_phone_says_so(at_the_text, browse_away, rows):
    phone = at_the_text()
    browse_away()

    phone.picks("Pas pour nous")

    assert "déjà décidé" in phone.screen
    assert rows(InboundMessage)[0].became == "command"


def test_what_was_set_aside_is_set_free(people, rows):
    people.coordinator.enrols()
    for number in range(MOST_AN_HOUR):
        people.villager.texts(f"blabla {number}")
    people.villager.texts("rappelle moi svp")

    phone = people.coordinator.signs_in().picks("A trier")
    while "rappelle moi" not in phone.screen:
        phone.types("98")
    phone.picks(next(line[2:] for line in phone.screen.splitlines() if "rappelle moi" in line))
    phone.picks("A relire")

    assert "Veille l'a compris" in phone.screen
    assert len(rows(CallBack)) == 1
