"""Being rung in secret; and the codes that keep a committee's door."""

import pytest
from sqlalchemy import select

from storage.models import CallBack, Unsealing
from tests import country
from tests.people import PIN

pytestmark = pytest.mark.stories


def test_a_wish_to_be_rung_reaches_who_may_ring_and_nobody_else(people, house):
    people.village.enrols()
    people.social_worker.enrols()
    people.villager.reports("Violence", "Enfant négligé", code="1029").sends()
    told = len(people.village.sms)

    people.villager.dials().picks("Numéros").picks("Qu'on me rappelle").picks("Le soir")

    assert "on vous rappelle" in people.villager.screen
    assert len(people.village.sms) == told
    assert "un message attend" in people.social_worker.sms[-1]
    assert "Rappel Badayo" in people.social_worker.signs_in().screen


def test_the_number_is_opened_by_a_coordinator_and_each_opening_is_written_down(people, house):
    people.coordinator.enrols()
    people.villager.dials().picks("Numéros").picks("Qu'on me rappelle").picks("A tout moment")

    people.coordinator.signs_in().picks("Rappel").picks("Voir le numéro")

    assert people.villager.number in people.coordinator.screen
    with house.database.reading() as session:
        assert session.scalars(select(Unsealing)).one().reason == "call_back"
    people.coordinator.picks("C'est fait").picks("Autres messages")
    assert "Rien ne vous attend" in people.coordinator.screen


def test_a_focal_point_never_sees_a_number(people, house):
    people.coordinator.enrols()
    people.villager.dials().picks("Numéros").picks("Qu'on me rappelle").picks("A tout moment")
    with house.database.transaction() as session:
        set_role(session, "focal_point")

    people.coordinator.signs_in().picks("Rappel")

    assert "Voir le numéro" not in people.coordinator.screen
    assert people.villager.number not in people.coordinator.screen


def test_where_nobody_may_ring_the_country_is_told_all_the_same(people, house):
    with house.database.transaction() as session:
        set_role(session, "focal_point")

    people.villager.dials().picks("Numéros").picks("Qu'on me rappelle").picks("A tout moment")

    assert "un message attend" in people.coordinator.sms[-1]


def test_asking_twice_is_one_wish(people, house):
    for _ in range(2):
        people.villager.dials().picks("Numéros").picks("Qu'on me rappelle").picks("Le matin")

    with house.database.reading() as session:
        assert len(list(session.scalars(select(CallBack)))) == 1


def test_a_wish_nobody_takes_up_is_told_again(people, house, time, clock):
    people.villager.dials().picks("Numéros").picks("Qu'on me rappelle").picks("A tout moment")
    before = len(people.coordinator.sms)

    time.passes(hours=5)
    clock.tick()

    assert len(people.coordinator.sms) == before + 1


def test_a_text_asks_for_it_too(people, house):
    people.villager.texts("rappelle moi svp")

    assert "on vous rappelle" in people.villager.sms[-1]
    with house.database.reading() as session:
        kept = session.scalars(select(CallBack)).one()
        assert people.villager.number.encode() not in kept.phone_sealed


def test_a_pin_is_changed_by_who_knows_it(people):
    people.village.enrols()

    people.village.dials().picks("Langue").picks("Changer").types(PIN).types("7391").types("7391")

    assert "est changé" in people.village.screen
    assert "Rien ne vous attend" in people.village.dials().picks("Comité").types("7391").screen


def test_a_forgotten_pin_is_replaced_with_a_code_and_the_coordination_is_told(people, house):
    people.village.enrols()

    people.village.dials().picks("Comité").types("9")
    assert "Un code arrive" in people.village.screen
    code = people.village.sms[-1].split("code est ")[1][:6]
    people.village.dials().picks("Comité").types(code).types("7391").types("7391")

    assert "Rien ne vous attend" in people.village.screen
    assert "code secret oublié" in people.coordinator.sms[-1]
    assert people.village.number not in people.coordinator.sms[-1]


def test_a_locked_door_is_told_to_the_coordination_once(people, house):
    people.village.enrols()
    people.village.dials().picks("Comité")

    for wrong in ("1357", "1358", "1359", "1360", "1361"):
        people.village.types(wrong)
    people.village.says_again()

    assert "Trop d'essais" in people.village.screen
    told = [text for text in people.coordinator.sms if "codes secrets faux" in text]
    assert len(told) == 1


def test_after_three_months_a_number_has_to_prove_itself_again(people, time):
    people.village.enrols()
    time.passes(days=91)

    people.village.dials().picks("Comité")

    assert "Un code arrive" in people.village.screen


def set_role(session, role):
    """The national coordination's member has this role."""
    from storage import members
    from storage.database import keys_of

    member = members.by_phone(session, keys_of(session).phone(country.COORDINATOR))
    member.role = role
