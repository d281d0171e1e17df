"""Members as the coordination keeps them: added, changed, moved, let go; never oneself."""

import ast
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

import gateway
from gateway import create_app
from gateway.console import speech
from gateway.settings import Settings
from gateway.wiring import wire
from storage import members, web
from storage.models import Committee, Doing, Member
from tests import country
from tests.console.conftest import Reader
from tests.console.door import Door, let_in, member_of
from tests.console.test_committees import committee_of, doings

ROOT = Path(gateway.__file__).parent
KEEPER = country.COORDINATOR
SECOND_KEEPER = "+2250712340056"
NEW = {"name": "Ama Brou", "phone": "07 00 00 00 01", "role": "secretary", "language": "fr"}


@pytest.fixture
def variables(variables):
    """The house has an address, which stands in invitations."""
    return {**variables, "PUBLIC_URL": "https://veille.test"}


@pytest.fixture
def keeper(browse):
    """A coordinator, signed in."""
    return browse(KEEPER)


@pytest.fixture
def second(house, person):
    """Another coordinator, and their phone."""
    with house.database.transaction() as session:
        home = session.scalars(select(Committee).where(Committee.code == "NAT")).one()
        members.add(session, home.id, "Eba N.", SECOND_KEEPER, "coordinator", "fr")
    return person(SECOND_KEEPER)


@pytest.fixture
def person(people):
    """Somebody with a phone of this number."""
    return people.person


def kept(house, phone: str) -> Member:
    """A member as they are kept now."""
    with house.database.reading() as session:
        return member_of(house, session, phone)


def page_of(house, phone: str) -> str:
    """The page of a member."""
    return f"/members/{kept(house, phone).id}"


# --- Adding ---


def test_somebody_is_added_told_and_can_enrol(house, keeper, person, second):
    village = committee_of(house, "V-BADAYO")

    keeper.sends(f"/committees/{village.id}/add", **NEW)

    assert "Le membre est ajouté" in keeper.text
    assert "Ama Brou secrétaire · 07 •• •• •• 01" in keeper.text.replace("  ", " ")
    ama = person("+2250700000001")
    assert "vous etes membre d'un comité" in ama.sms[-1]
    assert "Ama" not in ama.sms[-1]
    ama.enrols()
    assert "Rien ne vous attend" in ama.screen
    assert "les membres ont changé" in second.sms[-1]
    assert doings(house) == ["member_added"]
    with house.database.reading() as session:
        assert "Ama" not in str(session.scalars(select(Doing.detail)).all())


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name": ""}, "Écrivez quelque chose ici."),
        ({"name": "@SUM(A1)"}, "Le nom ne commence pas par"),
        ({"phone": ""}, "Écrivez le numéro."),
        ({"phone": "0701"}, "Ce numéro n’existe pas."),
        ({"phone": "2.25E+12"}, "Un tableur a réécrit ce numéro."),
        ({"phone": "701020304"}, "Il manque le 0 du début : 07…"),
        ({"phone": "07010203"}, "ancien numéro à 8 chiffres"),
        ({"phone": "inconnu"}, "Ce n’est pas un numéro."),
        ({"phone": "٠٧٠١٠٢٠٣٠٤"}, "Ce n’est pas un numéro."),
        ({"phone": country.VILLAGE_MEMBER}, "déjà celui d’un membre"),
        ({"phone": "05 12.34-00 17"}, "déjà celui d’un membre"),
        ({"role": ""}, "Choisissez une réponse."),
        ({"role": "coordinator"}, "Choisissez une réponse."),  # of the country alone
        ({"role": "operator"}, "Choisissez une réponse."),
        ({"language": "xx"}, "Choisissez une réponse."),
    ],
)
def test_what_cannot_be_added_is_refused_in_one_sentence(house, keeper, changed, told):
    village = committee_of(house, "V-BADAYO")

    keeper.sends(f"/committees/{village.id}/add", **{**NEW, **changed})

    assert keeper.status == 422
    assert told in keeper.text
    assert "Ama Brou" in keeper.markup or "name" in changed  # what was typed stays
    assert doings(house) == []


def test_a_form_sent_twice_adds_one(house, keeper):
    village = committee_of(house, "V-BADAYO")

    keeper.sends(f"/committees/{village.id}/add", **NEW)
    keeper.sends(f"/committees/{village.id}/add", **NEW)

    assert keeper.status == 422
    assert doings(house) == ["member_added"]


def test_the_number_of_a_former_member_is_told_apart(house, keeper):
    keeper.sends(f"{page_of(house, country.VILLAGE_MEMBER)}/off")

    keeper.sends(
        f"/committees/{committee_of(house, 'V-BADAYO').id}/add",
        **{**NEW, "phone": country.VILLAGE_MEMBER},
    )

    assert "celui d’un ancien membre" in keeper.text


def test_what_a_form_does_not_ask_is_not_taken_from_it(house, keeper):
    village, country_s = committee_of(house, "V-BADAYO"), committee_of(house, "NAT")

    keeper.sends(
        f"/committees/{village.id}/add", **NEW, committee_id=str(country_s.id), on_call="yes",
        active="", password_hash="x", pin_hash="x",
    )  # fmt: skip

    made = kept(house, "+2250700000001")
    assert made.committee_id == village.id
    assert (made.on_call, made.active, made.password_hash, made.pin_hash) == (
        False,
        True,
        None,
        None,
    )


# --- Changing ---


def test_name_language_and_on_call_are_changed(house, keeper):
    page = page_of(house, country.VILLAGE_MEMBER)

    keeper.sends(f"{page}/name", name="Awa Koffi")
    keeper.sends(f"{page}/language", language="en")
    keeper.sends(f"{page}/on_call", on_call="yes")

    assert "Awa Koffi" in keeper.text
    now = kept(house, country.VILLAGE_MEMBER)
    assert (now.language, now.on_call) == ("en", True)
    assert doings(house) == ["member_renamed", "member_language", "member_on_call"]


def test_what_changes_nothing_leaves_no_line(house, keeper):
    page = page_of(house, country.VILLAGE_MEMBER)

    keeper.sends(f"{page}/name", name="Awa K.")
    keeper.sends(f"{page}/language", language="fr")
    keeper.sends(f"{page}/role", role="focal_point")

    assert doings(house) == []


def test_another_role_ends_the_sessions_at_once(house, keeper, browse):
    member = browse(country.VILLAGE_MEMBER)
    assert member.opens("/account").status == 200

    keeper.sends(f"{page_of(house, country.VILLAGE_MEMBER)}/role", role="president")

    assert "Entrer dans Veille" in member.opens("/account").text
    assert kept(house, country.VILLAGE_MEMBER).role == "president"


def test_another_number_is_proved_anew(house, keeper, people, person, browse):
    people.village.enrols()
    page = page_of(house, country.VILLAGE_MEMBER)

    keeper.sends(f"{page}/phone", phone="0700000009")

    assert "Comité" not in people.village.dials().screen
    fresh = person("+2250700000009")
    assert "votre code secret est effacé" in fresh.sms[-1]
    fresh.enrols()
    assert "Rien ne vous attend" in fresh.screen


def test_a_forgotten_pin_is_erased_and_a_code_comes_at_the_next_call(house, keeper, people):
    people.village.enrols()

    keeper.sends(f"{page_of(house, country.VILLAGE_MEMBER)}/enrol")

    assert "votre code secret est effacé" in people.village.sms[-1]
    assert people.village.dials().picks("Comité").screen.startswith("Un code")
    assert "code est" in people.village.sms[-1]


def test_a_locked_door_is_opened(house, keeper, people):
    people.village.enrols()
    people.village.dials().picks("Comité")
    for _ in range(5):
        people.village.types("0000")
    page = page_of(house, country.VILLAGE_MEMBER)
    assert "Ouvrir son accès" in keeper.opens(page).text

    keeper.sends(f"{page}/unlock")

    assert "L’accès est ouvert." in keeper.text
    assert "Rien ne vous attend" in people.village.signs_in().screen
    assert keeper.opens(f"{page}/unlock").status == 404  # it is open


def test_who_moves_leaves_what_they_had_to_the_others(house, keeper, people, browse):
    people.villager.reports("Travail dangereux", "Charges lourdes", country.BADAYO).sends()
    people.village.enrols()
    people.village.signs_in().types("1").picks("Je m'en occupe")
    before = len(people.person(country.SECOND_VILLAGE_MEMBER).sms)
    member, to = browse(country.VILLAGE_MEMBER), committee_of(house, "D-CI2604")
    page = page_of(house, country.VILLAGE_MEMBER)
    assert "D-CI2604" in keeper.opens(f"{page}/move?q=soubré").text
    assert "Rôle" in keeper.opens(f"{page}/move?to={to.id}").text

    keeper.sends(f"{page}/move", to=str(to.id), role="secretary")

    assert "un autre comité" in keeper.text
    assert (kept(house, country.VILLAGE_MEMBER).committee_id) == to.id
    assert "Entrer dans Veille" in member.opens("/reports").text
    assert len(people.person(country.SECOND_VILLAGE_MEMBER).sms) == before + 1
    other = browse(country.SECOND_VILLAGE_MEMBER).opens("/reports")
    assert "C’est à vous" in other.text


@pytest.mark.parametrize("role", ["coordinator", "operator", "boss", ""])
def test_a_role_has_to_exist_where_somebody_moves(house, keeper, role):
    page, to = page_of(house, country.VILLAGE_MEMBER), committee_of(house, "D-CI2604")

    keeper.sends(f"{page}/move", to=str(to.id), role=role)

    assert keeper.status == 422
    assert doings(house) == []


# --- Letting go ---


def test_who_is_let_go_is_out_at_once_and_others_go_on(house, keeper, people, browse):
    people.villager.reports("Travail dangereux", "Charges lourdes", country.BADAYO).sends()
    people.village.enrols()
    people.village.signs_in().types("1").picks("Je m'en occupe")
    member = browse(country.VILLAGE_MEMBER)

    keeper.sends(f"{page_of(house, country.VILLAGE_MEMBER)}/off")

    assert "D’autres reprennent 1 signalement" in keeper.text
    assert "Entrer dans Veille" in member.opens("/reports").text
    assert "Comité" not in people.village.dials().screen
    assert "attend encore" in people.person(country.SECOND_VILLAGE_MEMBER).sms[-1]


def test_where_nobody_is_left_the_next_level_goes_on(house, keeper, people):
    people.villager.reports("Travail dangereux", "Charges lourdes", country.BADAYO).sends()
    keeper.sends(f"{page_of(house, country.SECOND_VILLAGE_MEMBER)}/off")
    people.village.enrols()
    people.village.signs_in().types("1").picks("Je m'en occupe")
    before = len(people.department.sms)

    keeper.sends(f"{page_of(house, country.VILLAGE_MEMBER)}/off")

    assert len(people.department.sms) == before + 1


def test_who_is_put_back_proves_their_phone_anew(house, keeper, people):
    people.village.enrols()
    page = page_of(house, country.VILLAGE_MEMBER)
    keeper.sends(f"{page}/off")
    assert "N’est plus membre" in keeper.text

    keeper.sends(f"{page}/on")

    assert kept(house, country.VILLAGE_MEMBER).pin_hash is None
    people.village.enrols()
    assert "Rien ne vous attend" in people.village.screen


def test_nobody_is_put_back_into_a_closed_committee(house, keeper):
    page, village = page_of(house, country.VILLAGE_MEMBER), committee_of(house, "V-BADAYO")
    keeper.sends(f"{page}/off")
    keeper.sends(f"/committees/{village.id}/close")

    keeper.sends(f"{page}/on")

    assert keeper.status == 422
    assert not kept(house, country.VILLAGE_MEMBER).active


# --- Oneself, and the last one ---


def test_nobody_changes_their_own_role_or_lets_themselves_go(house, keeper, second):
    own, to = page_of(house, KEEPER), committee_of(house, "D-CI2604")
    assert "Une autre personne de la coordination" in keeper.opens(own).text

    for path, form in (
        (f"{own}/role", {"role": "operator"}), (f"{own}/off", {}), (f"{own}/enrol", {}),
        (f"{own}/phone", {"phone": "0700000009"}), (f"{own}/invite", {"how": "shown"}),
        (f"{own}/move", {"to": str(to.id), "role": "secretary"}), (f"{own}/unlock", {}),
    ):  # fmt: skip
        assert keeper.sends(path, **form).status == 404, path
    assert (kept(house, KEEPER).role, kept(house, KEEPER).active) == ("coordinator", True)
    keeper.sends(f"{own}/language", language="en")
    assert kept(house, KEEPER).language == "en"


@pytest.fixture
def deputy(house, browse):
    """Somebody of the national committee who is no coordinator by role, and keeps the house."""
    with house.database.transaction() as session:
        home = session.scalars(select(Committee).where(Committee.code == "NAT")).one()
        members.add(session, home.id, "Issa T.", "+2250712340057", "focal_point", "fr")
    return browse("+2250712340057")


@pytest.mark.parametrize(("act", "form"), [("off", {}), ("role", {"role": "operator"})])
def test_the_last_coordinator_stays(house, deputy, act, form):
    deputy.sends(f"{page_of(house, KEEPER)}/{act}", **form)

    assert deputy.status == 422
    assert "la dernière personne de la coordination" in deputy.text
    assert (kept(house, KEEPER).active, kept(house, KEEPER).role) == (True, "coordinator")
    assert doings(house) == []  # what is refused leaves nothing half done


def test_two_who_let_each_other_go_at_once_do_not_both_succeed(house, browse, second):
    one, two = browse(KEEPER), browse(SECOND_KEEPER)
    paths = (page_of(house, SECOND_KEEPER), page_of(house, KEEPER))

    acts = list(zip((one, two), paths, strict=True))
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda act: act[0].sends(f"{act[1]}/off"), acts))

    assert [kept(house, phone).active for phone in (KEEPER, SECOND_KEEPER)].count(True) == 1


def test_a_coordinator_who_is_let_go_needs_a_new_invitation_when_put_back(
    house, keeper, second, time
):
    let_in(house, SECOND_KEEPER, time)
    page = page_of(house, SECOND_KEEPER)

    keeper.opens("/account")
    keeper.sends(f"{page}/off")
    keeper.sends(f"{page}/on")

    back = kept(house, SECOND_KEEPER)
    assert (back.password_hash, back.totp_sealed, back.recovery) == (None, None, None)


# --- Inviting ---


def test_a_new_coordinator_is_added_invited_and_comes_in(house, keeper, browse):
    keeper.sends(
        f"/committees/{committee_of(house, 'NAT').id}/add",
        **{**NEW, "role": "coordinator"},
    )
    assert "Comment lui donner le lien" in keeper.text
    page = page_of(house, "+2250700000001")

    keeper.sends(f"{page}/invite", how="shown")

    link = re.search(r"<code>https://veille.test(/invitation/[\w-]+)</code>", keeper.markup)[1]
    assert "n’est montré qu’une fois" in keeper.text
    assert link not in keeper.opens(page).markup
    assert "Bienvenue" in browse().opens(link).text
    assert doings(house) == ["member_added", "invited"]
    with house.database.reading() as session:
        assert link.rpartition("/")[2] not in str(session.scalars(select(Doing.detail)).all())


def test_a_second_invitation_kills_the_first(house, keeper, second, browse):
    page, links = page_of(house, SECOND_KEEPER), []
    for _ in range(2):
        keeper.sends(f"{page}/invite", how="shown")
        links.append(re.search(r"/invitation/[\w-]+", keeper.markup)[0])

    assert browse().opens(links[0]).status == 404
    assert browse().opens(links[1]).status == 200


def test_the_link_goes_by_sms_only_where_the_site_has_an_address(
    house, second, variables, time, people
):
    parts = wire(Settings.from_env({**variables, "PUBLIC_URL": ""}))
    parts.world.clock = time
    keeper = Reader(create_app(parts).test_client(), None)
    with house.database.transaction() as session:
        member = member_of(house, session, KEEPER)
        web.open_session(session, "token", member.id, "", time())
    keeper.client.set_cookie("veille", "token")
    page = page_of(house, SECOND_KEEPER)

    assert "Par SMS" not in keeper.opens(f"{page}/invite").text
    assert keeper.sends(f"{page}/invite", how="sms").status == 422
    keeper.sends(f"{page}/invite", how="shown")
    assert "http://localhost/invitation/" in keeper.markup
    parts.redis.close()
    parts.database.close()


def test_the_link_goes_by_sms(house, keeper, second, browse):
    keeper.sends(f"{page_of(house, SECOND_KEEPER)}/invite", how="sms")

    link = re.search(r"https://veille.test(/invitation/[\w-]+)", second.sms[-1])[1]
    assert f"https://veille.test{link}" in keeper.markup
    assert browse().opens(link).status == 200


def test_who_comes_in_with_a_pin_is_not_invited(house, keeper):
    page = page_of(house, country.VILLAGE_MEMBER)

    assert keeper.opens(f"{page}/invite").status == 404
    assert keeper.sends(f"{page}/invite", how="shown").status == 404


def test_half_a_sign_in_ends_with_the_role(house, people, keeper, time):
    people.village.enrols()
    door = Door(create_app(house).test_client())
    door.knocks(country.VILLAGE_MEMBER, "2846")
    code = re.search(r"site: (\d{6})", people.village.sms[-1])[1]

    keeper.sends(f"{page_of(house, country.VILLAGE_MEMBER)}/role", role="president")

    assert not door.types(code).is_in


def test_whatever_is_kept_has_words_in_the_journal():
    kinds = {
        option.value
        for name in ("membership", "house_list", "inviting", "console/import_preview")
        for call in ast.walk(ast.parse((ROOT / f"{name}.py").read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith(("note", "_done"))
        for option in [node for arg in call.args for node in ast.walk(arg)]
        if isinstance(option, ast.Constant) and isinstance(option.value, str)
    } | {"member_moved", "member_role", "service_opened", "service_closed"}

    assert len(kinds) > 18
    for kind in kinds:
        assert f"journal.doing.{kind}" in speech.keys("fr"), kind
        assert f"journal.kind.{kind}" in speech.keys("en"), kind
