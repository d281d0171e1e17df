"""A call breaks off, and the phone dials again: nothing has to be told twice."""

import pytest
from sqlalchemy import select

from storage.models import Report
from tests.people import Caller

pytestmark = pytest.mark.stories


@pytest.fixture
def reports(house):
    """Every report there is."""

    def every() -> list[Report]:
        with house.database.reading() as session:
            return list(session.scalars(select(Report).order_by(Report.saved_at)))

    return every


def halfway(caller: Caller) -> Caller:
    """As far as the question when it happens."""
    caller.dials().picks("Signaler").picks("Violence").picks("Enfant négligé")
    return caller.picks("Code").types("1029").picks("Fille 12-17")


def test_dialling_again_offers_to_go_on_without_telling_what_it_was_about(people):
    halfway(people.villager)

    people.villager.dials()

    assert people.villager.screen.splitlines() == [
        "Vous n'avez pas fini.", "1 Continuer", "2 Recommencer", "3 Annuler",
    ]  # fmt: skip


def test_going_on_lands_on_the_question_where_the_network_dropped(people, reports):
    halfway(people.villager)

    people.villager.dials().picks("Continuer")

    assert people.villager.screen.startswith("C'est quand?")
    people.villager.picks("Souvent").picks("Comité du village").picks("Non, je reste").picks("Env")
    assert people.villager.receipt
    (report,) = reports()
    assert (report.concern, report.child, report.when) == ("neglect", "girl_12_17", "often")


@pytest.mark.parametrize("danger", ["Violence", "Mariage"])
def test_a_call_that_dropped_before_the_place_goes_on_too(people, danger):
    people.villager.dials().picks("Signaler").picks(danger)
    question = people.villager.screen

    people.villager.dials().picks("Continuer")

    assert people.villager.screen == question


def test_one_can_go_back_over_what_was_answered_in_the_earlier_call(people):
    halfway(people.villager)

    people.villager.dials().picks("Continuer").goes_back()

    assert people.villager.screen.startswith("Quel enfant?")


def test_a_call_may_drop_again_and_again(people, reports):
    halfway(people.villager)
    people.villager.dials().picks("Continuer").picks("Souvent")
    people.villager.dials()
    people.villager.dials().picks("Continuer")

    assert people.villager.screen.startswith("Qui doit recevoir")
    people.villager.picks("Comité du village").picks("Non, je reste").picks("Envoyer")
    assert len(reports()) == 1


@pytest.mark.parametrize("lost", ["everything_is_forgotten", "another_process"])
def test_going_on_holds_when_redis_forgets_or_another_process_answers(people, request, lost):
    halfway(people.villager)
    people.villager.dials().picks("Continuer")

    request.getfixturevalue(lost)()
    people.villager.picks("Souvent")

    assert people.villager.screen.startswith("Qui doit recevoir")


def test_going_on_is_offered_from_the_draft_when_redis_has_lost_the_call(
    people, everything_is_forgotten
):
    halfway(people.villager)
    everything_is_forgotten()

    people.villager.dials().picks("Continuer")

    assert people.villager.screen.startswith("Quel enfant?")  # the draft knows danger and place


def test_what_the_provider_told_at_the_end_is_offered_when_redis_has_lost_the_call(
    people, everything_is_forgotten
):
    people.villager.dials().picks("Signaler").picks("Violence").hangs_up()
    everything_is_forgotten()

    people.villager.dials().picks("Continuer")

    assert people.villager.screen.startswith("Lequel?")


def test_an_incomplete_report_that_was_told_can_still_be_completed(people, time, clock, reports):
    halfway(people.villager)
    time.passes(minutes=11)
    clock.tick()
    alerts = len(people.village.sms)

    people.villager.dials().picks("Continuer").picks("Souvent").picks("Comité du village")
    people.villager.picks("Non, je reste").picks("Envoyer")

    (report,) = reports()
    assert report.receipt_hash
    assert not report.incomplete
    assert len(people.village.sms) == alerts


def test_beginning_again_leaves_the_first_report_to_be_told_as_incomplete(
    people, time, clock, reports
):
    halfway(people.villager)

    people.villager.dials().picks("Recommencer")
    assert people.villager.screen.startswith("Protégeons")
    people.villager.picks("Signaler").picks("Autre").picks("Code").types("1010")
    time.passes(minutes=11)
    clock.tick()

    assert [report.concern for report in reports()] == ["neglect", "other"]
    assert all(report.incomplete for report in reports())


def test_beginning_again_is_not_asked_twice(people):
    halfway(people.villager)

    people.villager.dials().picks("Recommencer")
    people.villager.dials()

    assert people.villager.screen.startswith("Protégeons")


def test_cancelling_sends_nothing(people, time, clock, reports):
    halfway(people.villager)

    people.villager.dials().picks("Annuler")
    time.passes(minutes=11)
    clock.tick()

    assert not people.villager.is_open
    assert "Rien n'est envoyé" in people.villager.screen
    assert people.village.sms == []
    assert [report.status for report in reports()] == ["cancelled"]


def test_what_a_committee_has_heard_is_not_taken_back_by_whoever_holds_the_phone(
    people, time, clock, reports
):
    halfway(people.villager)
    time.passes(minutes=11)
    clock.tick()

    people.villager.dials().picks("Annuler")

    assert "déjà transmis" in people.villager.screen
    assert [report.status for report in reports()] == ["received"]


def test_after_a_day_nothing_is_offered(people, time, everything_is_forgotten):
    halfway(people.villager)
    time.passes(hours=25)
    everything_is_forgotten()  # as Redis does by then

    people.villager.dials()

    assert people.villager.screen.startswith("Protégeons")


def test_a_report_that_was_sent_is_not_offered_again(people, everything_is_forgotten):
    people.villager.reports(code="1029").sends()

    assert people.villager.dials().screen.startswith("Protégeons")
    everything_is_forgotten()
    assert people.villager.dials().screen.startswith("Protégeons")


def test_another_phone_is_offered_nothing(people):
    halfway(people.villager)

    assert people.neighbour.dials().screen.startswith("Protégeons")


def test_who_dials_straight_to_an_answer_is_not_asked_about_an_earlier_call(people):
    halfway(people.villager)

    people.villager.dials_code("*384*225*1*3#")

    assert people.villager.screen.startswith("Lequel?")
    assert people.villager.picks("Abus sexuel").screen.startswith("Où est l'enfant?")


def test_a_session_used_again_after_its_end_makes_another_report(people, reports):
    people.villager.reports(code="1029").sends()
    first, session_id = people.villager.receipt, people.villager.session_id

    people.villager.dials(session_id)
    people.villager.picks("Signaler").picks("Autre").picks("Code").types("1010")
    people.villager.picks("Envoyer")

    assert people.villager.receipt != first
    assert len(reports()) == 2


def test_two_phones_on_one_session_are_two_calls(people, reports):
    people.villager.reports(code="1029")
    people.neighbour.dials(people.villager.session_id)

    people.villager.sends()

    assert people.neighbour.screen.startswith("Protégeons")
    assert len(reports()) == 1


@pytest.mark.parametrize(
    ("contact", "nudged"), [("Oui, par SMS", 1), ("Oui, seulement", 0), ("Non, je reste", 0)]
)
def test_a_nudge_goes_only_where_the_caller_said_that_a_text_is_safe(
    people, time, clock, contact, nudged
):
    halfway(people.villager).picks("Souvent").picks("Comité du village").picks(contact).hangs_up()

    time.passes(minutes=11)
    clock.tick()

    nudges = [text for text in people.villager.sms if "pas fini" in text]
    assert len(nudges) == nudged
