"""What is said of files which are no CSV, or not ours."""

import io
import os
import zipfile
from pathlib import Path

import pytest

from gateway.imports import ImportRefused, import_places
from gateway.imports.files import LARGEST
from storage.database import Database

from .conftest import Save, places_of

HEADER = "code,level,name,parent_code"
COUNTRY = "CI,country,Côte d'Ivoire,"
GOOD = f"{HEADER}\n{COUNTRY}\n"


def workbook() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return content.getvalue()


TROUBLES = {
    "nothing at all": (b"", "is empty"),
    "only blank lines": (b"\n\r\n  \n", "is empty"),
    "only the mark of UTF-8": (b"\xef\xbb\xbf", "is missing|only one column"),
    "a header alone": (HEADER.encode(), "no rows"),
    "a header and blank rows": (f"{HEADER}\n,,,\n\n".encode(), "no rows"),
    "Latin 1": (GOOD.encode("latin-1"), r"not in UTF-8 \(line 2\).*CSV UTF-8"),
    "Windows": ("code,level,name,parent_code\nX,region,“Nawa”,CI".encode("cp1252"), "CSV UTF-8"),
    "UTF-16": (GOOD.encode("utf-16"), "is in UTF-16.*CSV UTF-8"),
    "UTF-16, big end first": (b"\xfe\xff" + GOOD.encode("utf-16-be"), "is in UTF-16"),
    "UTF-16 without its mark": (GOOD.encode("utf-16-le"), "is in UTF-16"),
    "a workbook": (workbook(), "really an Excel workbook"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "old Excel workbook"),
    "a PDF": (b"%PDF-1.7\n", "really a PDF"),
    "a gzip": (b"\x1f\x8b\x08\x00", "really a gzip"),
    "a NUL byte": (GOOD.encode() + b"X,region,Na\0wa,CI\n", "NUL byte on line 3"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "NUL|UTF-8"),
    "a quote never closed": (f'{GOOD}X,region,"Nawa,CI\n'.encode(), "opened on line 3.*closed"),
    "a quote too many": (f'{GOOD}X,region,"Na"wa",CI\n'.encode(), "quotation mark.*line 3"),
    "one column": (b"code\nCI\nGH\n", "only one column.*'code'.*semicolons"),
    "another separator": (b"code|level|name|parent_code\nCI|country|CI|\n", "only one column"),
    "no names": (b"code,level,parent_code\nCI,country,\n", "the column name is missing.*'level'"),
    "two missing": (b"code,name\nCI,CI\n", "the columns level, parent_code are missing"),
    "a title above": (f"Liste des lieux,,,\n{GOOD}".encode(), "missing.*'liste des lieux'"),
    "no header": (b"CI,country,CI,\nX,region,Nawa,CI\n", "missing.*'country'"),
    "a header twice": (b"code,level,name,name,parent_code\nCI,country,a,b,\n", "two columns.*name"),
    "two latitudes": (f"{HEADER},lat,latitude\nCI,country,CI,,1,2\n".encode(), "two.*latitude"),
    "a cell of 10,001 signs": (f"{GOOD}X,region,{'a' * 10_001},CI".encode(), "line 3.*10,000"),
    "a cell of 5 MB": (f"{GOOD}X,region,{'a' * 5_000_000},CI".encode(), "line 3.*10,000"),
    "a long cell in a header": (b"a" * 200_000, "10,000"),
    "200,001 rows": (
        HEADER.encode() + b"\n" + b"X,region,Nawa,CI\n" * 200_001,
        "more than 200,000 rows",
    ),
    "many columns": (",".join(f"c{n}" for n in range(40)).encode() + b"\n1", "and 28 more"),
}


@pytest.mark.parametrize(("content", "told"), TROUBLES.values(), ids=TROUBLES.keys())
def test_a_file_that_is_no_list_is_refused_in_one_sentence(
    database: Database, save: Save, content: bytes, told: str
) -> None:
    with pytest.raises(ImportRefused, match=told) as refused:
        import_places(database, save(content=content))

    assert refused.value.faults == []
    assert len(str(refused.value)) < 400
    assert "\n" not in str(refused.value)
    assert places_of(database) == {}


def test_a_file_that_is_not_there_is_named(database: Database, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match=r"places\.csv was not found"):
        import_places(database, tmp_path / "places.csv")


def test_a_folder_is_no_file(database: Database, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="is a folder"):
        import_places(database, tmp_path)


def test_a_pipe_that_never_ends_is_not_waited_for(database: Database, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")

    with pytest.raises(ImportRefused, match="is not a file"):
        import_places(database, tmp_path / "pipe.csv")


@pytest.mark.parametrize("name", ["a" * 300, "a\0b", "file.csv/more.csv"])
def test_a_name_no_file_can_have_is_refused_like_any_other(
    database: Database, save: Save, tmp_path: Path, name: str
) -> None:
    save(GOOD, name="file.csv")

    with pytest.raises(ImportRefused, match=r"cannot be read|not found"):
        import_places(database, tmp_path / name)


def test_a_huge_file_is_not_read_whole(database: Database, tmp_path: Path) -> None:
    with (tmp_path / "huge.csv").open("wb") as file:
        file.truncate(LARGEST * 20)

    with pytest.raises(ImportRefused, match="over 64 MB"):
        import_places(database, tmp_path / "huge.csv")


ACCEPTED = {
    "commas": GOOD,
    "semicolons": GOOD.replace(",", ";"),
    "tabs": GOOD.replace(",", "\t"),
    "the mark of UTF-8": "\ufeff" + GOOD,
    "lines as Windows ends them": GOOD.replace("\n", "\r\n"),
    "lines as old Macs ended them": GOOD.replace("\n", "\r"),
    "no end of the last line": GOOD.rstrip("\n"),
    "all in quotes": 'code;"level";"name";"parent_code"\n"CI";"country";"Côte d\'Ivoire";""',
    "blank lines": f"\n\n{HEADER}\n\n{COUNTRY}\n,,,\n\n",
    "empty columns to the right": f"{HEADER},,\n{COUNTRY},,\n",
    "empty cells to the right": f"{HEADER}\n{COUNTRY},,\n",
    "capitals and spaces": f"Code, Level ,NAME,Parent_Code\n CI ,Country,  Côte  d'Ivoire ,{' '}\n",
    "columns of others, in another order": "note,parent_code,name,level,code\n"
    "hello,,Côte d'Ivoire,country,CI\n",
    "accents in two signs": GOOD.replace("ô", "o\u0302"),
}


@pytest.mark.parametrize("content", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_every_spreadsheet_s_way_of_saving_is_read(
    database: Database, save: Save, content: str
) -> None:
    import_places(database, save(content=content.encode()))

    assert [place.name for place in places_of(database).values()] == ["Côte d'Ivoire"]
