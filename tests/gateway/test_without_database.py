"""The database is away: the caller hears the same, the report waits sealed on the disk."""

import pytest
from sqlalchemy import func, select

from gateway.settings import Settings
from gateway.wiring import wire
from storage.models import Report
from tests.people import Caller


@pytest.fixture
def lost(house):
    """Take the database away, and give it back."""

    class Lost:
        def __enter__(self):
            house.database.close()
            self._patch = pytest.MonkeyPatch()
            away = wire(Settings.from_env({**variables_of(house), "DATABASE_URL": NOWHERE}))
            self._patch.setattr(house.database, "engine", away.database.engine)

        def __exit__(self, *_):
            house.database.close()
            self._patch.undo()

    return Lost()


NOWHERE = "postgresql://nobody@127.0.0.1:9/nothing"


def variables_of(house):
    settings = house.settings
    return {
        "VEILLE_MODE": "demo",
        "VEILLE_HOME": str(settings.home),
        "VEILLE_KEYS": __import__("tests.conftest", fromlist=["KEYS"]).KEYS,
        "REDIS_URL": settings.redis_url,
        "AT_USERNAME": "test",
        "AT_API_KEY": "test-key",
        "AT_CALLBACK_SECRETS": settings.callback_secrets[0],
        "SERVICE_CODE": settings.service_code,
    }


def test_a_report_sent_while_the_database_is_away_is_filed_when_it_is_back(
    people, house, clock, lost
):
    people.villager.reports()
    with lost:
        people.villager.sends()
        receipt = people.villager.receipt
        assert len(house.world.spool) == 1

    clock.tick()

    assert len(house.world.spool) == 0
    assert "un message attend" in people.department.sms[-1]
    people.villager.dials().picks("Suivre").types(receipt)
    assert "recu" in people.villager.screen


def test_a_whole_call_works_without_the_database(people, house, clock, lost):
    people.neighbour.dials()  # since this process has seen the database once
    with lost:
        people.villager.reports().sends()
        assert people.villager.receipt

    clock.tick()

    with house.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Report)) == 1


def test_what_is_spooled_cannot_be_read_on_the_disk(people, house, lost):
    people.villager.reports()
    with lost:
        people.villager.sends()
    (file,) = house.world.spool.folder.glob("*.report")

    assert b"forced_labour" not in file.read_bytes()
    assert "0701020304" not in file.name


def test_the_same_report_spooled_and_told_again_is_filed_once(people, house, clock, lost):
    people.villager.reports()
    with lost:
        people.villager.sends()
        receipt = people.villager.receipt
    people.villager.says_again()
    clock.tick()

    assert people.villager.receipt == receipt
    with house.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Report)) == 1


def test_a_receipt_cannot_be_looked_up_and_the_caller_hears_so_kindly(people, lost):
    with lost:
        people.villager.dials().picks("Suivre").types("482319750064")

    assert not people.villager.is_open
    assert "116" in people.villager.screen


def test_an_sms_is_not_acknowledged_when_it_could_not_be_kept(people, client, lost):
    form = {"id": "1", "from": "+2250701020304", "text": "AIDE"}
    with lost:
        status = client.post(f"{people.villager._base}/sms", data=form).status_code

    assert status == 503
    assert isinstance(people.villager, Caller)


def test_a_draft_that_could_not_be_kept_is_kept_at_the_next_turn(people, house, lost):
    people.villager.dials().picks("Signaler").picks("Travail").picks("Machette").picks("Code")
    with lost:
        people.villager.types("1029")
        assert people.villager.screen.startswith("Quel enfant?")

    people.villager.picks("Plusieurs")

    with house.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Report)) == 1
