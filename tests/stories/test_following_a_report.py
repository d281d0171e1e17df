"""Whoever holds a receipt learns where a report stands, answers its committee, and may insist."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from gateway.following import RECEIPT_LIVES
from menus.check_digit import with_check_digit
from storage import casework, events
from storage.ids import random_digits
from storage.models import Member, Question, Report, ReportStatus

pytestmark = pytest.mark.stories


@pytest.fixture
def sent(people):
    """A report that was sent to Badayo's committee: its receipt."""
    people.villager.reports("Violence", "Enfant négligé", code="1029").sends()
    return people.villager.receipt


@pytest.fixture
def the_report(house):
    """Change the one report there is, as its committee would."""

    def change(**values):
        with house.database.transaction() as session:
            report = session.scalars(select(Report)).one()
            for name, value in values.items():
                setattr(report, name, value)
            return report

    return change


def history(house):
    """What happened to the one report, in kinds of events."""
    with house.database.reading() as session:
        report = session.scalars(select(Report)).one()
        return [event.kind for event in events.of_report(session, report)]


@pytest.mark.parametrize(
    ("status", "heard"),
    [
        ("received", "recu, pas encore vérifié"),
        ("acknowledged", "vérification en cours"),
        ("confirmed", "vérification en cours"),
        ("in_care", "pris en charge"),
        ("unfounded", "terminé"),
    ],
)
def test_any_phone_hears_four_neutral_words_and_nothing_more(
    people, sent, the_report, status, heard
):
    the_report(status=status)

    people.neighbour.dials().picks("Suivre").types(sent)

    assert people.neighbour.screen.splitlines()[0] == f"Votre signalement: {heard}."


def test_wrong_foreign_and_expired_receipts_are_answered_alike(people, sent, the_report, time):
    unknown = with_check_digit(random_digits(11))
    wrong = people.neighbour.dials().picks("Suivre").types(unknown).screen
    time.passes(days=RECEIPT_LIVES / timedelta(days=1) + 1)

    expired = people.neighbour.dials().picks("Suivre").types(sent).screen

    assert expired == wrong
    assert "Code inconnu" in wrong


def test_nobody_came_tells_the_level_above_once(people, sent, time, house):
    time.passes(hours=25)
    before = len(people.department.sms)

    people.villager.dials().picks("Suivre").types(sent).picks("Personne n'est venu")
    assert "Le niveau au-dessus est prévenu" in people.villager.screen
    people.villager.says_again()
    people.villager.dials().picks("Suivre").types(sent).picks("Personne n'est venu")

    assert "Laissez-lui un peu de temps" in people.villager.screen
    assert len(people.department.sms) == before + 1
    assert history(house).count("nobody_came") == 1


def test_nobody_came_climbs_level_by_level_to_the_top(people, sent, time, house):
    for above in (people.department, people.coordinator):
        time.passes(hours=25)
        people.villager.dials().picks("Suivre").types(sent).picks("Personne n'est venu")

        assert "personne n'a encore répondu" in above.sms[-1]

    time.passes(hours=25)
    people.villager.dials().picks("Suivre").types(sent).picks("Personne n'est venu")
    assert "Le niveau au-dessus est prévenu" in people.villager.screen


def test_a_committee_that_was_told_just_now_is_given_time(people, sent, house):
    people.villager.dials().picks("Suivre").types(sent).picks("Personne n'est venu")

    assert "vient d'etre prévenu" in people.villager.screen
    assert "nobody_came" not in history(house)


def test_a_reporter_can_insist_even_when_somebody_said_i_have_it(people, sent, time):
    people.village.enrols()
    people.village.signs_in().types("1").picks("Je m'en occupe")
    time.passes(hours=25)

    people.villager.dials().picks("Suivre").types(sent).picks("Personne n'est venu")

    assert "personne n'a encore répondu" in people.department.sms[-1]


@pytest.fixture
def asked(house, sent):
    """The committee asks the reporter something."""
    with house.database.transaction() as session:
        report, member = session.scalars(select(Report)).one(), session.scalars(select(Member))
        session.add(
            Question(
                report_id=report.id,
                asked_by=member.first().id,
                question="where",
                asked_at=house.world.clock(),
            )
        )
    return sent


def test_a_question_of_the_committee_waits_behind_the_receipt_and_is_answered_once(
    people, asked, house
):
    people.neighbour.dials().picks("Suivre").types(asked)
    assert people.neighbour.screen.startswith("C'est près de quoi")
    people.neighbour.types("  derrière le   marché ")

    assert people.neighbour.screen.startswith("Merci, c'est transmis\nVotre signalement:")
    with house.database.reading() as session:
        question = session.scalars(select(Question)).one()
        assert b"march" not in question.answer_sealed
        assert casework.open_question(session, question.report_id) is None
    assert "question_answered" in history(house)
    assert people.neighbour.dials().picks("Suivre").types(asked).screen.startswith("Votre")


def test_after_closing_the_reporter_is_asked_once_whether_the_child_is_safe(
    people, sent, the_report, house
):
    the_report(status=ReportStatus.CLOSED, outcome="child_safe")
    people.villager.dials().picks("Suivre").types(sent)
    assert people.villager.screen.startswith("L'enfant est-il en sécurité maintenant?")

    people.villager.picks("Oui")

    assert "Merci." in people.villager.screen
    assert history(house)[-1] == "safe_now"
    assert people.villager.dials().picks("Suivre").types(sent).screen.startswith("Votre signal")


def test_a_child_that_is_not_safe_is_taken_up_again(people, sent, the_report, house):
    people.village.enrols()
    people.village.signs_in().types("1").picks("Je m'en occupe")
    the_report(status=ReportStatus.CLOSED, outcome="child_safe")
    village, department = len(people.village.sms), len(people.department.sms)

    people.villager.dials().picks("Suivre").types(sent).picks("Non").says_again()

    assert "sont prévenus" in people.villager.screen
    assert len(people.village.sms) == village + 1
    assert len(people.department.sms) == department + 1
    assert history(house).count("reopened") == 1
    assert the_report().status == "acknowledged"
