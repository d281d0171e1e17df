"""The door of the web: who comes in, who does not, and what neither of them learns."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import argon2
import pyotp
import pytest
from sqlalchemy import select, update

from gateway import create_app, passwords, signing_in
from gateway.passwords import WeakPassword, check_strength
from gateway.settings import Settings
from gateway.signing_in import CODES_AN_HOUR, FROM_ONE_PLACE, MOST_TRIES, Knock, line_of
from gateway.wiring import wire
from storage.models import Doing, Member, SignIn, WebSession
from tests import country
from tests.console.door import PASSWORD, Door, let_in, member_of
from tests.people import PIN

MEMBER, STAFF = country.VILLAGE_MEMBER, country.COORDINATOR
STRANGER = "+2250799999999"


@pytest.fixture
def door(house) -> Callable[..., Door]:
    """A browser before the door; `address` is where on the network it is."""

    def begin(address: str = "127.0.0.1") -> Door:
        return Door(create_app(house).test_client(), address)

    return begin


@pytest.fixture
def member(people):
    """A member of a village who has chosen a PIN."""
    people.village.enrols()
    return people.village


@pytest.fixture
def application(house, time) -> pyotp.TOTP:
    """The coordinator's application; they have a password."""
    return let_in(house, STAFF, time)[0]


def code_in(caller) -> str:
    """The code in the last SMS."""
    found = re.search(r"site: (\d{6})", caller.sms[-1])
    assert found, caller.sms
    return found[1]


def without_once(answer) -> tuple[int, list[tuple[str, str]], str]:
    """An answer, without what is another each time: tokens, the cookie, the request's number."""
    skipped = {"X-Request-Id", "Content-Security-Policy", "Set-Cookie", "Date"}
    headers = [(name, value) for name, value in answer.headers.items() if name not in skipped]
    text = re.sub(r'(csrf_token" value="|nonce=")[^"]+', r"\1", answer.text)
    return answer.status_code, headers, text


# --- Coming in ---


def test_a_member_comes_in_with_their_pin_and_the_code_of_the_sms(member, door):
    here = door().knocks(MEMBER, PIN).types(code_in(member))

    assert here.answer.headers["Location"] == "/"
    assert here.is_in


@pytest.mark.parametrize("written", ["0512340017", "05 12 34 00 17", "00225 05.12.34.00.17"])
def test_a_number_is_known_however_it_is_written(member, door, written):
    assert door().knocks(written, PIN).types(code_in(member)).is_in


def test_staff_come_in_with_their_password_and_a_code_of_their_application(application, door, time):
    assert door().knocks(STAFF, PASSWORD).types(application.at(time())).is_in


def test_a_code_may_be_typed_in_two_groups(application, door, time):
    code = application.at(time())

    assert door().knocks(STAFF, PASSWORD).types(f" {code[:3]} {code[3:]} ").is_in


@pytest.mark.parametrize("seconds", [-30, 30])
def test_a_phone_whose_clock_is_half_a_minute_off_still_opens(application, door, time, seconds):
    typed = application.at(int(time().timestamp()) + seconds)

    assert door().knocks(STAFF, PASSWORD).types(typed).is_in


@pytest.mark.parametrize("seconds", [-120, 120])
def test_a_code_of_another_time_opens_nothing(application, door, time, seconds):
    typed = application.at(int(time().timestamp()) + seconds)

    assert not door().knocks(STAFF, PASSWORD).types(typed).is_in


def test_a_password_is_the_same_whichever_keyboard_wrote_its_accents(house, time):
    with house.database.transaction() as session:
        member = member_of(house, session, STAFF)
        member.password_hash = passwords.hashed(session, member, "password", "éléphant-lagune 9")

        assert passwords.is_password(session, member, "e\u0301le\u0301phant-lagune 9")


# --- Who does not come in, and learns nothing ---


def answers_of(here: Door, phone: str, secret: str) -> list[object]:
    """All that is said to somebody, up to a wrong code."""
    first = here.knocks(phone, secret).answer
    page = here.opens("/sign-in/code").answer
    return [without_once(answer) for answer in (first, page, here.types("000000").answer)]


def test_known_and_unknown_numbers_right_and_wrong_secrets_are_answered_alike(
    member, application, door
):
    said = [
        answers_of(door(), phone, secret)
        for phone, secret in (
            (MEMBER, PIN), (MEMBER, "0000"), (STRANGER, PIN), (STAFF, PASSWORD), (STAFF, PIN),
            ("not a number", "x"), (country.SOCIAL_WORKER, PIN),
        )
    ]  # fmt: skip

    assert [each for each in said if each != said[0]] == []


def test_the_answers_are_of_one_size_also_when_packed(member, door):
    def sizes(phone: str) -> list[int]:
        client = door().client
        here = Door(client)
        here.knocks(phone, PIN)
        packed = client.get("/sign-in/code", headers={"Accept-Encoding": "gzip"})
        return [
            len(here.opens("/sign-in/code").answer.data),
            packed.headers.get("Content-Encoding"),
        ]

    assert sizes(MEMBER) == sizes(STRANGER)


@pytest.mark.parametrize("phone", [MEMBER, STAFF, STRANGER, "not a number", country.SOCIAL_WORKER])
def test_every_number_is_as_much_work(member, application, door, monkeypatch, phone):
    verified = []
    verify = argon2.PasswordHasher.verify

    def counted(hasher, kept, secret):
        verified.append(kept.split("$")[2:4])
        return verify(hasher, kept, secret)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", counted)
    door().knocks(phone, "wrong")

    assert verified == [["v=19", "m=19456,t=2,p=1"]]


def test_what_is_kept_of_a_sign_in_names_nobody_who_is_not_to_be_let_in(member, door, house):
    for phone, secret in ((MEMBER, "0000"), (STRANGER, PIN)):
        door().knocks(phone, secret)

    with house.database.reading() as session:
        assert session.scalars(select(SignIn.member_id)).all() == [None, None]


def test_a_pin_opens_nothing_for_staff_and_no_sms_stands_in_for_their_application(
    people, application, door, house
):
    people.coordinator.enrols()
    before = len(people.coordinator.sms)

    door().knocks(STAFF, PIN)
    door().knocks(STAFF, PASSWORD)

    assert len(people.coordinator.sms) == before


def test_somebody_who_is_no_longer_a_member_does_not_come_in(member, door, house):
    here = door().knocks(MEMBER, PIN)
    code = code_in(member)
    with house.database.transaction() as session:
        member_of(house, session, MEMBER).active = False

    assert not here.types(code).is_in
    assert not door().knocks(MEMBER, PIN).types(code).is_in


# --- Codes ---


def test_a_code_opens_one_door_once(member, door):
    here = door().knocks(MEMBER, PIN)
    code = code_in(member)
    assert here.types(code).is_in

    again = door().knocks(MEMBER, "0000")
    assert not again.types(code).is_in
    here.client.delete_cookie("veille")
    assert not here.types(code).is_in


def test_a_code_is_good_for_five_minutes(member, door, time):
    here = door().knocks(MEMBER, PIN)
    code = code_in(member)

    time.passes(minutes=5, seconds=1)

    assert not here.types(code).is_in


def test_the_code_of_one_browser_opens_no_other(member, door):
    mine, other = door().knocks(MEMBER, PIN), door().knocks(MEMBER, PIN)
    first, second = (re.search(r"site: (\d{6})", sms)[1] for sms in member.sms[-2:])

    assert not other.types(first).is_in
    assert mine.types(first).is_in
    assert other.types(second).is_in


def test_a_code_of_the_application_is_refused_the_second_time(application, door, time):
    code = application.at(time())
    assert door().knocks(STAFF, PASSWORD).types(code).is_in

    assert not door().knocks(STAFF, PASSWORD).types(code).is_in
    time.passes(seconds=60)
    assert door().knocks(STAFF, PASSWORD).types(application.at(time())).is_in


def test_an_earlier_code_is_refused_after_a_later_one(application, door, time):
    now = int(time().timestamp())
    assert door().knocks(STAFF, PASSWORD).types(application.at(now + 30)).is_in

    assert not door().knocks(STAFF, PASSWORD).types(application.at(now)).is_in


def test_a_recovery_code_works_once(house, door, time):
    _, codes = let_in(house, STAFF, time)
    assert len(set(codes)) == passwords.RECOVERY_CODES

    assert door().knocks(STAFF, PASSWORD).types(codes[3].upper()).is_in
    assert not door().knocks(STAFF, PASSWORD).types(codes[3]).is_in
    assert door().knocks(STAFF, PASSWORD).types(codes[4].replace("-", " ")).is_in


@pytest.mark.parametrize(
    "code", ["", "12345", "1234567", "١٢٣٤٥٦", "abcdef", "0" * 500, "\0\ud7ff"]
)
def test_what_is_no_code_opens_nothing_and_breaks_nothing(application, door, code):
    here = door().knocks(STAFF, PASSWORD).types(code)

    assert here.answer.status_code == 422
    assert not here.is_in


def test_nobody_s_phone_is_flooded_with_codes(member, door):
    for _ in range(CODES_AN_HOUR + 3):
        last = door().knocks(MEMBER, PIN)

    codes = [sms for sms in member.sms if "site:" in sms]
    assert len(codes) == CODES_AN_HOUR
    assert last.answer.status_code == 303  # and nothing tells whoever asks


# --- Guessing ---


def test_five_wrong_secrets_close_the_web_for_half_an_hour_and_the_coordination_hears_of_it(
    member, people, door, time
):
    for n in range(MOST_TRIES):
        door().knocks(MEMBER, f"000{n}")
    sms = len(member.sms)

    assert not door().knocks(MEMBER, PIN).types("000000").is_in
    assert len(member.sms) == sms
    assert "trop de codes secrets faux" in people.coordinator.sms[-1]
    time.passes(minutes=31)
    assert door().knocks(MEMBER, PIN).types(code_in(member)).is_in


def test_who_guesses_on_the_web_keeps_nobody_from_their_phone(member, door):
    for n in range(MOST_TRIES * 2):
        door().knocks(MEMBER, f"00{n:02}")

    assert "Rien ne vous attend" in member.signs_in().screen


def test_a_door_that_was_closed_on_the_phone_is_closed_on_the_web(member, door, house):
    member.dials().picks("Comité")
    for _ in range(MOST_TRIES):
        member.types("0000")
    sent = len(member.sms)

    door().knocks(MEMBER, PIN)

    assert len(member.sms) == sent


def test_guesses_while_the_door_is_closed_do_not_keep_it_closed(member, door, time):
    for n in range(MOST_TRIES):
        door().knocks(MEMBER, f"000{n}")
    time.passes(minutes=20)
    for n in range(MOST_TRIES):
        door(f"10.0.0.{n}").knocks(MEMBER, f"000{n}")

    time.passes(minutes=11)

    assert door().knocks(MEMBER, PIN).types(code_in(member)).is_in


def test_fewer_than_five_wrong_secrets_are_forgiven_by_a_right_one(member, door):
    for _ in range(3):
        for n in range(MOST_TRIES - 1):
            door().knocks(MEMBER, f"000{n}")
        assert door().knocks(MEMBER, PIN).types(code_in(member)).is_in


def test_five_wrong_codes_after_a_right_password_close_the_door_too(
    application, people, door, time
):
    for _ in range(MOST_TRIES):
        door().knocks(STAFF, PASSWORD).types("000000")

    assert not door().knocks(STAFF, PASSWORD).types(application.at(time())).is_in
    time.passes(minutes=31)
    assert door().knocks(STAFF, PASSWORD).types(application.at(time())).is_in


def test_guesses_that_come_all_at_once_are_counted_one_by_one(member, house, time):
    def guess(n: int) -> None:
        with house.database.transaction() as session:
            signing_in.begin(Knock(session, house.rules, time(), f"10.1.0.{n}"), MEMBER, f"0{n:03}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(guess, range(24)))

    with house.database.reading() as session:
        doings = [each.kind for each in session.scalars(select(Doing))]
    assert doings.count("wrong_secret") == MOST_TRIES
    assert doings.count("locked_out") == 1


def test_who_tries_many_numbers_from_one_place_is_not_listened_to_for_an_hour(door, time):
    for n in range(FROM_ONE_PLACE):
        assert door("10.0.0.7").knocks(f"07{n:08}", "0000").answer.status_code == 303

    refused = door("10.0.0.7").knocks(MEMBER, PIN)
    assert refused.answer.status_code == 429
    assert "Attendez une heure" in refused.answer.text
    assert refused.types("000000").answer.status_code in (303, 429)
    assert door("10.0.0.8").knocks(MEMBER, PIN).answer.status_code == 303
    time.passes(minutes=61)
    assert door("10.0.0.7").knocks(MEMBER, PIN).answer.status_code == 303


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("10.0.0.7", "10.0.0.7"),
        ("::ffff:10.0.0.7", "10.0.0.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_the_addresses_of_one_subscriber_are_one_place(address, line):
    assert line_of(address) == line


# --- Behind a proxy ---


@pytest.fixture
def behind(variables, house) -> Callable[[int], Callable[[str], int]]:
    """The gateway behind proxies: what is answered to who comes with such an X-Forwarded-For."""

    def build(proxies: int) -> Callable[[str], int]:
        parts = wire(Settings.from_env({**variables, "TRUSTED_PROXIES": str(proxies)}))
        parts.world.clock = house.world.clock
        client = create_app(parts).test_client()

        def ask(forwarded: str) -> int:
            here = Door(client)
            return client.post(
                "/sign-in",
                data={"csrf_token": here.csrf, "phone": STRANGER, "secret": "0000"},
                headers={"X-Forwarded-For": forwarded},
            ).status_code

        built.append(parts)
        return ask

    built: list = []
    yield build
    for parts in built:
        parts.redis.close()
        parts.database.close()


def test_behind_a_proxy_each_visitor_is_counted_by_their_own_address(behind):
    ask = behind(1)
    for _ in range(FROM_ONE_PLACE):
        ask("203.0.113.9")

    assert ask("203.0.113.9") == 429
    assert ask("203.0.113.10") == 303
    assert ask("198.51.100.1, 203.0.113.9") == 429  # what the visitor wrote before it is not heard


def test_an_address_that_no_proxy_wrote_is_not_believed(behind):
    ask = behind(0)
    for n in range(FROM_ONE_PLACE):
        ask(f"203.0.113.{n}")

    assert ask("198.51.100.1") == 429


@pytest.mark.parametrize("value", ["-1", "4", "one", "1.5"])
def test_a_number_of_proxies_that_cannot_be_is_refused_at_the_start(variables, value):
    with pytest.raises(Exception, match="TRUSTED_PROXIES must be a whole number from 0 to 3"):
        Settings.from_env({**variables, "TRUSTED_PROXIES": value})


# --- Sessions ---


def test_a_cookie_from_before_the_sign_in_is_worth_nothing_after_it(member, door, house):
    here = door()
    here.client.set_cookie("veille", "planted")
    here.knocks(MEMBER, PIN).types(code_in(member))

    assert here.client.get_cookie("veille").value != "planted"
    stranger = door()
    stranger.client.set_cookie("veille", "planted")
    assert not stranger.is_in


def test_nothing_of_the_sign_in_s_own_cookie_goes_on_after_it(member, door):
    here = door().knocks(MEMBER, PIN)
    before = here.client.get_cookie("form").value
    code = code_in(member)
    here.types(code)
    here.client.set_cookie("form", before)

    assert not door().types(code).is_in
    assert here.types(code).answer.status_code == 422


def test_a_browser_left_alone_for_a_quarter_of_an_hour_is_signed_out(member, door, time):
    here = door().knocks(MEMBER, PIN).types(code_in(member))
    time.passes(minutes=14)
    assert here.is_in
    time.passes(minutes=14)
    assert here.is_in

    time.passes(minutes=15, seconds=1)

    assert not here.is_in


def test_a_page_that_looks_by_itself_keeps_nobody_signed_in(member, door, time):
    here = door().knocks(MEMBER, PIN).types(code_in(member))
    for _ in range(4):
        time.passes(minutes=4)
        here.opens("/reports/live?poll=1&since=2020-01-01T00:00:00%2B00:00")

    assert here.answer.status_code == 303


def test_after_eight_hours_everybody_signs_in_anew(member, door, time):
    here = door().knocks(MEMBER, PIN).types(code_in(member))
    for _ in range(47):
        time.passes(minutes=10)
        assert here.is_in

    time.passes(minutes=11)

    assert not here.is_in


@pytest.mark.parametrize(
    "change",
    [{"active": False}, {"committee": False}],
    ids=["the member is no longer one", "the committee is closed"],
)
def test_who_may_no_longer_is_signed_out_at_the_next_touch(member, door, house, change):
    here = door().knocks(MEMBER, PIN).types(code_in(member))
    assert here.is_in
    with house.database.transaction() as session:
        found = member_of(house, session, MEMBER)
        if "active" in change:
            found.active = False
        else:
            session.get(country.Committee, found.committee_id).active = False

    assert not here.is_in


def test_who_leaves_is_out_and_the_browser_forgets(member, door):
    here = door().knocks(MEMBER, PIN).types(code_in(member))
    token = here.client.get_cookie("veille").value

    here._sends("/sign-out")

    assert here.answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    here.client.set_cookie("veille", token)
    assert not here.is_in


def test_only_fingerprints_of_tokens_are_kept(member, door, house):
    here = door().knocks(MEMBER, PIN).types(code_in(member))
    token = here.client.get_cookie("veille").value

    with house.database.reading() as session:
        kept = [session.scalars(select(WebSession.token_hash)).all()]
        kept.append(session.scalars(select(SignIn.code_hash)).all())
    assert token not in str(kept)
    assert code_in(member) not in str(kept)


# --- Forms and addresses ---


@pytest.mark.parametrize("proof", [None, "", "x", "foreign"])
@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/code", "/sign-out", "/account/language"])
def test_a_form_that_is_not_ours_is_not_taken(member, door, path, proof):
    here = door().knocks(MEMBER, PIN).types(code_in(member))
    form = {"phone": MEMBER, "secret": PIN, "language": "en"}
    if proof is not None:
        form["csrf_token"] = door().csrf if proof == "foreign" else proof

    answer = here.client.post(path, data=form)

    assert answer.status_code == 400
    assert "restée ouverte trop longtemps" in answer.text
    assert here.is_in


def test_a_form_of_before_the_sign_in_is_stale_after_it(member, door):
    here = door()
    stale = here.csrf
    here.knocks(MEMBER, PIN).types(code_in(member))

    answer = here.client.post("/account/language", data={"csrf_token": stale, "language": "en"})

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("asked", "lands"),
    [
        ("/reports?tab=open", "/reports?tab=open"),
        ("/account", "/account"),
        ("//evil.example/reports", "/"),
        ("/\\evil.example", "/"),
        ("/%5cevil.example/reports", "/"),
        ("/no-such-page", "/"),
    ],
)
def test_after_the_sign_in_a_page_of_ours_opens_and_never_another_s(member, door, asked, lands):
    here = door().opens(asked)

    here.knocks(MEMBER, PIN).types(code_in(member))

    assert here.answer.headers["Location"] == lands


def test_what_a_browser_says_it_wanted_cannot_lead_elsewhere(member, house):
    app = create_app(house)
    for wanted in ("//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example"):
        client = app.test_client()
        here = Door(client).knocks(MEMBER, PIN)
        with client.session_transaction() as cookie:
            cookie["wanted"] = wanted

        assert here.types(code_in(member)).answer.headers["Location"] == "/", wanted


def test_in_production_cookies_are_for_this_host_by_https_alone(member, variables, time):
    changed = {"VEILLE_MODE": "production", "AT_API_BASE": "https://127.0.0.1:9"}
    parts = wire(Settings.from_env({**variables, **changed}))
    parts.world.clock = time
    client = create_app(parts).test_client()
    base = "https://veille.test"
    page = client.get("/sign-in", base_url=base)
    proof = re.search(r'csrf_token" value="([^"]+)', page.text)[1]
    form = {"csrf_token": proof, "phone": MEMBER, "secret": PIN}
    headers = {"Referer": f"{base}/sign-in"}
    client.post("/sign-in", data=form, base_url=base, headers=headers)
    entered = client.post(
        "/sign-in/code",
        data={"csrf_token": proof, "code": code_in(member)},
        base_url=base,
        headers=headers,
    )

    kept = [*page.headers.getlist("Set-Cookie"), *entered.headers.getlist("Set-Cookie")]
    assert {cookie.split("=")[0] for cookie in kept} == {"__Host-form", "__Host-veille"}
    for cookie in kept:
        parts_of_it = cookie.split("; ")
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(parts_of_it)
        assert "Domain" not in cookie
    assert "max-age=31536000" in entered.headers["Strict-Transport-Security"]
    parts.redis.close()
    parts.database.close()


# --- Passwords ---


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "short"),
        ("onze signes", "short"),
        ("a" * 129, "long"),
        ("aaaaaaaaaaaa", "common"),
        ("motdepasse2026", "common"),
        ("azertyuiop12", "common"),
        ("p@ssw0rd!2026", "common"),
        ("abidjanabidjan", "common"),
        ("Awa Kouadio 12", "yours"),
        ("awakouadio!!!", "yours"),
        ("0712340055 !", "yours"),
        ("comité-soubré", "yours"),
    ],
)
def test_a_password_that_would_be_guessed_is_refused_with_the_reason(password, why):
    with pytest.raises(WeakPassword, match=why):
        check_strength(password, "Awa Kouadio", "0712340055", "Comité de Soubré")


@pytest.mark.parametrize(
    "password",
    [
        "pirogue-baobab 27",
        "Éléphant bleu du marché",
        "三つの言葉をつなぐだけで",
        "x" * 3 + "Kq7 z!p0Rt",
    ],
)
def test_a_password_may_hold_any_sign(password):
    check_strength(password, "Awa Kouadio", "0712340055", "Comité de Soubré")


def test_the_same_secret_of_two_members_is_kept_as_two(house):
    with house.database.transaction() as session:
        one, two = (member_of(house, session, phone) for phone in (MEMBER, STAFF))

        assert passwords.peppered(session, one, "pin", PIN) != (
            passwords.peppered(session, two, "pin", PIN)
        )


def test_a_member_without_a_secret_has_none_that_is_right(house, time):
    with house.database.transaction() as session:
        session.execute(update(Member).values(pin_hash=None, password_hash=None))
        one = member_of(house, session, MEMBER)

        assert not passwords.is_pin(session, one, "nobody's")
        assert not passwords.is_password(session, one, "")
        assert not passwords.is_totp(session, one, "", time())
        assert not passwords.use_recovery_code(session, one, "")
