"""A committee does all its work from a basic phone."""

import pytest

from tests import country

pytestmark = pytest.mark.stories


@pytest.fixture
def member(people):
    """A member of Badayo's committee, who has a PIN, and a report that waits."""
    people.village.enrols()
    people.villager.reports("Violence", "Enfant négligé", code="1029").sends()
    return people.village


def at_the_report(member):
    """The member before the report, which they have taken."""
    member.signs_in().picks("Moyenne Badayo")
    return member.picks("Je m'en occupe").picks("Autres messages").picks("En cours: Badayo")


def test_a_line_tells_how_old_it_is_and_how_long_is_left(member, time):
    time.passes(minutes=70)

    member.signs_in()

    assert "1 Moyenne Badayo 1h, reste" in member.screen


def test_an_outcome_is_two_keys_from_the_report(member, report):
    at_the_report(member).picks("Résultat").picks("Enfant en sécurité")

    assert "c'est clos. Merci." in member.screen
    found, kinds = report()
    assert (found.status, found.outcome, kinds[-1]) == ("closed", "child_safe", "closed")
    assert "Rien ne vous attend" in member.picks("Autres messages").screen


def test_an_unfounded_report_ends_as_unfounded(member, report):
    at_the_report(member).picks("Autre choix").picks("C'est vrai").picks("Rien trouvé")

    assert report()[0].status == "unfounded"


def test_a_critical_report_is_closed_by_two_people(people, report):
    people.department.enrols()
    people.coordinator.enrols()
    people.villager.reports("Enfant amené", "Travail forcé").sends()
    people.department.signs_in().types("1").picks("Je m'en occupe").picks("Autres")
    people.department.types("1").picks("Résultat").picks("Enfant en sécurité").says_again()
    assert "une 2e personne" in people.department.screen
    assert report()[0].status == "acknowledged"

    people.coordinator.signs_in().types("1").picks("Autre choix").picks("Résultat")
    people.coordinator.picks("Enfant en sécurité")

    assert "c'est clos" in people.coordinator.screen
    assert report()[0].status == "closed"


def test_a_visit_is_recorded_once_however_often_the_turn_is_told(member, report):
    at_the_report(member).picks("Autre choix").picks("Visite faite").picks("Encore en danger")
    member.picks("Oui").picks("Non").picks("Aujourd'hui").says_again()

    assert "visite notée" in member.screen
    assert report()[1].count("visited") == 1


def test_a_child_is_referred_to_a_service_of_the_directory(member, report, directory):
    directory("SC-1", "Centre social de Soubré")

    at_the_report(member).picks("Autre choix").picks("Orienter").picks("Centre social")

    assert "orienté vers le service" in member.screen
    found, kinds = report()
    assert (found.status, kinds[-1]) == ("in_care", "referred")


def test_where_services_are_many_their_kind_is_chosen_first(member, report, directory):
    for number in range(5):
        directory(f"SC-{number}", f"Centre social {number}")
        directory(f"H-{number}", f"Hopital {number}", kind="health")

    at_the_report(member).picks("Autre choix").picks("Orienter").picks("Santé")
    assert "Centre" not in member.screen
    member.picks("Hopital 3")

    assert "orienté vers le service" in member.screen
    assert report()[1][-1] == "referred"


def test_where_no_service_is_listed_the_member_is_told_whom_to_call(member):
    at_the_report(member).picks("Autre choix").picks("Orienter")

    assert "Appelez votre coordination" in member.screen


def test_what_is_too_much_for_a_village_is_passed_up(people, member, report):
    at_the_report(member).picks("Autre choix").picks("Passer plus haut").picks("Trop grave")

    assert "transmis au niveau au-dessus" in member.screen
    assert "personne n'a encore répondu" in people.department.sms[-1]
    assert "Rien ne vous attend" in member.picks("Autres messages").screen


def test_a_question_reaches_the_reporter_and_its_answer_the_committee(people, member):
    receipt = people.villager.receipt
    at_the_report(member).picks("Autre choix").picks("Poser").picks("Où exactement")

    people.villager.dials().picks("Suivre").types(receipt).types("derrière l'école")
    member.signs_in().picks("En cours: Badayo").picks("Autre choix").picks("Plus de détails")

    assert "Réponse: derrière l'école" in member.screen
    assert "Témoin: anonyme" in member.screen
    assert people.villager.sms == []  # the reporter wanted no contact


def test_who_has_a_tie_sees_it_no_more_and_the_others_go_on(people, member, report):
    other = people.person(country.SECOND_VILLAGE_MEMBER).enrols()
    before = len(other.sms)

    at_the_report(member).picks("Autre choix").picks("Je suis concerné").picks("Oui")

    assert "d'autres suivent" in member.screen
    assert "Rien ne vous attend" in member.signs_in().screen
    assert "Badayo" in other.signs_in().screen
    assert len(other.sms) == before + 1  # it waits again, and the other member is told


def test_a_committee_whose_members_all_step_aside_hands_it_to_the_next_level(people, member):
    other = people.person(country.SECOND_VILLAGE_MEMBER).enrols()
    for each in (member, other):
        each.signs_in().types("1").picks("Autre choix").picks("Je suis concerné").picks("Oui")

    assert "personne n'a encore répondu" in people.department.sms[-1]


def test_a_place_in_no_list_is_shown_as_the_reporter_called_it(people):
    liliyo = people.person(country.SUB_PREFECTURE_MEMBER).enrols()
    people.villager.dials().picks("Signaler").picks("Autre").picks("Chercher").picks("Soubré")
    people.villager.picks("Liliyo").picks("Pas dans la liste").types("Campement Konan")
    people.villager.picks("Envoyer")

    liliyo.signs_in().types("1").picks("Autre choix").picks("Plus de détails")

    assert "Lieu dit: Campement Konan" in liliyo.screen
