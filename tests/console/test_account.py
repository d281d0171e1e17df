"""My access: where one is signed in, one's language, one's way in."""

import re

import pyotp
import pytest

from gateway import own_access, passwords
from storage import web
from tests import country
from tests.console.door import PASSWORD, Door, let_in, member_of

MEMBER, STAFF = country.VILLAGE_MEMBER, country.COORDINATOR
NEW = "moustiquaire-tam 31"


@pytest.fixture
def staff(house, browse, time):
    """A coordinator with a password and an application, signed in; with both."""
    application, codes = let_in(house, STAFF, time)
    reader = browse(STAFF)
    reader.application, reader.codes = application, codes
    return reader


def sign_in_elsewhere(house, phone, time, device="Chrome, Windows"):
    """Another browser of a member: its session's id."""
    with house.database.transaction() as session:
        member = member_of(house, session, phone)
        opened = web.open_session(session, f"elsewhere {device}", member.id, device, time())
        session.flush()
        return opened.id


def shown_secret(reader) -> str:
    """The secret of the application on the page."""
    found = re.search(r'class="groups">([A-Z2-7 ]+)<', reader.markup)
    assert found, reader.text
    return found[1].replace(" ", "")


def test_a_member_sees_every_browser_they_are_in_and_which_is_this_one(house, browse, time):
    sign_in_elsewhere(house, MEMBER, time)
    sign_in_elsewhere(house, country.SECOND_VILLAGE_MEMBER, time, "Edge, Windows")

    page = browse(MEMBER).opens("/account")

    assert "Firefox, Linux Ici" in page.text
    assert "Chrome, Windows" in page.text
    assert "Edge" not in page.text
    assert page.markup.count("/end") == 3  # each of the two, and all the others


def test_one_browser_is_ended_and_the_others_go_on(house, browse, time):
    elsewhere = sign_in_elsewhere(house, MEMBER, time)
    reader = browse(MEMBER)

    reader.sends(f"/account/sessions/{elsewhere}/end")

    assert "C’est fermé." in reader.text
    assert "Chrome, Windows" not in reader.text
    assert reader.opens("/account").status == 200


def test_all_others_are_ended_at_once(house, browse, time):
    for n in range(3):
        sign_in_elsewhere(house, MEMBER, time, f"Chrome {n}")
    reader = browse(MEMBER)

    reader.sends("/account/sessions/others/end")

    assert "Chrome" not in reader.text
    assert "Firefox, Linux Ici" in reader.text


def test_ending_this_browser_is_leaving(house, browse, time):
    reader = browse(MEMBER).opens("/account")
    own = re.search(r"/account/sessions/([0-9a-f-]{36})/end", reader.markup)[1]

    reader.sends(f"/account/sessions/{own}/end")

    assert "Entrer dans Veille" in reader.text
    assert "Entrer dans Veille" in reader.opens("/account").text


def test_nobody_ends_another_s_session(house, browse, time):
    theirs = sign_in_elsewhere(house, country.SECOND_VILLAGE_MEMBER, time)

    browse(MEMBER).sends(f"/account/sessions/{theirs}/end")

    with house.database.reading() as session:
        assert web.signed_in(session, "elsewhere Chrome, Windows", time())


def test_a_session_that_was_ended_by_another_browser_is_out_at_the_next_touch(house, browse):
    one, two = browse(MEMBER), browse(MEMBER)

    two.sends("/account/sessions/others/end")

    assert "Entrer dans Veille" in one.opens("/account").text
    assert two.opens("/account").status == 200


def test_a_member_chooses_the_language_of_pages_phone_and_sms(house, browse, people):
    reader = browse(MEMBER)

    reader.sends("/account/language", language="en")

    assert "My access" in reader.text
    assert people.village.dials().screen.startswith("Protect") or "Report" in people.village.screen


@pytest.mark.parametrize("language", ["", "xx", "../fr", "fr\n"])
def test_a_language_that_is_none_changes_nothing(browse, language):
    reader = browse(MEMBER)

    assert "Mon accès" in reader.sends("/account/language", language=language).text


def test_a_member_reads_how_to_change_their_pin_and_nothing_of_passwords(browse):
    page = browse(MEMBER).opens("/account")

    assert "Changer mon code secret" in page.text
    assert "mot de passe" not in page.text
    for what in ("password", "recovery", "application"):
        assert page.opens(f"/account/{what}").status == 404


# --- Staff ---


def test_a_new_password_holds_from_then_on_and_ends_the_other_browsers(
    house, staff, browse, people, time
):
    other = browse(STAFF)

    staff.sends("/account/password", present=PASSWORD, password=NEW, again=NEW)

    assert "Le mot de passe est changé" in staff.text
    assert "Entrer dans Veille" in other.opens("/account").text
    assert "accès au site vient de changer" in people.coordinator.sms[-1]
    door = Door(browse().client)
    assert not door.knocks(STAFF, PASSWORD).types(staff.application.at(time())).is_in
    time.passes(seconds=60)
    assert door.knocks(STAFF, NEW).types(staff.application.at(time())).is_in


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"present": "", "password": NEW, "again": NEW}, "Écrivez votre mot de passe actuel"),
        ({"present": "wrong", "password": NEW, "again": NEW}, "Ce n’est pas le bon mot de passe"),
        ({"present": PASSWORD, "password": "", "again": ""}, "Choisissez un mot de passe"),
        ({"present": PASSWORD, "password": NEW, "again": "x"}, "Les 2 ne sont pas pareils"),
        ({"present": PASSWORD, "password": "court", "again": "court"}, "trop court : 12 signes"),
        (
            {"present": PASSWORD, "password": "motdepasse2026", "again": "motdepasse2026"},
            "Il serait vite deviné",
        ),
        (
            {"present": PASSWORD, "password": "0712340055 a!", "again": "0712340055 a!"},
            "Il dit votre nom, votre numéro ou votre comité",
        ),
        ({"present": PASSWORD, "password": "é" * 129, "again": "é" * 129}, "128 signes au plus"),
    ],
)
def test_a_password_that_cannot_be_kept_is_refused_in_one_clear_sentence(house, staff, form, told):
    staff.sends("/account/password", **form)

    assert staff.status == 422
    assert told in staff.text
    assert NEW not in staff.markup
    with house.database.reading() as session:
        assert passwords.is_password(session, member_of(house, session, STAFF), PASSWORD)


def test_who_found_an_open_browser_cannot_guess_the_password_there(house, staff, people):
    for n in range(5):
        staff.sends("/account/password", present=f"guess {n}", password=NEW, again=NEW)

    staff.sends("/account/password", present=PASSWORD, password=NEW, again=NEW)

    assert staff.status == 422
    assert staff.opens("/account").status == 200


def test_new_recovery_codes_are_shown_once_and_spend_the_old(house, staff, browse, time):
    staff.sends("/account/recovery", present=PASSWORD)
    codes = re.findall(r"<code>([0-9a-f]{4}-[0-9a-f]{4})</code>", staff.markup)

    assert len(codes) == passwords.RECOVERY_CODES
    assert not set(codes) & set(staff.codes)
    assert codes[0] not in staff.opens("/account").markup
    door = Door(browse().client)
    assert not door.knocks(STAFF, PASSWORD).types(staff.codes[0]).is_in
    assert door.knocks(STAFF, PASSWORD).types(codes[0]).is_in
    assert "Il vous reste 7 codes" in staff.opens("/account").text


def test_another_application_takes_over_once_it_shows_a_right_code(house, staff, browse, time):
    staff.sends("/account/application", present=PASSWORD)
    new = pyotp.TOTP(shown_secret(staff))
    door = Door(browse().client)
    assert door.knocks(STAFF, PASSWORD).types(staff.application.at(time())).is_in  # not yet
    staff.opens("/account")
    time.passes(seconds=60)

    staff.sends("/account/application", present=PASSWORD)
    new = pyotp.TOTP(shown_secret(staff))
    staff.sends("/account/application/keep", code=new.at(time()))

    assert "La nouvelle application est reliée" in staff.text
    time.passes(seconds=60)
    fresh = Door(browse().client)
    assert not fresh.knocks(STAFF, PASSWORD).types(staff.application.at(time())).is_in
    assert fresh.knocks(STAFF, PASSWORD).types(new.at(time())).is_in


def test_the_secret_of_an_application_is_shown_to_who_knows_the_password_alone(house, staff, time):
    with house.database.reading() as session:
        here = web.of_member(session, member_of(house, session, STAFF).id, time())[0]
        secret = own_access._application_of(session, here)
    staff.sends("/account/application", present="wrong")

    assert "groups" not in staff.markup
    assert secret not in staff.markup.replace(" ", "")
    staff.sends("/account/application/keep", code="000000")
    assert staff.status == 422


def test_an_application_that_was_begun_long_ago_is_begun_anew(staff, time):
    staff.sends("/account/application", present=PASSWORD)
    new = pyotp.TOTP(shown_secret(staff))
    for _ in range(2):
        time.passes(minutes=8)
        staff.opens("/account")

    staff.sends("/account/application/keep", code=new.at(time()))

    assert "Votre mot de passe actuel" in staff.text


def test_a_code_the_application_does_not_show_now_is_refused_and_the_drawing_stays(staff, time):
    staff.sends("/account/application", present=PASSWORD)
    secret = shown_secret(staff)

    staff.sends(
        "/account/application/keep", code=pyotp.TOTP(secret).at(int(time().timestamp()) - 120)
    )

    assert staff.status == 422
    assert "n’est pas celui que l’application montre maintenant" in staff.text
    assert shown_secret(staff) == secret
