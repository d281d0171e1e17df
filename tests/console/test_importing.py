"""A list brought as a file: looked at first, then kept whole, or not at all."""

import io
import re
import signal
import subprocess
import sys
import zipfile

import pytest
from sqlalchemy import func, select

from gateway.console import LARGEST_FORM
from storage import members
from storage.models import Member, Service, WaitingImport
from tests import country
from tests.conftest import KEYS
from tests.console.test_committees import committee_of, doings
from tests.console.test_members import kept

KEEPER = country.COORDINATOR
HEADER = "committee_code;name;phone;role;language"
GOOD = (
    HEADER,
    f"V-BADAYO;Awa Koffi;{country.VILLAGE_MEMBER};president;fr",  # name and role change
    f"V-BADAYO;Awa K.;{country.SECOND_VILLAGE_MEMBER};focal_point;fr",  # as they are
    "V-BADAYO;Ama Brou;0700000001;secretary;en",  # new
)


@pytest.fixture
def keeper(browse):
    """A coordinator, signed in."""
    return browse(KEEPER)


def bring(reader, *lines: str, kind: str = "members", content: bytes | None = None, name="l.csv"):
    """Choose a file and look at what it changes."""
    told = "\n".join(lines).encode() if content is None else content
    reader.answer = reader.client.post(
        "/import", **form(told, name, csrf_token=reader.csrf, kind=kind), follow_redirects=True
    )
    return reader


def form(content: bytes, name: str = "l.csv", **fields: str) -> dict[str, object]:
    """A form with a file, as a browser sends it. (The test client would write it to the disk.)"""
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = b"".join((*parts, head.encode(), content, b"\r\n--x--\r\n"))
    return {"data": body, "content_type": "multipart/form-data; boundary=x"}


def confirm(reader):
    """Agree to what is shown."""
    address = re.search(r'action="(/import/[0-9a-f-]{36})"', reader.markup)
    assert address, reader.text
    return reader.sends(address[1])


def count(house, model) -> int:
    """How many rows there are."""
    with house.database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_what_changes_is_shown_first_and_nothing_is_written(house, keeper):
    before = count(house, Member)

    bring(keeper, *GOOD)

    assert "1 nouveau, 1 changé, 1 sans changement." in keeper.text
    assert (
        "2 Awa Koffi nom : Awa K. → Awa Koffi rôle : membre → président ou présidente"
        in keeper.text
    )
    assert "4 Ama Brou comité : V-BADAYO rôle : secrétaire langue : en" in keeper.text
    assert "0700000001" not in keeper.text
    assert count(house, Member) == before
    assert kept(house, country.VILLAGE_MEMBER).role == "focal_point"
    assert doings(house) == []


def test_what_was_shown_is_kept_and_told(house, keeper, browse, people):
    member, other = browse(country.VILLAGE_MEMBER), browse(country.SECOND_VILLAGE_MEMBER)
    bring(keeper, *GOOD)

    confirm(keeper)

    assert "C’est gardé : 1 nouveau, 1 changé, 1 sans changement." in keeper.text
    assert kept(house, country.VILLAGE_MEMBER).role == "president"
    assert kept(house, "+2250700000001").language == "en"
    assert "Entrer dans Veille" in member.opens("/account").text  # another role
    assert other.opens("/account").status == 200
    assert doings(house) == ["imported"]
    assert count(house, WaitingImport) == 0


def test_the_same_file_twice_changes_nothing(house, keeper):
    confirm(bring(keeper, *GOOD))

    bring(keeper, *GOOD)

    assert "Ce fichier ne change rien" in keeper.text
    assert "Garder" not in keeper.text.replace("Gardez", "")
    assert doings(house) == ["imported"]


def test_a_confirmation_sent_twice_is_one(house, keeper):
    bring(keeper, *GOOD)
    address = re.search(r'action="(/import/[0-9a-f-]{36})"', keeper.markup)[1]

    keeper.sends(address)
    keeper.sends(address)

    assert "Charger une liste" in keeper.text
    assert doings(house) == ["imported"]


def test_each_wrong_row_is_told_by_its_line_and_nothing_is_kept(house, keeper):
    before = count(house, Member)

    bring(
        keeper, *GOOD,
        "V-BADAYO;Ama;2.25E+12;secretary;fr", "NOWHERE;Ama;0700000002;secretary;fr",
        "V-BADAYO;=A1;0700000003;boss;fr", "V-BADAYO;Ama;0700000004",
        "V-BADAYO;Ama;07 00 00 00 01;secretary;fr",
    )  # fmt: skip

    text = keeper.text
    assert "5 lignes sont à corriger." in text
    assert "5 Excel a réécrit ce téléphone" in text
    assert "6 committee_code « NOWHERE » inconnu" in text
    assert "7 name « =A1 » commence comme une formule" in text
    assert "8 3 cases, et le titre en a 5" in text
    assert "9 le même téléphone qu’à la ligne 4" in text
    assert "Garder" not in text
    assert count(house, Member) == before


def workbook() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return content.getvalue()


TEXT = "\n".join(GOOD)
BAD_FILES = {
    "nothing": (b"", "l.csv est vide."),
    "blank lines": (b"\n \n", "l.csv est vide."),
    "a header alone": (HEADER.encode(), "l.csv a un titre et aucune ligne."),
    "Latin 1": (TEXT.replace("Awa", "Affoué").encode("latin-1"), "n’est pas en UTF-8 (ligne 2)"),
    "UTF-16": (TEXT.encode("utf-16"), "l.csv est en UTF-16"),
    "a workbook": (workbook(), "est en vérité un classeur Excel"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "ancien classeur Excel"),
    "a PDF": (b"%PDF-1.7\n", "est en vérité un PDF"),
    "a NUL": (TEXT.encode() + b"\nV-BADAYO;A\0;0700000009;secretary;fr", "octet nul, ligne 5"),
    "an open quote": (
        f'{TEXT}\nV-BADAYO;"Ama;07;x;fr'.encode(),
        "ouvert ligne 5 n’est jamais fermé",
    ),
    "a quote too many": (f'{TEXT}\nV-BADAYO;"A"b";07;x;fr'.encode(), "il manque un guillemet"),
    "one column": (b"name\nAwa\n", "une seule colonne a été trouvée"),
    "a column missing": (TEXT.replace("phone", "tel").encode(), "il manque la colonne phone"),
    "a merged header": (f"Liste;;;;\n{TEXT}".encode(), "il manque les colonnes"),
    "a column twice": (TEXT.replace("language", "role").encode(), "deux colonnes s’appellent role"),
    "a cell of 5 MB would be too large": (
        b"x" * (LARGEST_FORM - 2_000),
        "plus de 10 000 signes",
    ),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "l.csv"),
}


@pytest.mark.parametrize(("content", "told"), BAD_FILES.values(), ids=BAD_FILES.keys())
def test_a_file_that_is_no_list_is_refused_in_one_clear_sentence(house, keeper, content, told):
    bring(keeper, content=content)

    assert keeper.status in (200, 422)
    assert told in keeper.text
    assert "Garder" not in keeper.text
    assert doings(house) == []


@pytest.mark.parametrize(
    "content",
    [
        TEXT.replace(";", ",").encode(),
        TEXT.replace(";", "\t").encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.replace("\n", "\r\n").encode(),
        "\n".join(f'"{line.replace(";", chr(34) + ";" + chr(34))}"' for line in GOOD).encode(),
    ],
    ids=["commas", "tabs", "a mark of UTF-8", "Windows lines", "all in quotes"],
)
def test_every_way_of_saving_is_read(keeper, content):
    assert "1 nouveau, 1 changé, 1 sans changement." in bring(keeper, content=content).text


def test_a_file_over_4_mb_is_not_read(house, keeper):
    keeper.answer = keeper.client.post("/import", **form(b"x" * (LARGEST_FORM + 1)))

    assert keeper.status == 413
    assert "Ce fichier est trop grand" in keeper.text


@pytest.mark.parametrize("kind", ["", "places", "../members"])
def test_a_list_of_no_kind_is_not_taken(keeper, kind):
    assert bring(keeper, *GOOD, kind=kind).status == 422


def test_no_file_is_told(keeper):
    keeper.sends("/import", kind="members")

    assert "Choisissez le fichier." in keeper.text


@pytest.mark.parametrize(
    ("kind", "lines", "told"),
    [
        ("committees", ("code,level,place_code,name", "V-GALEA,village,CI260401-01,Galéa"),
         "niveau : Villages"),
        ("services", ("code,name,kind,place_code,phone", "S-1,Centre,health,CI2604,116"),
         "genre : Santé"),
    ],
)  # fmt: skip
def test_committees_and_services_come_as_lists_too(house, keeper, kind, lines, told):
    assert told in bring(keeper, *lines, kind=kind).text

    confirm(keeper)

    assert "C’est gardé : 1 nouveau" in keeper.text
    if kind == "committees":
        assert committee_of(house, "V-GALEA").active
    else:
        assert count(house, Service) == 1


# --- Whose it is, and for how long ---


def test_what_was_brought_lies_sealed_and_goes_after_an_hour(house, keeper, time):
    bring(keeper, *GOOD)
    address = re.search(r'action="(/import/[0-9a-f-]{36})"', keeper.markup)[1]
    with house.database.reading() as session:
        (row,) = session.scalars(select(WaitingImport)).all()
        assert b"Ama" not in row.text_sealed
        assert b"l.csv" not in row.name_sealed
    for _ in range(5):
        time.passes(minutes=13)
        keeper.opens("/account")

    keeper.sends(address)

    assert doings(house) == []
    assert count(house, WaitingImport) == 0


def test_what_one_brought_does_not_exist_for_another(house, keeper, browse):
    bring(keeper, *GOOD)
    address = re.search(r'action="(/import/[0-9a-f-]{36})"', keeper.markup)[1]

    browse(country.DEPARTMENT_MEMBER).sends(address)
    with house.database.transaction() as session:
        kept_now = session.scalars(select(Member).where(Member.role == "coordinator")).one()
        members.add(session, kept_now.committee_id, "Eba", "+2250712340056", "coordinator", "fr")
    browse("+2250712340056").sends(address)

    assert doings(house) == []


def test_a_file_leaves_no_trace_on_the_disk_in_clear(house, keeper, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))  # whoever writes there fails

    bring(keeper, *GOOD, *(f"V-BADAYO;Ama;07{n:08};secretary;fr" for n in range(2, 20_000)))

    assert "19 999 nouveaux" in keeper.text.replace("\u202f", " ")


# --- What a list may not do ---


def test_a_list_gives_nobody_a_role_of_their_own_choosing(house, keeper):
    bring(keeper, HEADER, f"NAT;Awa K.;{KEEPER};secretary;fr")

    assert "une autre personne de la coordination change votre rôle" in keeper.text
    assert kept(house, KEEPER).role == "coordinator"


def test_one_s_own_row_as_it_is_may_stand_in_a_list(house, keeper):
    bring(keeper, HEADER, f"NAT;Awa Koné;{KEEPER};coordinator;fr")

    confirm(keeper)

    assert doings(house) == ["imported"]


def test_a_list_leaves_somebody_who_coordinates(house, browse):
    with house.database.transaction() as session:
        home = committee_of(house, "NAT").id
        members.add(session, home, "Issa T.", "+2250712340057", "focal_point", "fr")
    deputy = browse("+2250712340057")
    bring(deputy, HEADER, f"NAT;Awa K.;{KEEPER};secretary;fr")

    confirm(deputy)

    assert deputy.status == 422
    assert "plus personne ne serait à la coordination" in deputy.text
    assert kept(house, KEEPER).role == "coordinator"


# --- Killed in the middle ---

LOADS = """
import sys
from pathlib import Path
from gateway.imports import import_members
from storage.database import Database
from storage.encryption import Keys

def halfway(done, total):
    if done:
        print("halfway", flush=True)
        sys.stdin.read()  # until somebody kills us

import_members(Database(sys.argv[1], Keys.parse(sys.argv[2])), Path(sys.argv[3]), halfway)
"""


@pytest.mark.processes
def test_an_import_that_is_killed_in_the_middle_leaves_nothing(house, database_url, tmp_path):
    file, before = tmp_path / "many.csv", count(house, Member)
    rows = (f"V-BADAYO;Ama;07{n:08};secretary;fr" for n in range(1_200))
    file.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-c", LOADS, database_url, KEYS, str(file)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip

    assert process.stdout.readline() == "halfway\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()

    assert count(house, Member) == before
