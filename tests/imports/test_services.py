"""Lists of services."""

import pytest
from sqlalchemy import select

from gateway.demo_data import folder
from gateway.imports import Imported, ImportRefused, import_places, import_services
from storage.database import Database
from storage.models import Service

from .conftest import Save

HEADER = "code,name,kind,place_code,phone"
BAD_ROWS = {
    "no code": (",Centre,health,CI2604,", "code is empty"),
    "a kind nobody knows": ("A,Centre,shop,CI2604,", "unknown kind 'shop'"),
    "a place nobody knows": ("A,Centre,health,V9,", "unknown place_code 'V9': import the places"),
    "a name too long": (f"A,{'a' * 61},health,CI2604,", "60 at most"),
    "half a number": ("A,Centre,health,CI2604,0701020", "phone: not a valid phone number"),
    "an old number": ("A,Centre,health,CI2604,22445566", "old number of 8 digits"),
    "the same code twice": ("B,Centre,health,CI2604,", "same code as on line 2"),
}


@pytest.fixture
def placed(database: Database) -> Database:
    """The places of the pilot, without any service."""
    import_places(database, folder() / "places.csv")
    return database


def names_of(database: Database) -> dict[str, str]:
    """Each service's name by its code."""
    with database.reading() as session:
        return {service.code: service.name for service in session.scalars(select(Service))}


@pytest.mark.parametrize(("row", "told"), BAD_ROWS.values(), ids=BAD_ROWS.keys())
def test_a_wrong_row_is_named_with_its_line_and_its_reason(
    placed: Database, save: Save, row: str, told: str
) -> None:
    with pytest.raises(ImportRefused, match=told) as refused:
        import_services(placed, save(HEADER, "B,Centre,health,CI2604,", row))

    assert [fault.line for fault in refused.value.faults] == [3]
    assert names_of(placed) == {}


def test_the_demo_s_services_are_kept_once_however_often_they_are_read(placed: Database) -> None:
    first = import_services(placed, folder() / "services.csv")

    again = import_services(placed, folder() / "services.csv")

    assert first.new == len(names_of(placed)) > 50
    assert again == Imported(new=0, changed=0, unchanged=first.new)


def test_a_service_that_was_renamed_is_changed(placed: Database, save: Save) -> None:
    import_services(placed, save(HEADER, "A,Centre,health,CI2604,"))

    import_services(placed, save(HEADER, "A,Centre de santé,health,CI2604,"))

    assert names_of(placed) == {"A": "Centre de santé"}


@pytest.mark.parametrize(
    ("written", "kept"),
    [("116", "116"), ("07 22 00 00 00", "+2250722000000"), ("+225 2720304050", "+2252720304050"),
     ("", "")],
)  # fmt: skip
def test_a_service_s_number_can_be_called_as_it_is_kept(
    placed: Database, save: Save, written: str, kept: str
) -> None:
    import_services(placed, save(HEADER, f"A,Centre,health,CI2604,{written}"))

    with placed.reading() as session:
        assert session.scalars(select(Service.phone)).all() == [kept]
