"""The committees of one's area: who can be reached, who is on call, where there is none."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from storage import outbox
from storage.models import Committee, Doing, OutboundMessage, Place
from tests import country
from tests.console.door import member_of

KEEPER = country.COORDINATOR


def committee_of(house, code: str) -> Committee:
    """The committee with a code."""
    with house.database.reading() as session:
        return session.scalars(select(Committee).where(Committee.code == code)).one()


def place_of(house, code: str) -> Place:
    """The place with a code."""
    with house.database.reading() as session:
        return session.scalars(select(Place).where(Place.code == code)).one()


def doings(house) -> list[str]:
    """What the journal says was done to the house, in codes."""
    with house.database.reading() as session:
        return list(session.scalars(select(Doing.kind).order_by(Doing.at, Doing.id)))


def sent(house, phone: str, status: str, at, kind: str = "alert") -> None:
    """An SMS to somebody, and what became of it."""
    with house.database.transaction() as session:
        lives = timedelta(days=1)
        made = outbox.add(session, outbox.ALERTS, kind, phone, "VEILLE: …", at, lives)
        session.flush()
        message = session.get_one(OutboundMessage, made)
        message.status, message.settled_at, message.next_attempt_at = status, at, None


# --- Who sees what ---


def test_a_department_sees_its_own_area_and_keeps_nothing(browse):
    reader = browse(country.DEPARTMENT_MEMBER)

    text = reader.opens("/committees?level=village").text
    assert "V-BADAYO" in text
    assert "4 comités" in text  # all but the country's
    assert "Ajouter un comité" not in text
    assert "NAT" not in reader.opens("/committees?level=national").text


def test_another_department_s_committees_do_not_exist_for_a_department(house, browse):
    with house.database.transaction() as session:
        region = session.scalars(select(Place.id).where(Place.code == "CI26")).one()
        place = Place(code="CI2601", level="department", name="Buyo", parent_id=region)
        session.add(place)
        session.flush()
        session.add(Committee(code="D-BUYO", level="department", name="Buyo", place_id=place.id))
    far, near = committee_of(house, "D-BUYO"), committee_of(house, "D-CI2604")
    reader = browse(country.DEPARTMENT_MEMBER)

    assert reader.opens(f"/committees/{near.id}").status == 200
    assert reader.opens(f"/committees/{far.id}").status == 404
    assert "Buyo" not in reader.opens(f"/committees?place={far.place_id}").text
    assert "Buyo" not in reader.opens("/committees/find?q=Buyo").text.replace("« Buyo »", "")
    assert browse(KEEPER).opens(f"/committees/{far.id}").status == 200


@pytest.mark.parametrize(
    "phone", [country.VILLAGE_MEMBER, country.SOCIAL_WORKER], ids=["village", "social centre"]
)
def test_who_may_not_see_committees_sees_what_does_not_exist(house, browse, phone):
    reader = browse(phone)
    own = committee_of(house, "V-BADAYO")
    nothing = reader.opens("/no-such-page").answer.data

    for path in ("/committees", f"/committees/{own.id}", "/services", "/committees/without"):
        reader.opens(path)
        assert (reader.status, reader.answer.data) == (404, nothing), path


def test_only_the_coordination_keeps(house, browse):
    own = committee_of(house, "D-CI2604")
    with house.database.reading() as session:
        member = member_of(house, session, country.VILLAGE_MEMBER)
    reader = browse(country.DEPARTMENT_MEMBER)
    nothing = reader.opens("/no-such-page").answer.data

    for path in (f"/committees/{own.id}/add", f"/committees/{own.id}/close", "/committees/new",
                 f"/members/{member.id}", f"/members/{member.id}/off", "/services/new", "/import",
                 f"/members/{member.id}/move", f"/members/{member.id}/invite"):  # fmt: skip
        for answer in (reader.opens(path), reader.sends(path, name="x", role="coordinator")):
            assert answer.status in (404, 405), path
            if answer.status == 404:
                assert answer.answer.data == nothing, path
    assert doings(house) == []


# --- Who can be reached ---


def test_whoever_got_the_last_sms_can_be_reached(house, browse, time):
    sent(house, country.DEPARTMENT_MEMBER, "delivered", time() - timedelta(hours=2))

    text = browse(KEEPER).opens("/committees?level=department").text

    assert "Joignable. Dernier signe il y a 2 h." in text


def test_a_phone_that_gets_no_sms_any_more_shows_though_it_once_did(house, browse, time):
    sent(house, country.DEPARTMENT_MEMBER, "delivered", time() - timedelta(days=5))
    sent(house, country.DEPARTMENT_MEMBER, "undelivered", time() - timedelta(hours=1))

    assert "Les SMS n’arrivent pas." in browse(KEEPER).opens("/committees?level=department").text


def test_one_who_can_be_reached_is_enough_for_a_committee(house, browse, time):
    sent(house, country.VILLAGE_MEMBER, "undelivered", time())
    sent(house, country.SECOND_VILLAGE_MEMBER, "delivered", time())

    assert "Joignable." in browse(KEEPER).opens("/committees?level=village").text


def test_a_committee_nobody_enrolled_in_or_nobody_is_in_shows(house, browse):
    assert "Personne n’a encore de PIN." in browse(KEEPER).opens("/committees?level=village").text

    with house.database.transaction() as session:
        for phone in (country.VILLAGE_MEMBER, country.SECOND_VILLAGE_MEMBER):
            member_of(house, session, phone).active = False

    assert "Personne : ajoutez un membre." in browse(KEEPER).opens("/committees?level=village").text


def test_a_member_not_heard_of_for_a_month_is_silent(house, browse, people, time):
    people.village.enrols()
    time.passes(days=31)

    assert "Aucun signe depuis 30 jours." in browse(KEEPER).opens("/committees?level=village").text


def test_a_committee_s_page_tells_of_each_member(house, browse, people, time):
    people.village.enrols()
    browse(country.VILLAGE_MEMBER)
    sent(house, country.SECOND_VILLAGE_MEMBER, "expired", time())
    with house.database.transaction() as session:
        member_of(house, session, country.VILLAGE_MEMBER).on_call = True
        member = member_of(house, session, country.SECOND_VILLAGE_MEMBER)
        member.locked_until = time() + timedelta(minutes=20)

    text = browse(KEEPER).opens(f"/committees/{committee_of(house, 'V-BADAYO').id}").text

    assert "Awa K. De garde" in text
    assert "05 •• •• •• 17" in text
    assert "A choisi son PIN. PIN tapé à l’instant." in text
    assert "Vu sur le web à l’instant." in text
    assert "Le dernier SMS n’est pas arrivé" in text
    assert "Accès fermé après 5 mauvais codes" in text
    assert "0512340017" not in text.replace(" ", "")


def test_no_address_holds_the_name_of_a_member(house, browse):
    reader = browse(KEEPER).opens(f"/committees/{committee_of(house, 'V-BADAYO').id}")

    assert all("Awa" not in href.split('"')[0] for href in reader.markup.split('href="')[1:])


# --- Lists ---


def test_a_long_list_pages_by_key_and_shows_each_once(house, browse):
    place = place_of(house, "CI260401-02")
    with house.database.transaction() as session:
        for n in range(95):
            made = Committee(
                code=f"T{n}", level="village", name=f"Comité {n % 7}", place_id=place.id
            )
            session.add(made)
    reader = browse(KEEPER).opens("/committees?level=village")
    seen, pages = [], 0
    while True:
        pages += 1
        seen += [part.split('"')[0] for part in reader.markup.split('href="/committees/')[1:]
                 if part[36:37] == '"']  # fmt: skip
        next_page = reader.markup.split('rel="next"')[0].rpartition('href="')[2].split('"')[0]
        if 'rel="next"' not in reader.markup:
            break
        reader.opens(next_page.replace("&amp;", "&"))

    assert len(seen) == len(set(seen)) == 96
    assert pages == 3


@pytest.mark.parametrize(
    "asked",
    [
        "?after=x", "?level=nowhere", "?place=1", "?after=" + "0" * 36, "?closed=2&place=%00",
        "?level=village&after=" + "f" * 500,
    ],
)  # fmt: skip
def test_an_address_that_makes_no_sense_shows_a_list_all_the_same(browse, asked):
    assert browse(KEEPER).opens(f"/committees{asked}").status == 200


def test_a_committee_is_found_by_the_name_of_its_place_however_it_is_spelled(browse):
    reader = browse(KEEPER)

    assert "V-BADAYO" in reader.opens("/committees/find?q=badayo").text
    assert "V-BADAYO" in reader.opens("/committees/find?q=Badaio").text
    assert "D-CI2604" in reader.opens("/committees/find?q=soubre").text
    assert "Aucun comité à ce nom" in reader.opens("/committees/find?q=zzzz").text
    assert reader.opens("/committees/find?q=").status == 200


def test_villages_without_a_committee_are_counted_and_listed(house, browse):
    reader = browse(KEEPER)

    assert "2 villages n’ont pas de comité" in reader.opens("/committees").text
    text = reader.opens("/committees/without").text
    assert "2 villages sans comité" in text
    assert "Liliyo département de Soubré 1 1" in text
    assert "Soubré département de Soubré 1 2" in text
    text = reader.opens(f"/committees/without/{place_of(house, 'CI260401').id}").text
    assert "Galéa affiche 1010" in text
    assert "Badayo" not in text


def test_a_sub_prefecture_counts_its_own_villages_alone(house, browse):
    reader = browse(country.SUB_PREFECTURE_MEMBER)

    assert "1 village sans comité" in reader.opens("/committees/without").text
    assert reader.opens(f"/committees/without/{place_of(house, 'CI260401').id}").status == 404


# --- Keeping committees ---


def test_a_village_gets_its_committee_from_the_list_of_those_without(house, browse):
    galea = place_of(house, "CI260401-01")
    reader = browse(KEEPER).opens(f"/committees/new?level=village&place={galea.id}")
    assert 'value="Comité de Galéa"' in reader.markup

    reader.sends("/committees/new", level="village", place=str(galea.id), name="Comité de Galéa")

    assert "Le comité est ajouté. Ajoutez ses membres." in reader.text
    assert "Personne ne reçoit les alertes" in reader.text
    assert "1 village n’a pas de comité" in reader.opens("/committees").text
    assert committee_of(house, "CI260401-01-V").level == "village"
    assert doings(house) == ["committee_added"]


def test_the_way_down_leads_from_the_country_to_a_village(house, browse):
    reader = browse(KEEPER).opens("/committees/new?level=village")
    for name in ("CI2604", "CI260401", "CI260401-01"):
        place = place_of(house, name)
        assert f"place={place.id}" in reader.markup, name
        reader.opens(f"/committees/new?level=village&place={place.id}")

    assert "Nom du comité" in reader.text


@pytest.mark.parametrize(
    ("level", "place", "told"),
    [
        ("village", "CI260401-02", "Il y a déjà un comité ici"),
        ("department", "CI2604", "Il y a déjà un comité ici"),
    ],
)
def test_a_place_has_one_committee_of_a_level(house, browse, level, place, told):
    reader = browse(KEEPER)

    reader.sends("/committees/new", level=level, place=str(place_of(house, place).id), name="X")

    assert reader.status == 422
    assert told in reader.text
    assert doings(house) == []


@pytest.mark.parametrize(
    ("level", "place"),
    [("village", "CI2604"), ("national", "CI"), ("department", "CI260401-01"), ("x", "CI2604")],
)
def test_a_committee_stands_at_a_place_of_its_level(house, browse, level, place):
    reader = browse(KEEPER)

    reader.sends("/committees/new", level=level, place=str(place_of(house, place).id), name="X")

    assert reader.status == 404
    assert doings(house) == []


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("", "Écrivez quelque chose ici."),
        ("   ", "Écrivez quelque chose ici."),
        ("=HYPERLINK(1)", "Le nom ne commence pas par"),
        ("a\u202eb", "signe invisible"),
        ("x" * 121, "121 signes, 120 au plus"),
    ],
)
def test_a_name_that_is_none_is_refused_in_one_sentence(house, browse, name, told):
    own = committee_of(house, "V-BADAYO")
    reader = browse(KEEPER)

    reader.sends(f"/committees/{own.id}/rename", name=name)

    assert reader.status == 422
    assert told in reader.text
    assert committee_of(house, "V-BADAYO").name == "V-BADAYO"


def test_a_committee_is_renamed_and_the_journal_holds_no_name(house, browse):
    own = committee_of(house, "V-BADAYO")
    reader = browse(KEEPER)

    reader.sends(f"/committees/{own.id}/rename", name="  Comité   de Badayo ")

    assert "Comité de Badayo" in reader.text
    assert doings(house) == ["committee_renamed"]
    with house.database.reading() as session:
        assert "Badayo" not in str(session.scalars(select(Doing.detail)).all())


def test_a_closed_committee_receives_nothing_and_what_waited_goes_up(house, browse, people, time):
    people.villager.reports("Travail dangereux", "Charges lourdes", country.BADAYO).sends()
    own = committee_of(house, "V-BADAYO")
    member = browse(country.VILLAGE_MEMBER)
    reader = browse(KEEPER)

    reader.sends(f"/committees/{own.id}/close")

    assert "1 signalement passe au niveau au-dessus" in reader.text
    assert "Ce comité est fermé" in reader.text
    assert "Entrer dans Veille" in member.opens("/reports").text
    assert "Comité" not in people.village.dials().screen
    assert "attend" in people.department.sms[-1]
    people.neighbour.reports("Travail dangereux", "Charges lourdes", country.BADAYO).sends()
    assert len([sms for sms in people.village.sms if "attend" in sms]) == 1
    assert "V-BADAYO" not in reader.opens("/committees?level=village").text
    assert "V-BADAYO" in reader.opens("/committees?closed=1&level=village").text


def test_a_closed_committee_is_opened_again(house, browse, people):
    own = committee_of(house, "V-BADAYO")
    reader = browse(KEEPER)
    reader.sends(f"/committees/{own.id}/close")

    reader.sends(f"/committees/{own.id}/open")

    assert "Le comité est ouvert." in reader.text
    assert "Comité" in people.village.dials().screen
    assert doings(house) == ["committee_closed", "committee_opened"]


def test_nobody_closes_the_country_s_coordination(house, browse):
    reader = browse(KEEPER)

    reader.sends(f"/committees/{committee_of(house, 'NAT').id}/close")

    assert reader.status == 422
    assert committee_of(house, "NAT").active
