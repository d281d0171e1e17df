"""The gazetteer as it is kept, and whom an alert about a place can reach."""

from storage import committees, places
from storage.models import Place
from tests import country


def test_the_path_climbs_from_the_village_to_the_country(furnished, known):
    with furnished.reading() as session:
        path = places.path(session, known.places["CI260401-02"])

    climbed = ("CI260401-02", "CI260401", "CI2604", "CI26", "CI")
    assert path == [known.places[code] for code in climbed]


def test_places_that_hold_each_other_do_not_hold_us(furnished, known):
    with furnished.transaction() as session:
        session.get_one(Place, known.places["CI"]).parent_id = known.places["CI26"]

    with furnished.reading() as session:
        assert len(places.path(session, known.places["CI26"])) <= 10


def test_every_place_is_read_with_what_a_menu_needs(furnished, known):
    with furnished.reading() as session:
        everything = {row[0]: row[1:] for row in places.everything(session)}

    assert len(everything) == len(country.PLACES)
    badayo = everything[known.places["CI260401-02"]]
    assert badayo == ("village", "Badayo", known.places["CI260401"], "1029", None)


def test_a_place_is_called_by_its_name(furnished, known):
    with furnished.reading() as session:
        assert places.name(session, known.places["CI26"]) == "Nawa"
        assert places.by_code(session)["CI26"].id == known.places["CI26"]


def test_every_active_member_above_a_village_can_be_reached(furnished, known, keys):
    with furnished.reading() as session:
        path = places.path(session, known.places["CI260401-02"])
        found = {(level, index) for _, _, level, index in committees.reachable(session, path)}

    reached = {
        ("village", country.VILLAGE_MEMBER), ("village", country.SECOND_VILLAGE_MEMBER),
        ("department", country.DEPARTMENT_MEMBER), ("social_centre", country.SOCIAL_WORKER),
        ("national", country.COORDINATOR),
    }  # fmt: skip
    assert found == {(level, keys.phone(phone)) for level, phone in reached}


def test_a_committee_that_was_closed_reaches_nobody(furnished, known):
    with furnished.transaction() as session:
        committees.by_code(session)["V-BADAYO"].active = False

    with furnished.reading() as session:
        path = [known.places["CI260401-02"]]
        assert list(committees.reachable(session, path)) == []
