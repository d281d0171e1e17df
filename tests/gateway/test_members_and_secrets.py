"""PINs, codes and receipts: who may try, how often, and what a failure tells."""

from sqlalchemy import select

from menus.check_digit import with_check_digit
from storage.models import AccessRecord, Alert, AlertState, Event, Member
from tests.people import PIN


def test_a_stranger_sees_no_door_to_the_committee(people):
    people.villager.dials()

    assert "Comité" not in people.villager.screen


def test_the_door_of_somebody_no_longer_a_member_leads_back_home(people, house):
    people.village.dials()
    with house.database.transaction() as session:
        for member in session.scalars(select(Member)):
            member.active = False

    people.village.picks("Comité")

    assert people.village.screen.startswith("Protégeons")


def test_a_code_is_sent_once_while_it_is_good(people, time):
    people.village.dials().picks("Comité")
    people.village.dials().picks("Comité")
    assert len(people.village.sms) == 1
    assert people.village.screen.startswith("Tapez le code")

    time.passes(minutes=16)
    people.village.dials().picks("Comité")
    assert len(people.village.sms) == 2


def test_five_wrong_codes_spend_the_code(people):
    people.village.dials().picks("Comité")
    people.village.dials().picks("Comité")
    for _ in range(4):
        assert "Code faux" in people.village.types("000000").screen
    people.village.types("000000")

    assert people.village.screen.startswith("Ce code ne vaut plus")
    assert not people.village.is_open


def test_a_weak_or_different_pin_is_asked_again(people):
    people.village.dials().picks("Comité")
    code = people.village.sms[-1].split("code est ")[1][:6]
    people.village.dials().picks("Comité").types(code)

    for weak in ("1234", "1111", "12", "1985", "abcd", "98765"):
        assert "secret" in people.village.types(weak).screen
    people.village.types(PIN).types("9999")
    assert people.village.screen.startswith("Code différent")
    people.village.types(PIN)
    assert "Rien ne vous attend" in people.village.screen


def test_five_wrong_pins_lock_the_door_for_half_an_hour(people, time):
    people.village.enrols()
    people.village.dials().picks("Comité")
    for left in (4, 3, 2, 1):
        assert f"Essais restants: {left}" in people.village.types("7777").screen
    people.village.types("7777")
    assert people.village.screen.startswith("Trop d'essais")

    people.village.dials().picks("Comité")
    assert people.village.screen.startswith("Trop d'essais")
    time.passes(minutes=31)
    assert "Rien ne vous attend" in people.village.signs_in().screen


def test_a_wrong_pin_told_twice_by_the_network_counts_once(people, everything_is_forgotten):
    people.village.enrols()
    people.village.dials().picks("Comité").types("7777")
    for _ in range(6):
        everything_is_forgotten()
        people.village.says_again()

    assert "Essais restants: 4" in people.village.screen


def test_a_session_in_which_redis_forgot_still_needs_the_right_pin(people, everything_is_forgotten):
    people.villager.reports(code="1029", danger="Travail", kind="Machette").sends()
    people.village.enrols()
    people.village.dials().picks("Comité").types("7777").types("1").types("1")
    everything_is_forgotten()
    people.village.says_again()

    assert "Machette" not in people.village.screen


def test_every_look_at_a_report_is_recorded(people, house):
    people.villager.reports(code="1029", danger="Travail", kind="Machette").sends()
    people.village.enrols()
    people.village.signs_in().picks("Moyenne Badayo")

    with house.database.reading() as session:
        looks = [record.what for record in session.scalars(select(AccessRecord))]
    assert looks.count("opened") == 1
    assert looks.count("listed") == 2


def test_an_alert_taken_by_one_member_shows_as_taken_to_the_other(people, house):
    second = people.person("+2250512340018")
    people.village.enrols()
    second.enrols()
    people.villager.reports(code="1029", danger="Travail", kind="Machette").sends()
    second.signs_in()
    people.village.signs_in().picks("Moyenne Badayo").picks("Je m'en occupe")

    second.picks("Moyenne Badayo")

    assert "pris par Awa K." in second.screen.splitlines()[0]
    with house.database.reading() as session:
        (alert,) = session.scalars(select(Alert))
        assert alert.state == AlertState.ACKNOWLEDGED
        kinds = [event.kind for event in session.scalars(select(Event).order_by(Event.number))]
    assert kinds == ["received", "alerted", "acknowledged"]


def test_a_member_sees_nothing_of_another_committee(people):
    people.villager.reports(code="1010").sends()
    people.village.enrols()

    assert "Rien ne vous attend" in people.village.screen


def test_a_wrong_receipt_and_an_unknown_one_are_told_apart_only_by_their_shape(people):
    people.villager.dials().picks("Suivre").types("4823 1975 0000")
    assert people.villager.screen.startswith("Le code a 12 chiffres")

    people.villager.types(with_check_digit("48231975006"))
    assert people.villager.screen.startswith("Code inconnu")


def test_nobody_guesses_receipts_for_long(people, time):
    people.villager.reports().sends()
    receipt = people.villager.receipt
    people.neighbour.dials().picks("Suivre")
    for number in range(5):
        people.neighbour.types(with_check_digit(f"4823197500{number}"))
    people.neighbour.types(receipt)
    assert people.neighbour.screen.startswith("Trop d'essais")

    time.passes(days=1, minutes=1)
    people.neighbour.dials().picks("Suivre").types(receipt)
    assert "recu" in people.neighbour.screen


def test_a_pin_or_code_is_nowhere_in_clear(people, house):
    people.village.enrols()

    with house.database.reading() as session:
        member = session.scalars(select(Member).where(Member.pin_hash.is_not(None))).one()
        assert PIN not in member.pin_hash
        assert member.pin_hash.startswith("$argon2id$")
