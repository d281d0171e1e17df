"""What a campaign came to, on its page and in its files: counts, and nobody's number."""

import io
import zipfile

import pytest

from notifications import campaign_figures, delivery_reports
from tests import country
from tests.campaigns.conftest import broadcaster, on_sqlite, press, variables  # noqa: F401


@pytest.fixture
def reader(browse):
    """A coordinator who looks back."""
    return browse(country.COORDINATOR)


@pytest.fixture
def over(press, house):  # noqa: F811
    """A campaign to five, of whom two have it for certain; counted."""
    here = press.place("CI260401-02")
    phones = press.listens(4, place_id=here) + press.listens(1, operator="moov")
    number = press.approved(message="LOAD")
    press.goes()
    for row in press.rows(number)[:2]:
        with house.database.transaction() as session:
            delivery_reports.take(
                session, row.provider_id, "Success", "", row.phone_index, press.now()
            )
    assert len(phones) == 5
    campaign_figures.count_one(house.database, number, house.rules.zone, press.now())
    return number


def test_it_says_how_many_were_meant_and_have_it_and_what_it_cost(reader, over):
    reader.opens(f"/campaigns/{over}/results")

    assert "5 personnes visées, 5 messages partis, 2 remis." in reader.text
    assert "100 F dépensés pour 5 SMS" in reader.text
    assert "Soubré" in reader.text
    assert "Moov" in reader.text
    assert "Personne n’a dit STOP" in reader.text


@on_sqlite
def test_before_anything_is_counted_it_says_when_it_will_be(reader, press):  # noqa: F811
    press.listens(1)
    number = press.approved()
    press.goes()

    assert "Rien n’est encore compté" in reader.opens(f"/campaigns/{number}/results").text


@on_sqlite
def test_the_files_can_be_opened_and_hold_no_number(reader, over, press):  # noqa: F811
    files = {
        kind: reader.client.get(f"/campaigns/{over}/results.{kind}").data
        for kind in ("csv", "xlsx", "pdf")
    }

    assert "Soubré" in files["csv"].decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(files["xlsx"])) as book:
        assert "xl/workbook.xml" in book.namelist()
        inside = b"".join(book.read(name) for name in book.namelist())
    assert files["pdf"].startswith(b"%PDF")
    assert files["pdf"].count(b"/Type /Page\n") == 1
    for phone in press.people:
        for content in (files["csv"], inside, files["pdf"]):
            assert phone[4:].encode() not in content


@on_sqlite
def test_a_draft_has_no_results(reader, press):  # noqa: F811
    number = press.approved()

    assert reader.opens(f"/campaigns/{number}/results").status == 404
