"""A country is completed as SOSTECI stands in it; what is there stays; reports follow its year."""

from collections import Counter
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from gateway.believable import dangers, furnishing, people, survey
from gateway.believable.chance import rng_of
from gateway.believable.seasons import Calendar
from gateway.believable.survey import NobodyHome
from gateway.demo_data import folder
from gateway.imports import import_committees, import_members, import_places, import_services
from menus.sms_slots import Slots
from storage.database import keys_of
from storage.models import Committee, Member, Place, Service

UNTIL = datetime(2026, 11, 25, 15, 30, tzinfo=UTC)
ABIDJAN = ZoneInfo("Africa/Abidjan")


@pytest.fixture
def regions(database):
    """The demo's places, and nobody in them."""
    import_places(database, folder() / "places.csv")
    return database


def homes(database):
    with database.reading() as session:
        rows = select(Committee.level, Place.code, Member.id).join(Place).outerjoin(Member)
        return session.execute(rows).all()


def test_every_department_is_given_a_committee_and_a_social_centre_with_people_in_them(regions):
    with regions.transaction() as session:
        furnishing.complete(session, 7)

    found = Counter((level, code) for level, code, _ in homes(regions))
    for code in ("CI2601", "CI2604", "CI0904"):
        assert found["department", code]
        assert found["social_centre", code]
    assert found["national", "CI"]
    assert all(member for *_, member in homes(regions))
    with regions.reading() as session:
        assert session.scalar(select(Service.id).limit(1))


def test_a_country_is_completed_once(regions):
    with regions.transaction() as session:
        furnishing.complete(session, 7)
    before = homes(regions)

    with regions.transaction() as session:
        assert furnishing.complete(session, 8) == 0

    assert homes(regions) == before


def test_committees_that_are_there_stay_as_they_are(regions):
    import_committees(regions, folder() / "committees.csv")
    import_members(regions, folder() / "members.csv")
    import_services(regions, folder() / "services.csv")
    before = homes(regions)

    with regions.transaction() as session:
        assert furnishing.complete(session, 7) == 0

    assert homes(regions) == before


def test_a_committee_without_members_is_given_some(regions):
    import_committees(regions, folder() / "committees.csv")

    with regions.transaction() as session:
        made = furnishing.complete(session, 7)

    assert made == len({(level, code) for level, code, _ in homes(regions)})
    assert all(member for *_, member in homes(regions))


def test_nobody_can_report_where_there_is_no_village_or_nobody_to_tell(database, regions):
    with regions.reading() as session, pytest.raises(NobodyHome, match="national coordination"):
        survey.load(session, 7)


def test_invented_phones_are_numbers_that_no_operator_gives_out():
    numbers = [people.reporter(n) for n in (0, 1, 2, people.MOST_REPORTERS - 1)]

    assert len(set(numbers)) == 4
    for number in [*numbers, people.member(0), people.member(999)]:
        assert len(number) == len("+2250701020304")
        assert number[6] == "1"  # the first digit of the old number, which none ever had


def test_names_of_places_are_joined_as_one_says_them():
    assert furnishing.of("Buyo") == "de Buyo"
    assert furnishing.of("Okrouyo") == "d'Okrouyo"
    assert furnishing.of("Yakassé") == "de Yakassé"


def test_more_comes_in_at_the_harvest_and_by_day_than_at_night():
    calendar = Calendar(8000, UNTIL, ABIDJAN, 7)
    moments = calendar.moments(rng_of(7), 0, 8000)

    months = Counter(moment.month for moment in moments)
    hours = Counter(moment.hour for moment in moments)
    assert len(moments) == 8000
    assert max(moments) <= UNTIL
    assert months[11] > months[4]
    assert sum(hours[hour] for hour in range(6, 21)) > 0.8 * 8000
    assert hours[3] < hours[19] / 5


def test_each_season_has_its_dangers():
    drawn = {
        month: Counter(dangers.concerns(month).draw(rng) for _ in range(4000))
        for rng in [rng_of(7)]
        for month in (2, 9, 11)
    }

    assert drawn[9]["out_of_school"] > 1.5 * drawn[2]["out_of_school"]
    assert drawn[11]["heavy_loads"] > drawn[9]["heavy_loads"]
    assert drawn[2]["land_clearing"] > drawn[11]["land_clearing"]


def test_a_digit_says_its_danger_as_it_does_in_an_sms():
    assert [dangers.digit(danger) for danger in ("work", "other")] == [1, 7]
    assert Slots().danger == ""


def test_members_of_a_country_are_reached_by_numbers_that_open(regions):
    with regions.transaction() as session:
        furnishing.complete(session, 7)
    with regions.reading() as session:
        land = survey.load(session, 7)
        for team in land.teams.values():
            for person in team.people:
                assert keys_of(session).phone(person.phone) == person.phone_index
