"""Who listens is counted for the coordination; lists come with a proof, and no number is shown."""

import re

import pytest

from storage import contacts
from storage.models import Contact, ContactList, WaitingImport
from tests import country
from tests.campaigns.conftest import on_sqlite
from tests.console.test_committees import doings
from tests.console.test_importing import count, form

HEADER = "phone,place_code,language,role,topics"
GOOD = (HEADER, "0701020304,CI260401-02,fr,public,work", "05010203,CI2604,,relay,school")
TOLD = {
    "list": "Radio Soubré",
    "proof": "Feuilles signées à l'antenne",
    "agreed_on": "2026-03-02",
}


@pytest.fixture
def keeper(browse):
    """A coordinator, signed in."""
    return browse(country.COORDINATOR)


def bring(reader, *lines: str, **changed: str):
    """Choose a list and look at what it changes."""
    told = {**TOLD, "csrf_token": reader.csrf, **changed}
    reader.answer = reader.client.post(
        "/contacts", **form("\n".join(lines).encode(), **told), follow_redirects=True
    )
    return reader


def confirm(reader):
    """Agree to what is shown."""
    address = re.search(r'action="(/contacts/lists/[0-9a-f-]{36})"', reader.markup)
    assert address, reader.text
    return reader.sends(address[1])


@on_sqlite
def test_before_anybody_agreed_the_page_says_how_people_join(keeper):
    keeper.opens("/contacts")

    assert keeper.status == 200
    assert "Personne n’est encore inscrit" in keeper.text
    assert "Personne n’a dit STOP" in keeper.text


def test_what_a_list_changes_is_shown_first_and_nothing_is_written(house, keeper):
    bring(keeper, *GOOD)

    assert "2 nouveaux, 0 changé, 0 sans changement, 0 a dit STOP." in keeper.text
    assert "Ces personnes ont accepté : Feuilles signées à l'antenne, le 2 mars" in keeper.text
    assert "3 05 est mis devant" in keeper.text
    assert "01020304" not in keeper.text
    assert "05010203" not in keeper.text
    assert count(house, Contact) == 0


def test_what_was_shown_is_kept_with_its_proof_and_counted(house, keeper):
    confirm(bring(keeper, *GOOD))

    text = keeper.text
    assert "C’est gardé : 2 nouveaux" in text
    assert "2 personnes acceptent nos messages" in text
    assert "Soubré 2" in text
    assert "Public 1" in text
    assert "Relais 1" in text
    assert "Orange 1" in text
    assert "MTN 1" in text
    assert "Travaux interdits 1" in text
    assert "Radio Soubré Feuilles signées à l'antenne 2 mars" in text
    assert "01020304" not in keeper.markup
    assert doings(house) == ["imported"]
    assert count(house, WaitingImport) == 0
    assert count(house, ContactList) == 1


@on_sqlite
def test_the_same_list_twice_changes_nothing(house, keeper):
    confirm(bring(keeper, *GOOD))

    bring(keeper, *GOOD)

    assert "Ce fichier ne change rien" in keeper.text
    assert "0 nouveau, 0 changé, 2 sans changement" in keeper.text
    assert doings(house) == ["imported"]


def test_those_who_said_stop_are_counted_by_the_way_it_came(house, keeper, time):
    keys = house.settings.keys
    with house.database.transaction() as session:
        contacts.opt_out(session, keys.phone("+2250701020304"), "sms", time())
        contacts.opt_out(session, keys.phone("+2250101010101"), "provider", time())

    assert "2 personnes ont dit STOP" in keeper.opens("/contacts").text
    assert "Par SMS 1" in keeper.text
    assert "1 a dit STOP" in bring(keeper, *GOOD).text


@on_sqlite
def test_wrong_rows_are_told_by_their_line_and_nothing_is_kept(house, keeper):
    bring(keeper, *GOOD, "99,,,,", "0701020305,NOWHERE,,,", "0701020306,,,,football")

    assert "3 lignes sont à corriger." in keeper.text
    assert "4 phone : ce n’est pas un numéro qui existe" in keeper.text
    assert "5 place_code « NOWHERE » inconnu" in keeper.text
    assert "6 topics « football » n’existe pas" in keeper.text
    assert 'href="/contacts"' in keeper.markup
    assert count(house, Contact) == 0


@on_sqlite
@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"list": ""}, "Écrivez quelque chose ici."),
        ({"proof": " "}, "Écrivez quelque chose ici."),
        ({"agreed_on": ""}, "Écrivez le jour."),
        ({"agreed_on": "2999-01-01"}, "Ce jour n’est pas encore venu."),
        ({"agreed_on": "hier"}, "Écrivez le jour comme"),
    ],
)
def test_a_list_without_its_proof_is_not_looked_at(house, keeper, changed, told):
    bring(keeper, *GOOD, **changed)

    assert keeper.status == 422
    assert told in keeper.text
    assert count(house, WaitingImport) == 0


@on_sqlite
def test_a_list_of_contacts_is_no_list_of_members(house, keeper):
    bring(keeper, *GOOD)
    address = re.search(r'action="(/contacts/lists/[0-9a-f-]{36})"', keeper.markup)[1]

    keeper.opens(address.replace("/contacts/lists/", "/import/"))

    assert "Charger une liste" in keeper.text


@on_sqlite
def test_who_keeps_no_contacts_finds_no_page(browse):
    assert browse(country.DEPARTMENT_MEMBER).opens("/contacts").status == 404
