"""Those who wish to be rung: who sees them, who may ring, what comes of it."""

import pytest
from sqlalchemy import select

from gateway import passwords
from notifications import ringing
from storage import call_backs as kept
from storage import members
from storage.call_backs import Wish
from storage.models import CallBack, Doing, Place, Unsealing
from tests import country
from tests.people import PIN

PHONE = "+2250701020304"
OTHER = "+2250705060708"
PASSWORD = "la saison des pluies commence"


@pytest.fixture
def wish(house, time):
    """Somebody wishes to be rung; the address of their wish."""

    def do(phone=PHONE, place="CI260401-02", safe_when="evening"):
        keys = house.settings.keys
        with house.database.transaction() as session:
            here = session.scalars(select(Place).where(Place.code == place)).one()
            said = Wish(phone, keys.phone(phone), here.id, "fr", "ussd", safe_when)
            committee = ringing.committee_for(session, here.id, keys.phone(phone))
            made = kept.add(session, said, committee, lambda digits: f"{digits}0", time())
            session.flush()
            return f"/call-backs/{made.id}"

    return do


@pytest.fixture
def worker(house, browse):
    """The social worker, who has a secret code, before the console."""
    with house.database.transaction() as session:
        member = members.by_phone(session, house.settings.keys.phone(country.SOCIAL_WORKER))
        member.pin_hash = passwords.hashed(session, member, "pin", PIN)
    return browse(country.SOCIAL_WORKER)


def only(house, kind=CallBack):
    """The one row of a kind there is."""
    with house.database.reading() as session:
        return session.scalars(select(kind)).one()


def test_who_waits_is_listed_the_longest_first_without_a_number(browse, wish, time):
    wish(OTHER, "CI260401-01")
    time.passes(hours=5)
    wish()

    page = browse(country.SOCIAL_WORKER).opens("/call-backs")

    assert "2 personnes attendent un appel" in page.text
    assert page.text.index("Galéa") < page.text.index("Badayo")
    assert "En retard de 5 h" in page.text
    assert "0701020304" not in page.markup.replace(" ", "")


def test_a_long_list_goes_on_where_it_ended(worker, wish, time):
    for number in range(kept.PAGE + 2):
        wish(f"+22507010203{number:02}")
        time.passes(seconds=1)

    first = worker.opens("/call-backs")
    assert first.markup.count('class="row wish"') == kept.PAGE
    following = first.markup.split('href="/call-backs?after=')[1].split('"')[0]

    second = worker.opens(f"/call-backs?after={following}")
    assert second.markup.count('class="row wish"') == 2


def test_an_address_that_was_made_up_shows_the_first_page(worker, wish):
    wish()

    assert "Badayo" in worker.opens("/call-backs?after=bm9uc2Vuc2U").text


def test_the_coordination_sees_the_country_and_a_village_nothing(worker, browse, wish):
    address = wish()

    assert browse(country.COORDINATOR).opens(address).status == 200
    village = browse(country.VILLAGE_MEMBER)
    nothing = village.opens("/no-such-page").answer.data
    for path in ("/call-backs", address, f"{address}/number"):
        assert village.opens(path).answer.data == nothing
    assert village.sends(f"{address}/take").answer.data == nothing


def test_a_wish_of_their_own_phone_does_not_exist_for_a_reader(worker, browse, wish):
    address = wish(country.COORDINATOR)

    assert browse(country.COORDINATOR).opens(address).status == 404
    assert "Personne n’attend d’appel" in browse(country.COORDINATOR).opens("/call-backs").text


def test_who_takes_it_has_it_and_the_next_is_told(worker, browse, wish):
    address = wish()

    assert "C’est noté : vous appelez" in worker.sends(f"{address}/take").text
    assert "Quelqu’un d’autre l’a pris" in (
        browse(country.COORDINATOR).sends(f"{address}/take").text
    )


def test_the_number_asks_for_the_reader_s_own_secret_and_is_written_down(worker, wish, house):
    address = wish()
    worker.opens(f"{address}/number")
    assert "notée avec votre nom" in worker.text

    assert worker.sends(f"{address}/number", secret="1357").status == 422
    assert "07 01 02 03 04" not in worker.text
    assert "Ce n’est pas le bon code" in worker.text
    worker.sends(f"{address}/number", secret=PIN)

    assert "07 01 02 03 04" in worker.text
    opened = only(house, Unsealing)
    assert (opened.reason, opened.channel, opened.member_id) == (
        "call_back", "web", worker.member.id,
    )  # fmt: skip
    assert only(house).state == kept.TAKEN


def test_without_training_nobody_sees_a_number_on_the_web_nor_by_phone(worker, house, wish):
    address = wish()
    with house.database.transaction() as session:
        members.get(session, worker.member.id).role = "focal_point"

    assert "Seules une personne du travail social" in worker.opens(address).text
    assert worker.opens(f"{address}/number").status == 404
    assert worker.sends(f"{address}/number", secret=PIN).status == 404


def test_who_was_reached_waits_no_more(worker, wish, house):
    address = wish()
    worker.sends(f"{address}/take")

    page = worker.sends(f"{address}/said", said="reached")

    assert "la personne est rappelée" in page.text
    assert "Personne n’attend d’appel" in page.text
    done = only(house)
    assert (done.state, done.outcome, done.taken_by) == (kept.DONE, "reached", worker.member.id)
    assert "rien n’est changé" in worker.sends(f"{address}/said", said="never").text
    assert only(house).outcome == "reached"


def test_who_did_not_answer_comes_back_by_the_clock_at_a_safe_hour(
    worker, browse, wish, house, time, clock, people
):
    address = wish(safe_when="evening")
    worker.sends(f"{address}/take")
    page = worker.sends(f"{address}/said", said="no_answer")
    assert "Pas de réponse. À rappeler aujourd’hui à 18 h" in page.text
    assert "Essayé 1 fois" in page.text
    told = len(people.social_worker.sms)

    clock.tick()
    assert len(people.social_worker.sms) == told
    time.passes(hours=9)
    clock.tick()
    clock.tick()

    assert len(people.social_worker.sms) == told + 1
    back = only(house)
    assert (back.state, back.taken_by, back.tries) == (kept.OPEN, None, 1)
    page = browse(country.SOCIAL_WORKER).opens("/call-backs")
    assert "Essayé 1 fois" in page.text
    assert "En retard" not in page.text


def test_pressing_twice_counts_one_try(worker, wish, house):
    address = wish()

    for _ in range(2):
        worker.sends(f"{address}/said", said="no_answer")

    assert only(house).tries == 1


def test_after_five_tries_it_ends_and_says_so(worker, wish, house):
    address = wish()

    for _ in range(ringing.MOST_TRIES):
        worker.sends(f"{address}/take")
        worker.sends(f"{address}/said", said="no_answer")

    assert "on arrête" in worker.text
    assert only(house).outcome == kept.NOT_REACHED


def test_who_wants_no_more_calls_gets_none(worker, wish, house, time, clock):
    worker.sends(f"{wish()}/said", said="never")

    time.passes(days=3)
    clock.tick()

    assert (only(house).state, only(house).outcome) == (kept.DONE, "unwanted")


def test_a_wish_that_was_taken_and_left_is_everybody_s_again(worker, wish, house, time, clock):
    worker.sends(f"{wish()}/take")

    time.passes(days=1, minutes=1)
    clock.tick()

    assert (only(house).state, only(house).taken_by) == (kept.OPEN, None)


def test_asking_again_brings_a_wish_back_at_once(worker, wish, house, people):
    worker.sends(f"{wish()}/said", said="no_answer")

    people.villager.dials().picks("Numéros").picks("Qu'on me rappelle").picks("Le matin")

    assert (only(house).state, only(house).safe_when) == (kept.OPEN, "morning")


def test_the_phone_says_and_does_the_same(people, house, time, clock):
    people.social_worker.enrols()
    people.villager.reports("Violence", "Enfant négligé", code="1029").sends()
    people.villager.dials().picks("Numéros").picks("Qu'on me rappelle").picks("Le soir")
    people.social_worker.signs_in().picks("Rappel Badayo")

    people.social_worker.picks("Je m'en occupe")
    assert "vous" in people.social_worker.screen
    people.social_worker.picks("Dire la suite").picks("Pas de réponse")
    assert "à réessayer" in people.social_worker.screen

    assert only(house).state == kept.LATER
    time.passes(hours=9)
    clock.tick()
    people.social_worker.signs_in().picks("Rappel Badayo").picks("Voir le numéro")
    assert people.villager.number in people.social_worker.screen
    people.social_worker.picks("Ne veut plus")
    assert (only(house).state, only(house).outcome) == (kept.DONE, "unwanted")


def test_two_wishes_in_one_call_get_each_its_own_answer(people, house):
    people.coordinator.enrols()
    for person in (people.villager, people.neighbour):
        person.dials().picks("Numéros").picks("Qu'on me rappelle").picks("A tout moment")

    people.coordinator.signs_in().picks("Rappel").picks("Voir").picks("Ne veut plus")
    people.coordinator.picks("Autres").picks("Rappel").picks("Dire la suite").picks("C'est fait")

    with house.database.reading() as session:
        outcomes = sorted(session.scalars(select(CallBack.outcome)))
    assert outcomes == ["reached", "unwanted"]


def test_what_was_done_is_in_the_journal_without_a_number(worker, wish, house):
    worker.sends(f"{wish()}/take")

    line = only(house, Doing)
    assert (line.kind, line.detail["said"]) == ("call_back", "took")
    assert "0701020304" not in str(line.detail)
