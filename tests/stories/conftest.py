"""What stories share."""

import pytest
from sqlalchemy import select

from menus.words import Words
from storage import events, services
from storage.models import Place, Report


@pytest.fixture(scope="session")
def words() -> Words:
    """What Veille says, as it is shipped."""
    return Words.load()


@pytest.fixture
def report(house):
    """The only report, or the one with a number, as it is now; its history's kinds beside it."""

    def read(reference=""):
        with house.database.reading() as session:
            found = select(Report).where(Report.reference == reference) if reference else None
            one = session.scalars(select(Report) if found is None else found).one()
            assert list(events.faults(session, one)) == []
            return one, [event.kind for event in events.of_report(session, one)]

    return read


@pytest.fixture
def directory(house):
    """Put a service into the directory: code, name, phone, kind."""

    def keep(code, name, phone="", kind="social_centre"):
        with house.database.transaction() as session:
            place = session.scalars(select(Place).where(Place.code == "CI2604")).one()
            services.add(session, code, name, kind, place.id).phone = phone

    return keep
