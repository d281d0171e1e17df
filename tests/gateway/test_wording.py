"""Words are drafted, published and taken back; calls under way keep the words they began with."""

import pytest

from gateway import wording
from gateway.trails import Trails
from gateway.wording import WordsRefused
from storage import words as kept

OTHER = {"fr": {"ussd.home.text": "Pour nos enfants", "ussd.danger.text": "Lequel des dangers?"}}


@pytest.fixture
def publish(house, time):
    """Publish some words, as the command does."""

    def do(changes=OTHER):
        with house.database.transaction() as session:
            wording.change(session, house.words, changes, "test", time())
            return wording.publish(session, house.words, "a test", time()).number

    return do


def test_a_draft_is_heard_by_nobody(people, house, time):
    with house.database.transaction() as session:
        wording.change(session, house.words, OTHER, "test", time())

    assert people.villager.dials().screen.startswith("Protégeons")


def test_published_words_are_heard_from_the_next_call_on(people, publish):
    people.villager.dials()

    publish()
    people.villager.picks("Signaler")

    assert people.villager.screen.startswith("Quel danger?")
    assert people.neighbour.dials().screen.startswith("Pour nos enfants")
    assert people.neighbour.picks("Signaler").screen.startswith("Lequel des dangers?")


def test_a_call_keeps_its_words_in_a_process_that_never_heard_them(people, publish, house):
    publish()
    people.villager.dials()
    publish({"fr": {"ussd.danger.text": "Encore un autre?"}})
    house.conversation.trails = Trails()
    house.conversation.shelf.edition, house.conversation.shelf._earlier = "", {}

    people.villager.picks("Signaler")

    assert people.villager.screen.startswith("Lequel des dangers?")


def test_sms_follow_the_published_words(people, publish):
    publish({"fr": {"sms.stopped.one_way": "Plus rien.", "sms.stopped.text": "VEILLE: fini."}})

    people.villager.texts("stop")

    assert people.villager.sms[-1] == "VEILLE: fini."


def test_what_would_not_fit_is_not_published(house, time):
    with house.database.transaction() as session:
        wording.change(
            session, house.words, {"fr": {"ussd.danger.options.work": "x" * 60}}, "t", time()
        )

    with pytest.raises(WordsRefused, match="fr, danger"), house.database.transaction() as session:
        wording.publish(session, house.words, "note", time())


def test_what_was_published_is_taken_back(people, house, publish, time):
    publish()

    with house.database.transaction() as session:
        again = wording.roll_back(session, house.words, 0, "test", time())

    assert again.number == 2
    assert people.villager.dials().screen.startswith("Protégeons")
    with house.database.reading() as session:
        assert [version.state for version in kept.every(session)] == ["published", "retired"]


def test_there_is_no_going_back_to_what_never_was(house, time):
    with (
        pytest.raises(WordsRefused, match="no version 7"),
        house.database.transaction() as session,
    ):
        wording.roll_back(session, house.words, 7, "test", time())
