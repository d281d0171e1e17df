"""A list of contacts is read as it is written, and never outweighs what people said themselves."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from gateway.imports import ImportRefused
from gateway.imports.contacts import Source, import_contacts
from menus.advice import TOPICS
from storage import contact_lists, contacts, learning
from storage.database import keys_of
from storage.models import Contact, ContactList
from tests.campaigns.conftest import on_sqlite

AGREED = date(2026, 3, 2)
MEETING = Source("Radio Soubré", "Feuilles signées à l'antenne", AGREED)


@pytest.fixture
def bring(house, tmp_path):
    """Import some lines as a list."""

    def do(*lines, source=MEETING, header="phone,place_code,language,role,topics"):
        path = tmp_path / "list.csv"
        path.write_text("\n".join((header, *lines)))
        return import_contacts(house.database, path, source)

    return do


def known(house) -> int:
    """How many phones are remembered."""
    with house.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Contact)) or 0


def test_a_listed_phone_is_written_to_about_everything_where_it_lives(house, press, bring):
    sheet, tally = bring("07 01 02 03 04,CI260401-02,fr,relay,")

    kept = press.contact("+2250701020304")
    assert (sheet.rows, tally["new"]) == (1, 1)
    assert contacts.topics_of(kept) == set(TOPICS)
    assert (kept.role, kept.language, kept.operator) == ("relay", "fr", "orange")
    assert kept.place_id == press.place("CI260401-02")
    assert kept.sub_prefecture_id == press.place("CI260401")
    assert kept.department_id == press.place("CI2604")
    assert (kept.agreed_at, kept.agreed_by) == (datetime(2026, 3, 2, tzinfo=UTC), "list")
    with house.database.reading() as session:
        assert keys_of(session).open(
            kept.phone_sealed, "contacts", str(kept.id), "phone"
        ) == "+2250701020304"  # fmt: skip
        found = contact_lists.lists(session)
    assert [(each.name, each.rows, each.agreed_on) for each in found] == [
        ("Radio Soubré", 1, AGREED)
    ]


def test_the_same_list_twice_changes_nothing(house, press, bring):
    lines = ("0701020304,,,,work", "0501020304,CI2604,,,school;papers")
    bring(*lines)

    _, tally = bring(*lines)

    assert (tally["unchanged"], tally.is_any) == (2, False)
    with house.database.reading() as session:
        assert len(session.scalars(select(ContactList)).all()) == 1


@pytest.mark.parametrize(
    ("old", "operator", "now"),
    [
        ("07 01 02 03", "", "+2250707010203"),
        ("48010203", "", "+2250748010203"),
        ("+225 05010203", "", "+2250505010203"),
        ("00225 95010203", "mtn", "+2250595010203"),
        ("01-01-02-03", "", "+2250101010203"),
        ("73.01.02.03", "", "+2250173010203"),
        ("60010203", "moov", "+2250160010203"),
    ],
)
@on_sqlite
def test_an_old_number_is_made_callable_where_its_company_is_known(
    press, bring, old, operator, now
):
    sheet, _ = bring(f"{old},{operator}", header="phone,operator")

    assert press.contact(now).agreed_by == "list"
    assert sheet.repaired == {2: now[4:6]}


@on_sqlite
def test_two_rows_of_one_phone_are_one_contact_with_the_topics_of_both(press, bring):
    sheet, tally = bring("0701020304,,,,work", "07010203,,,,school", "07 07 01 02 03,,fr,relay,")

    assert (sheet.rows, sheet.merged, tally["new"]) == (3, 1, 2)
    again, _ = bring("0701020304,,,,school", "+225 0701020304,CI2604,,,papers")
    assert again.merged == 1
    kept = press.contact("+2250701020304")
    assert contacts.topics_of(kept) == {"work", "school", "papers"}
    assert kept.department_id == press.place("CI2604")


def test_whoever_said_stop_is_not_written_to_because_of_a_list(house, press, bring):
    (stopped,) = press.listens()
    press.stops(stopped, "+2250109090909")  # of the second nothing else is known

    _, tally = bring(stopped, "0109090909", header="phone")

    assert (tally["stopped"], tally["new"], tally["changed"]) == (2, 0, 0)
    assert press.contact(stopped).opted_out_at is not None
    assert press.contact("+2250109090909").agreed_at is None
    assert press.contact("+2250109090909").phone_sealed is None


def test_whoever_dropped_their_last_topic_is_not_written_to_because_of_a_list(house, press, bring):
    (phone,) = press.listens()
    with house.database.transaction() as session:
        learning.unsubscribe(session, house.database.keys.phone(phone), "work")

    _, tally = bring(phone, header="phone")

    assert tally["stopped"] == 1
    assert press.contact(phone).agreed_at is None


def test_what_people_chose_themselves_outweighs_a_list(press, bring):
    (phone,) = press.listens(place_id=press.place("CI260404-01"))
    before = press.contact(phone)

    bring(f"{phone},CI260401-02,en,,school;papers")

    kept = press.contact(phone)
    assert (kept.agreed_at, kept.agreed_by) == (before.agreed_at, "ussd")
    assert (kept.topics, kept.language) == (" work ", "fr")
    assert kept.place_id == press.place("CI260404-01")


def test_what_people_say_after_a_list_becomes_their_own_agreement(house, press, bring):
    bring("0700000000,,,,school")

    press.listens()

    kept = press.contact("+2250700000000")
    assert (kept.agreed_by, contacts.topics_of(kept)) == ("ussd", {"school", "work"})


@on_sqlite
@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("27010203,,,,", "old number of 8 digits, and nothing says of which operator"),
        ("701020304,,,,", "lost the 0"),
        ("0701020304,NOWHERE,,,", "unknown place_code 'NOWHERE'"),
        ("0701020304,,xx,,", "unknown language 'xx'"),
        ("0701020304,,,boss,", "unknown role 'boss': write public or relay"),
        ("0701020304,,,,football", "unknown topics 'football'"),
        ("0701020304,,,", "4 cells, where the header has 5"),
    ],
)
def test_one_wrong_row_refuses_the_whole_list(house, bring, line, told):
    with pytest.raises(ImportRefused, match=told) as refused:
        bring("0505050505,,,,", line)

    assert "line 3" in str(refused.value)
    assert "01020304" not in str(refused.value)
    assert known(house) == 0


@on_sqlite
@pytest.mark.parametrize(
    ("day", "told"), [("31/02/2026", "is not a date"), ("2099-01-01", "still to come")]
)
def test_a_day_that_cannot_be_is_told(bring, day, told):
    with pytest.raises(ImportRefused, match=told):
        bring(f"0701020304,{day}", header="phone,agreed_on")


@on_sqlite
def test_a_row_may_say_on_which_day_its_person_agreed(press, bring):
    bring("0701020304,5/1/2026", "0501020304,", header="phone,agreed_on")

    assert press.contact("+2250701020304").agreed_at == datetime(2026, 1, 5, tzinfo=UTC)
    assert press.contact("+2250501020304").agreed_at == datetime(2026, 3, 2, tzinfo=UTC)


def test_a_language_that_a_caller_chose_before_the_list_stays(house, press, bring):
    with house.database.transaction() as session:
        index = house.database.keys.phone("+2250701020304")
        contacts.remember_language(session, index, "en")

    _, tally = bring("0701020304,,fr,,")

    assert tally["changed"] == 1
    kept = press.contact("+2250701020304")
    assert (kept.language, kept.agreed_by) == ("en", "list")
