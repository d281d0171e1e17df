"""Several people and several levels work on one report, each from a basic phone."""

import pytest
from sqlalchemy import select

from menus.check_digit import with_check_digit
from storage.models import Member, Report, Unsealing
from tests import country

pytestmark = pytest.mark.stories


@pytest.fixture
def village(people):
    """Awa of Badayo's committee, and a report that waits."""
    people.village.enrols()
    people.villager.reports("Violence", "Enfant négligé", code="1029").sends()
    return people.village


def opens(member, line="En cours: Badayo"):
    """A member before a report of their list."""
    return member.signs_in().picks(line)


def works(member, action, line="Moyenne Badayo"):
    """A member at an action on a report of their list."""
    return opens(member, line).picks("Autre choix").picks(action)


def finds(member, reference):
    """A member looks for a report by its number."""
    return member.signs_in().picks("Chercher un numéro").types(reference)


@pytest.fixture
def koffi(people, house):
    """Awa's colleague."""
    with house.database.transaction() as session:
        keys = house.database.keys
        index = keys.phone(country.SECOND_VILLAGE_MEMBER)
        member = session.scalars(select(Member).where(Member.phone_index == index)).one()
        member.name_sealed = keys.seal("Koffi B.", "members", str(member.id), "name")
    return people.person(country.SECOND_VILLAGE_MEMBER).enrols()


def test_a_report_is_given_to_a_colleague_who_hears_of_it_by_sms(koffi, village, report):
    before = len(koffi.sms)

    works(village, "Donner à un membre").picks("Koffi")

    assert "un SMS lui est envoyé" in village.screen
    (told,) = koffi.sms[before:]
    assert "vous est confiée" in told
    assert "Badayo" not in told
    assert "Koffi" not in told
    assert report()[1][-1] == "assigned"
    assert "pris par vous" in opens(koffi).screen
    assert "pris par Koffi" in opens(village).screen


def test_who_takes_a_report_for_themselves_gets_no_sms_about_it(koffi, village):
    before = len(village.sms)

    works(village, "Donner à un membre").picks("Awa K.")

    assert "c'est à vous" in village.screen
    assert len(village.sms) == before
    assert "pris par vous" in opens(village).screen
    assert "pris par Awa K." in opens(koffi).screen


def test_a_report_is_verified_helped_and_visited(village, report):
    works(village, "C'est vrai ou non").picks("Oui, c'est vrai")
    assert "c'est noté: c'est vrai" in village.screen
    works(village, "Aide donnée", "En cours: Badayo").picks("Pour l'école")
    assert "aide notée" in village.screen
    works(village, "Visite faite", "En cours: Badayo").picks("Travaille encore")
    village.picks("Non").picks("Hier")  # before the report: it is asked again
    assert "Avant le message" in village.screen
    village.picks("Aujourd'hui")

    assert "visite notée" in village.screen
    found, kinds = report()
    assert found.status == "in_care"
    assert [k for k in kinds if k in ("confirmed", "supported", "visited")] == [
        "confirmed", "supported", "visited",
    ]  # fmt: skip


def test_who_stops_working_is_seen_twice_before_it_is_said(village, report, time):
    def visits():
        works(village, "Visite faite", line).picks("En sécurité").picks("Non").picks("Oui")
        return village.picks("Aujourd'hui")

    line = "Moyenne Badayo"
    visits()
    line = "En cours: Badayo"
    visits()
    opens(village).picks("Résultat").picks("Ne travaille plus")
    assert "2 visites de suite" in village.screen
    assert report()[0].status == "acknowledged"

    time.passes(days=1)
    visits()
    opens(village).picks("Résultat").picks("Ne travaille plus")

    assert "c'est clos" in village.screen
    assert report()[0].outcome == "out_of_labour"


def test_a_visit_of_another_day_is_told_by_day_and_month(village, report, time):
    time.passes(days=20)
    day = time().strftime("%d%m")
    time.passes(days=3)

    works(village, "Visite faite").picks("Pas vu").picks("Un autre jour").types("3102")
    assert "4 chiffres" in village.screen
    village.types(day)

    assert "visite notée" in village.screen


def test_a_report_is_found_by_its_number_and_a_slip_is_noticed(village, report):
    reference = report()[0].reference
    opens(village, "Moyenne Badayo").picks("Je m'en occupe")

    finds(village, f"{reference[:2]} {reference[2:]}")
    assert f"Réf {reference}, pris par vous" in village.screen

    slip = reference[:-1] + str((int(reference[-1]) + 1) % 10)
    finds(village, slip)
    assert "Ce numéro a une erreur" in village.screen


def test_what_is_done_after_a_search_is_done_to_what_was_found(people, village, report):
    opens(village, "Moyenne Badayo").picks("Je m'en occupe")
    first = report()[0].reference
    people.neighbour.reports("Pas à l'école", "Pas à l'école", code="1029").sends()
    village.picks("Autres messages").picks("Basse Badayo").picks("Je m'en occupe")
    village.picks("Autres messages").picks("Chercher").types(first)

    village.picks("Résultat").picks("Enfant en sécurité")

    assert f"Réf {first}: c'est clos" in village.screen
    assert report(first)[0].status == "closed"


def test_a_sensitive_report_does_not_exist_for_who_must_not_know(people, village, report, house):
    people.neighbour.reports("Violence", "Abus sexuel", code="1029").sends()
    with house.database.reading() as session:
        found = select(Report.reference).where(Report.concern == "sexual_abuse")
        reference = session.scalars(found).one()
    nobodys = with_check_digit("00017")
    people.department.enrols()
    people.social_worker.enrols()

    for member in (village, people.department):
        member.signs_in().picks("Chercher un numéro")
        screens = {member.types(number).screen for number in (nobodys, reference, nobodys)}
        assert len(screens) == 1
        assert "Pas de message à ce numéro" in screens.pop()

    assert "Abus sexuel" in finds(people.social_worker, reference).screen


def test_the_level_above_takes_what_the_village_does_not_do(people, village, report):
    department = people.department.enrols()
    opens(village, "Moyenne Badayo").picks("Je m'en occupe")

    finds(department, report()[0].reference)
    assert "S'en occupe: V-BADAYO" in department.screen
    department.picks("Nous le prenons")

    assert "c'est à vous maintenant" in department.screen
    assert "pris par vous" in opens(department).screen
    assert "pris par vous" in opens(village).screen  # who is near goes on helping


def test_a_village_that_passed_a_report_up_sees_who_has_it_and_cannot_take_it_back(
    people, village, report
):
    people.department.enrols()
    works(village, "Passer plus haut").picks("Pas les moyens")

    finds(village, report()[0].reference)

    assert "S'en occupe: D-CI2604" in village.screen
    assert "prenons" not in village.screen


def test_a_finished_report_is_taken_up_again_with_a_reason(village, report):
    reference = report()[0].reference
    works(village, "Résultat").picks("Enfant en sécurité")
    finds(village, reference)
    assert f"Réf {reference} est clos" in village.screen

    village.picks("Reprendre").picks("Cela recommence")

    assert "repris, à vous" in village.screen
    assert report()[0].status == "acknowledged"
    assert "En cours: Badayo" in village.signs_in().screen


def test_the_level_above_takes_up_again_what_was_closed_below(people, village, report):
    department = people.department.enrols()
    works(village, "Résultat").picks("Enfant en sécurité")

    finds(department, report()[0].reference)
    assert "C'est clos" in department.screen
    department.picks("Le reprendre").picks("Du nouveau")

    assert "repris, à vous" in department.screen
    assert "pris par vous" in opens(department).screen


def test_two_reports_of_one_child_are_linked_and_neither_is_lost(people, village, report):
    people.neighbour.reports("Violence", "Enfant négligé", code="1029").sends()
    assert "1 Haute" not in village.signs_in().screen

    works(village, "Autre signalement?").types("1").picks("Oui, le meme")

    assert "rien n'est effacé" in village.screen
    assert "En cours" not in village.signs_in().screen  # linking takes nothing in hand
    assert village.screen.count("Moyenne Badayo") == 2


def test_a_report_that_nobody_resembles_offers_no_twin(village):
    opens(village, "Moyenne Badayo").picks("Autre choix")
    seen = village.screen
    while "98 " in village.screen:
        seen += village.types("98").screen

    assert "Autre signalement?" not in seen
    assert "Voir le numéro" not in seen
    assert "Réponse d'un service" not in seen


def test_a_critical_report_is_closed_by_two_people_who_say_the_same(people, report):
    department, coordinator = people.department.enrols(), people.coordinator.enrols()
    people.villager.reports("Enfant amené", "Travail forcé").sends()
    before = len(coordinator.sms)
    department.signs_in().types("1").picks("Je m'en occupe").picks("Autres messages")
    department.types("1").picks("Résultat").picks("Enfant en sécurité")
    assert "une 2e personne" in department.screen
    assert "il faut une 2e personne pour clore" in coordinator.sms[before:][-1]

    coordinator.signs_in().types("1").picks("Autre choix").picks("C'est vrai").picks("Une erreur")
    assert "une 2e personne" in coordinator.screen  # they do not agree
    assert report()[0].status == "acknowledged"
    opens(department, "En cours: Galéa").picks("Autre choix").picks("C'est vrai")
    department.picks("Rien trouvé")

    assert "c'est clos" in department.screen
    assert report()[0].status == "unfounded"


@pytest.fixture
def called(people):
    """A sensitive report of somebody who agreed to be contacted."""
    people.villager.dials().picks("Signaler").picks("Violence").picks("Abus sexuel")
    people.villager.picks("Code de l'affiche").types("1029").picks("Plusieurs").picks("Souvent")
    people.villager.picks("Oui, par SMS ou appel").sends()
    return people.villager


def test_a_trained_person_sees_the_number_with_a_reason_that_is_written_down(people, called, house):
    worker = people.social_worker.enrols()

    works(worker, "Voir le numéro", "CRITIQUE Badayo").picks("Lieu introuvable")

    assert called.number in worker.screen
    with house.database.reading() as session:
        (opened,) = session.scalars(select(Unsealing)).all()
    assert (opened.reason, opened.channel) == ("find_place", "ussd")


def test_nobody_else_is_offered_the_number(people, house):
    village, department = people.village.enrols(), people.department.enrols()
    people.villager.dials().picks("Signaler").picks("Enfant amené").picks("Travail forcé")
    people.villager.picks("Code de l'affiche").types("1029").picks("Plusieurs").picks("Souvent")
    people.villager.picks("Comité du village").picks("Oui, par SMS ou appel").sends()

    opens(department, "CRITIQUE Badayo").picks("Autre choix")
    seen = department.screen
    while "98 " in department.screen:
        seen += department.types("98").screen

    assert "Voir le numéro" not in seen
    assert "Rien ne vous attend" in village.signs_in().screen
    with house.database.reading() as session:
        assert session.scalars(select(Unsealing)).all() == []


def test_when_the_line_is_lost_a_key_never_opens_another_report(
    people, village, report, everything_is_forgotten
):
    first = report()[0].reference
    opens(village, "Moyenne Badayo")
    people.neighbour.reports("Enfant amené", "Travail forcé", code="1029").sends()
    people.neighbour.reports("Travail", "Machette", code="1029").sends()  # it stands first now
    everything_is_forgotten()

    village.types("1")

    assert "La ligne a été perdue" in village.screen
    assert not village.is_open
    assert report(first)[0].status == "received"


def test_when_the_line_is_lost_what_was_done_is_not_done_again(
    village, report, everything_is_forgotten
):
    works(village, "Aide donnée").picks("Soins")
    everything_is_forgotten()

    village.says_again()

    assert report()[1].count("supported") == 1
    works(village, "Aide donnée", "En cours: Badayo").picks("Soins")  # a new call is another help
    assert report()[1].count("supported") == 2


def test_a_call_goes_on_after_redis_forgot_it_where_nothing_has_changed(
    village, report, everything_is_forgotten
):
    opens(village, "Moyenne Badayo").picks("Autre choix").picks("C'est vrai")
    everything_is_forgotten()

    village.picks("Oui, c'est vrai")

    assert "c'est noté: c'est vrai" in village.screen
    assert report()[0].status == "confirmed"
