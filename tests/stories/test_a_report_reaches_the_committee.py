"""The main job, as a dialogue: somebody reports, a committee takes it, the reporter learns so."""

import pytest

pytestmark = pytest.mark.stories


def test_a_report_reaches_the_committee_who_takes_it_and_the_reporter_learns_so(people):
    people.village.enrols()
    people.villager.reports("Travail dangereux", "Machette", code="1029").sends()
    receipt = people.villager.receipt
    assert people.villager.screen.startswith(f"Merci. Code {receipt}")
    assert not people.villager.is_open

    alert = people.village.sms[-1]
    assert alert.startswith("VEILLE: un message attend votre comité. Réf ")
    assert "*384*225# puis 6" in alert

    people.villager.dials().picks("Suivre").types(receipt)
    assert "recu, pas encore vérifié" in people.villager.screen

    people.village.signs_in().picks("Moyenne Badayo")
    assert "Machette, outil\nBadayo\nplusieurs enfants, souvent" in people.village.screen
    people.village.picks("Je m'en occupe")
    assert "C'est noté: vous vous en occupez" in people.village.screen

    people.villager.dials().picks("Suivre").types(receipt.replace(" ", ""))
    assert "vérification en cours" in people.villager.screen


def test_a_trafficked_child_is_told_to_the_department_and_to_the_country_at_once(people):
    people.villager.reports("Enfant amené", "Travail forcé", code="1029").sends()

    assert "un message attend" in people.department.sms[-1]
    assert "un message attend" in people.coordinator.sms[-1]
    assert people.village.sms == []


def test_a_sexual_abuse_is_told_to_the_social_centre_and_never_to_the_village(people):
    people.village.enrols()
    people.villager.reports("Violence", "Abus sexuel", code="1029").sends()

    assert "un message attend" in people.social_worker.sms[-1]
    assert len(people.village.sms) == 1  # the code of the enrolment
    assert "Rien ne vous attend" in people.village.signs_in().screen
    assert people.department.sms == []


def test_who_is_not_asked_about_the_village_when_no_village_may_know(people):
    people.villager.dials().picks("Signaler").picks("Mariage").picks("Excision")
    people.villager.picks("Code").types("1029").picks("Fille 0-11").picks("Cela va arriver")

    assert people.villager.screen.startswith("Peut-on vous contacter")


def test_not_the_village_means_nobody_of_the_village(people):
    people.villager.dials().picks("Signaler").picks("Travail dangereux").picks("Charges")
    people.villager.picks("Code").types("1029").picks("Fille 12-17").picks("Souvent")
    people.villager.picks("Pas le village").picks("Non").sends()

    assert people.village.sms == []
    assert "un message attend" in people.department.sms[-1]  # Soubré has no sub-prefecture desk


def test_a_member_is_never_rung_about_their_own_report(people):
    people.village.dials().picks("Signaler").picks("Pas à l'école").picks("Pas à l'école")
    people.village.picks("Code").types("1029").picks("Gars 0-11").picks("Souvent")
    people.village.picks("Comité du village").picks("Non").sends()

    other = people.person("+2250512340018")
    assert people.village.sms == []
    assert "un message attend" in other.sms[-1]


def test_what_was_mistyped_is_corrected_before_sending(people):
    people.villager.reports("Travail dangereux", "Machette", code="1029")
    people.villager.picks("Corriger").picks("Quand").picks("Maintenant")

    assert "maintenant" in people.villager.screen
    people.villager.picks("Corriger").picks("Le lieu").picks("Code").types("1010")
    assert "Galéa" in people.villager.screen
    people.villager.sends()
    assert "un message attend" in people.department.sms[-1]


def test_the_last_village_is_offered_first_the_next_time(people):
    people.villager.reports(code="1010").sends()

    people.villager.dials().picks("Signaler").picks("Autre")
    assert people.villager.screen.splitlines()[1] == "1 Galéa"
    people.villager.picks("Galéa")
    assert people.villager.screen.startswith("Quel enfant?")


def test_a_village_is_found_by_browsing_and_one_not_in_the_list_goes_to_its_area(people):
    people.villager.dials().picks("Signaler").picks("Autre").picks("Chercher")
    people.villager.picks("Soubré").picks("Liliyo").picks("Pas dans la liste").types("Campement 4")
    people.villager.picks("Plusieurs").picks("Souvent").picks("Je ne sais").picks("Non")

    assert "Liliyo" in people.villager.screen
    people.villager.sends()
    assert "un message attend" in people.person("+2250512340033").sms[-1]


def test_a_cancelled_report_goes_nowhere(people):
    people.villager.reports(code="1010").picks("Annuler")

    assert people.villager.screen.startswith("Rien n'est envoyé")
    assert people.department.sms == []


def test_somebody_who_speaks_english_is_spoken_to_in_english_from_then_on(people):
    people.villager.dials().picks("Langue").picks("Langue").picks("English")
    assert "1 Report a danger" in people.villager.screen

    people.villager.dials()
    assert people.villager.screen.startswith("Let us protect our children")


def test_useful_numbers_are_two_keys_away(people):
    people.villager.dials().picks("Numéros")

    assert "116" in people.villager.screen
    assert people.villager.goes_back().screen.startswith("Protégeons")
