"""An invitation: a link for one person, a password, an application, codes for when it is lost."""

import html
import re

import pyotp
import pytest
from click.testing import CliRunner

from gateway import own_access, passwords
from gateway.cli import main
from tests import country
from tests.console.door import PASSWORD, Door, invite, let_in, member_of

STAFF = country.COORDINATOR


def secret_on(reader) -> pyotp.TOTP:
    """The application as somebody types it off the page."""
    found = re.search(r'class="groups">([A-Z2-7 ]+)<', reader.markup)
    assert found, reader.text
    return pyotp.TOTP(found[1].replace(" ", ""))


@pytest.fixture
def link(house, time) -> str:
    """The page of an invitation of the coordinator."""
    return f"/invitation/{invite(house, STAFF, time)}"


@pytest.fixture
def guest(browse, link):
    """Somebody who opened their invitation."""
    return browse().opens(link)


def accepts(guest, link, time, password=PASSWORD, again=None, code=None):
    """Fill in the page and send it."""
    typed = secret_on(guest.opens(link)).at(time()) if code is None else code
    return guest.sends(link, password=password, again=again or password, code=typed)


def test_who_is_invited_chooses_a_password_and_signs_in_with_an_application(guest, link, time):
    application = secret_on(guest)

    accepts(guest, link, time)

    codes = re.findall(r"<code>([0-9a-f-]{9})</code>", guest.markup)
    assert len(codes) == passwords.RECOVERY_CODES
    door = Door(guest.client)
    assert not door.is_in
    assert not door.knocks(STAFF, PASSWORD).types(application.at(time())).is_in  # it was used
    time.passes(seconds=60)
    assert door.knocks(STAFF, PASSWORD).types(application.at(time())).is_in


def test_the_drawing_says_what_the_letters_say(house, guest, link):
    drawn = re.search(r'<div class="qr".*?</div>', guest.markup, re.DOTALL)[0]

    assert "<svg" in drawn
    assert "style=" not in drawn
    with house.database.reading() as session:
        token = link.rpartition("/")[2]
        assert own_access.application_of_invited(session, token) == secret_on(guest).secret


def test_the_page_can_be_opened_again_and_shows_the_same_application(guest, browse, link):
    assert secret_on(browse().opens(link)).secret == secret_on(guest).secret


def test_opening_an_invitation_changes_nothing_for_who_has_an_access(house, browse, time):
    application, _ = let_in(house, STAFF, time)
    token = invite(house, STAFF, time)

    browse().opens(f"/invitation/{token}")

    door = Door(browse().client)
    assert door.knocks(STAFF, PASSWORD).types(application.at(time())).is_in


def test_an_invitation_serves_once(guest, browse, link, time):
    accepts(guest, link, time)

    again = browse().opens(link)
    assert again.status == 404
    assert "Cette invitation ne marche pas" in again.text
    assert again.sends(link, password="x", again="x", code="1").status == 404


@pytest.mark.parametrize("password", ["", "court", "motdepasse2026", "0712340055 a!"])
def test_a_weak_password_is_refused_and_the_invitation_stays_good(guest, link, time, password):
    accepts(guest, link, time, password=password)

    assert guest.status == 422
    assert 'aria-invalid="true" aria-describedby="password-e"' in guest.markup
    assert accepts(guest, link, time).status == 200


def test_two_passwords_that_differ_are_told(guest, link, time):
    accepts(guest, link, time, again="pirogue-baobab 28")

    assert "Les 2 ne sont pas pareils" in guest.text


@pytest.mark.parametrize("code", ["", "000000", "abc", "0" * 300])
def test_a_code_that_is_not_the_application_s_keeps_nothing(house, guest, link, time, code):
    accepts(guest, link, time, code=code or " ")

    assert guest.status == 422
    with house.database.reading() as session:
        member = member_of(house, session, STAFF)
        assert (member.password_hash, member.totp_sealed, member.recovery) == (None, None, None)


def test_after_three_days_an_invitation_is_over(guest, link, time):
    time.passes(days=2, hours=23)
    assert guest.opens(link).status == 200

    time.passes(hours=2)

    assert guest.opens(link).status == 404


def test_a_new_invitation_takes_the_place_of_the_earlier_one(house, guest, link, time):
    new = invite(house, STAFF, time)

    assert guest.opens(link).status == 404
    assert guest.opens(f"/invitation/{new}").status == 200


def test_an_invitation_that_never_was_is_answered_like_one_that_is_over(guest, browse, link, time):
    accepts(guest, link, time)

    over, never = browse().opens(link), browse().opens("/invitation/" + "x" * 32)

    assert (over.status, over.text) == (never.status, never.text)


def test_who_is_no_longer_a_member_is_not_invited_any_more(house, guest, link):
    with house.database.transaction() as session:
        member_of(house, session, STAFF).active = False

    assert guest.opens(link).status == 404


def test_accepting_ends_what_was_open_and_is_told(house, guest, link, browse, people, time):
    elsewhere = browse(STAFF)
    assert elsewhere.opens("/account").status == 200

    accepts(guest, link, time)

    assert "Entrer dans Veille" in elsewhere.opens("/account").text
    assert "accès au site vient de changer" in people.coordinator.sms[-1]


def test_what_is_kept_of_an_invitation_opens_nothing(house, link):
    token = link.rpartition("/")[2]

    with house.database.reading() as session:
        member = member_of(house, session, STAFF)
        assert token not in str(member.invite_hash)
        assert member.totp_sealed is None


# --- The first coordinator ---


@pytest.fixture
def veille(variables, house, monkeypatch):
    """The command, in a house with members."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return lambda *words: CliRunner().invoke(main, list(words))


def test_the_first_coordinator_is_invited_on_the_machine(veille, browse, time):
    done = veille("members", "invite", "07 12 34 00 55")

    assert done.exit_code == 0, done.output
    path = re.search(r"/invitation/[\w-]{32}", done.output)[0]
    assert "PUBLIC_URL" in done.output
    assert "Bienvenue" in browse().opens(path).text


def test_the_link_begins_with_the_site_s_address(veille, monkeypatch):
    monkeypatch.setenv("PUBLIC_URL", "https://veille.test/")

    done = veille("members", "invite", country.COORDINATOR)

    assert html.unescape(done.output).startswith("https://veille.test/invitation/")


@pytest.mark.parametrize(
    ("phone", "told"),
    [
        (country.VILLAGE_MEMBER, "role is focal_point: they sign in with the PIN"),
        ("0799999999", "No active member has this number"),
        ("hello", "no phone number"),
    ],
)
def test_who_cannot_be_invited_is_named_with_the_reason(veille, phone, told):
    done = veille("members", "invite", phone)

    assert done.exit_code == 1
    assert told in done.output
