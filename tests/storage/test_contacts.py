"""What a phone chose is remembered; what it did not choose is left alone."""

from storage import contacts
from tests.storage.hands import at_once


def remembered(database, phone_index="p"):
    """What is remembered of a phone."""
    with database.reading() as session:
        return contacts.by_phone(session, phone_index)


def test_nothing_is_remembered_of_a_phone_never_heard_of(database):
    assert remembered(database) is None


def test_a_phone_is_spoken_to_in_the_language_it_chose_last(database):
    for language in ("en", "fr", "en"):
        with database.transaction() as session:
            contacts.remember_language(session, "p", language)

    assert remembered(database).language == "en"


def test_each_choice_leaves_the_others_as_they_were(furnished, known, now):
    place = known.places["CI260401-02"]
    with furnished.transaction() as session:
        contacts.remember_language(session, "p", "en")
        contacts.remember_place(session, "p", place)
        contacts.opt_out(session, "p", "sms", now)

    kept = remembered(furnished)
    assert (kept.language, kept.last_place_id) == ("en", place)
    assert (kept.opted_out_at, kept.opted_out_by) == (now, "sms")


def test_who_wants_the_messages_again_has_no_wish_against_them_left(database, now):
    with database.transaction() as session:
        contacts.opt_out(session, "p", "provider", now)
        contacts.opt_in(session, "p")

    kept = remembered(database)
    assert (kept.opted_out_at, kept.opted_out_by) == (None, None)


def test_a_phone_that_chooses_eight_times_at_once_is_one_phone(database):
    def choose():
        with database.transaction() as session:
            contacts.remember_language(session, "p", "en")

    at_once(8, choose)

    assert remembered(database).language == "en"


def test_one_phone_s_choice_is_not_another_s(database):
    with database.transaction() as session:
        contacts.remember_language(session, "p", "en")

    assert remembered(database, "q") is None
