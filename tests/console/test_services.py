"""The directory of services: read by those who see committees, kept by the coordination."""

import pytest
from sqlalchemy import select

from storage import services
from storage.models import Place, Service
from tests import country
from tests.console.test_committees import doings, place_of

KEEPER = country.COORDINATOR
CENTRE = {"name": "Centre de santé de Soubré", "kind": "health", "phone": "27 22 44 55 66"}


@pytest.fixture
def keeper(browse):
    """A coordinator, signed in."""
    return browse(KEEPER)


@pytest.fixture
def school(house) -> Service:
    """A school in Soubré."""
    with house.database.transaction() as session:
        place = session.scalars(select(Place.id).where(Place.code == "CI2604")).one()
        made = services.add(session, "EC-1", "École de Soubré", "school", place)
        session.flush()
        return made


def kept(house) -> list[Service]:
    """Every service there is."""
    with house.database.reading() as session:
        return list(session.scalars(select(Service).order_by(Service.name)))


def test_a_service_is_added_where_it_is(house, keeper):
    place = place_of(house, "CI260401")
    assert (
        f"place={place.id}"
        in keeper.opens(f"/services/new?place={place_of(house, 'CI2604').id}").markup
    )
    assert "Nom du service" in keeper.opens(f"/services/new?place={place.id}&here=1").text

    keeper.sends("/services/new", place=str(place.id), **CENTRE)

    assert "Le service est ajouté." in keeper.text
    (made,) = kept(house)
    assert (made.kind, made.place_id, made.phone) == ("health", place.id, "+2252722445566")
    assert "27 22 44 55 66" in keeper.text
    assert doings(house) == ["service_added"]


def test_a_committee_can_refer_a_child_to_it_at_once(house, keeper, browse, people):
    keeper.sends("/services/new", place=str(place_of(house, "CI260401").id), **CENTRE)
    people.villager.reports("Travail dangereux", "Charges lourdes", country.BADAYO).sends()
    member = browse(country.VILLAGE_MEMBER).opens("/reports")
    reference = member.markup.split('href="/reports/')[1].split('"')[0]
    member.sends(f"/reports/{reference}/acknowledge")

    assert CENTRE["name"] in member.opens(f"/reports/{reference}/refer").text


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name": ""}, "Écrivez quelque chose ici."),
        ({"name": "x" * 61}, "61 signes, 60 au plus"),
        ({"name": "=1+1"}, "Le nom ne commence pas par"),
        ({"kind": "shop"}, "Choisissez une réponse."),
        ({"phone": "0701020"}, "Ce numéro n’existe pas."),
        ({"phone": "appelez-nous"}, "Ce n’est pas un numéro."),
    ],
)
def test_what_cannot_be_kept_is_refused_in_one_sentence(house, keeper, changed, told):
    form = {**CENTRE, **changed, "place": str(place_of(house, "CI260401").id)}

    keeper.sends("/services/new", **form)

    assert keeper.status == 422
    assert told in keeper.text
    assert kept(house) == []


def test_a_number_may_be_missing_or_short(house, keeper):
    for n, phone in enumerate(("", "116")):
        place = str(place_of(house, "CI260401").id)
        keeper.sends("/services/new", place=place, name=f"S{n}", kind="police", phone=phone)

    assert [each.phone for each in kept(house)] == ["", "116"]
    assert "pas de numéro" in keeper.text


def test_a_service_is_changed_and_taken_off_the_list_and_put_back(house, keeper, school):
    page = f"/services/{school.id}"
    form = {"name": "École primaire", "kind": "school", "phone": ""}

    keeper.sends(page, **form, offered="yes")
    assert "École primaire" in keeper.text
    keeper.sends(page, **form, offered="no")
    assert "Le service est retiré de la liste." in keeper.text
    assert "École primaire" not in keeper.opens("/services").text
    assert "École primaire" in keeper.opens("/services?closed=1").text
    keeper.sends(page, **form, offered="yes")

    assert "École primaire" in keeper.opens("/services").text
    assert doings(house) == ["service_changed", "service_closed", "service_opened"]


def test_the_list_is_narrowed_by_kind_and_place(house, keeper, school):
    keeper.sends("/services/new", place=str(place_of(house, "CI260404").id), **CENTRE)

    assert "École" not in keeper.opens("/services?kind=health").text.split("Montrer")[1]
    liliyo = place_of(house, "CI260404").id
    text = keeper.opens(f"/services?place={liliyo}").text.split("Montrer")[1]
    assert CENTRE["name"] in text
    assert "École de" not in text
    assert keeper.opens("/services?kind=shop&place=x&after=y").status == 200


def test_an_empty_directory_says_what_that_means_and_what_to_do(keeper):
    text = keeper.opens("/services").text

    assert "Sans service, un comité ne peut orienter l’enfant vers personne." in text
    assert "Ajouter un service" in text


def test_a_long_directory_pages_by_key(house, keeper):
    with house.database.transaction() as session:
        place = session.scalars(select(Place.id).where(Place.code == "CI2604")).one()
        for n in range(90):
            services.add(session, f"S{n}", f"Centre {n % 5}", "health", place)
    seen, address = [], "/services"
    while address:
        page = keeper.opens(address).markup
        seen += [
            part.split('"')[0] for part in page.split('href="/services/')[1:] if part[8:9] == "-"
        ]
        has_more = 'rel="next"' in page
        before = page.split('rel="next"')[0]
        address = (
            before.rpartition('href="')[2].split('"')[0].replace("&amp;", "&") if has_more else ""
        )

    assert len(seen) == len(set(seen)) == 90


def test_another_area_s_service_is_not_a_department_s_to_see(house, browse, school):
    with house.database.transaction() as session:
        region = session.scalars(select(Place.id).where(Place.code == "CI26")).one()
        place = Place(code="CI2601", level="department", name="Buyo", parent_id=region)
        session.add(place)
        session.flush()
        services.add(session, "B-1", "École de Buyo", "school", place.id)
    reader = browse(country.DEPARTMENT_MEMBER).opens("/services")

    assert "École de Soubré" in reader.text
    assert "Buyo" not in reader.text
    assert "Changer" not in reader.text
    assert reader.opens(f"/services/{school.id}").status == 404
