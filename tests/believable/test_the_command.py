"""`veille demo-data`, as somebody who tries the house out meets it."""

import shutil
import signal

import pyotp
import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from gateway import passwords, signing_in
from gateway.believable.door_keys import PASSWORD, PIN
from gateway.cli import main
from gateway.settings import Settings
from gateway.signing_in import Knock
from gateway.wiring import wire
from storage import members
from storage.models import Committee, Member, Place, Report, Tally


@pytest.fixture
def database_url(tmp_path, migrated_file):
    """The command does the same on any database: one is enough here."""
    return f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'veille.db')}"


@pytest.fixture
def veille(variables):
    """Run a command with the variables of a test's house; Ctrl-C stays ours afterwards."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def run(*words, **changed):
        told = {**variables, **changed}
        return CliRunner(env=dict.fromkeys(told, "") | told).invoke(main, words)

    yield run
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def empty(variables):
    """A house in which there is nothing yet."""
    parts = wire(Settings.from_env(variables))
    yield parts
    parts.redis.close()
    parts.database.close()


def count(house, model):
    with house.database.reading() as session:
        return session.scalar(select(func.count()).select_from(model))


def test_an_empty_house_is_given_the_pilot_regions_and_a_year_in_them(veille, empty):
    done = veille("demo-data", "--reports", "120", "--seed", "3")

    assert done.exit_code == 0, done.output
    assert "120 reports" in done.output
    assert count(empty, Place) == 100
    assert count(empty, Report) >= 120
    assert count(empty, Tally) > 0


def test_a_house_that_is_furnished_is_used_as_it_is(veille, house):
    places, committees = count(house, Place), count(house, Committee)

    done = veille("demo-data", "--reports", "40", "--until", "2026-03-31")

    assert done.exit_code == 0, done.output
    assert (count(house, Place), count(house, Committee)) == (places, committees)
    with house.database.reading() as session:
        latest = session.scalar(select(func.max(Report.received_at)))
        assert (latest.year, latest.month) == (2026, 3)


def test_one_of_each_level_can_sign_in_with_what_is_printed(veille, house):
    output = veille("demo-data", "--reports", "20").output

    knock_of = lambda session, now: Knock(session, house.rules, now, "127.0.0.1")  # noqa: E731
    levels = {}
    with house.database.transaction() as session:
        rows = select(Committee.level, Member).join(Member, Member.committee_id == Committee.id)
        for level, member in session.execute(rows):
            phone = members.phone_of(session, member)
            if phone in output and passwords.is_pin(session, member, PIN):
                levels[level] = (member, phone)
    assert set(levels) == {"village", "sub_prefecture", "department", "social_centre", "national"}

    member, phone = levels["national"]
    now = house.world.clock()
    with house.database.transaction() as session:
        secret = members.totp_of(session, session.get_one(Member, member.id))
        assert secret in output
        token = signing_in.begin(knock_of(session, now), phone, PASSWORD)
        opened = signing_in.finish(knock_of(session, now), token, pyotp.TOTP(secret).at(now), "PC")
    assert opened[1].id == member.id


def test_a_pin_that_somebody_chose_stays_theirs(veille, house):
    with house.database.transaction() as session:
        member = session.scalar(select(Member).where(Member.role == "focal_point").limit(1))
        member.pin_hash = passwords.hashed(session, member, "pin", "7319")
        chosen = member.id

    veille("demo-data", "--reports", "20")

    with house.database.reading() as session:
        member = session.get_one(Member, chosen)
        assert passwords.is_pin(session, member, "7319")


def test_a_house_in_production_is_left_alone_unless_one_insists(veille, house):
    production = {"VEILLE_MODE": "production", "AT_API_BASE": "https://example.org"}

    refused = veille("demo-data", "--reports", "20", **production)
    insisted = veille("demo-data", "--reports", "20", "--yes-into-this-database", **production)

    assert refused.exit_code == 1
    assert "--yes-into-this-database" in refused.output
    assert insisted.exit_code == 0, insisted.output
    assert "PIN" not in insisted.output
    with house.database.reading() as session:
        assert not session.scalar(select(Member.id).where(Member.pin_hash.is_not(None)).limit(1))


def test_what_is_invented_is_not_mixed_with_what_is_there_unless_one_says_so(veille, house):
    veille("demo-data", "--reports", "20")
    first = count(house, Report)

    refused = veille("demo-data", "--reports", "20")
    added = veille("demo-data", "--reports", "20", "--add")

    assert refused.exit_code == 1
    assert "say --add" in refused.output
    assert added.exit_code == 0, added.output
    assert count(house, Report) >= first + 20


def test_a_places_file_is_told_in(veille, empty, tmp_path):
    path = tmp_path / "places.csv"
    path.write_text(
        "code,level,name,parent_code\nCI,country,Côte d'Ivoire,\nR,region,Nawa,CI\n"
        "D,department,Soubré,R\nS,sub_prefecture,Soubré,D\nV,village,Galéa,S\n",
        encoding="utf-8",
    )

    done = veille("demo-data", "--reports", "20", "--places", str(path))

    assert done.exit_code == 0, done.output
    assert count(empty, Place) == 5
    assert "department" in done.output


def test_a_places_file_that_is_wrong_is_refused_with_its_line(veille, empty, tmp_path):
    path = tmp_path / "places.csv"
    path.write_text("code,level,name,parent_code\nV,village,Galéa,\n", encoding="utf-8")

    done = veille("demo-data", "--reports", "20", "--places", str(path))

    assert done.exit_code == 1
    assert "line 2" in done.output
    assert count(empty, Report) == 0
