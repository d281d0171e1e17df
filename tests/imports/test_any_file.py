"""Whatever is in a file, an import succeeds or says why not."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.imports import ImportRefused, import_committees, import_members, import_places
from storage.database import Database

from .conftest import new_database

HEADERS = (
    "code,level,name,parent_code,poster_code,latitude,longitude,country",
    "code,level,place_code,name",
    "committee_code,name,phone,role,language",
)
CELLS = st.sampled_from(
    [
        "", "CI", "GH", "country", "region", "village", "national", "NAT", "V1", "0701020304", "fr",
        "focal_point", "2.25E+12", "1000", "5,7", "=1", "#REF!", '"', '"a', "\r", "\u202e", "٣",
    ]
) | st.text(max_size=12)  # fmt: skip
ROWS = st.lists(st.lists(CELLS, max_size=8).map(",".join), max_size=6)
SHEETS = st.tuples(st.sampled_from(HEADERS), ROWS).map(
    lambda sheet: "\n".join((sheet[0], *sheet[1])).encode("utf-8", "surrogatepass")
)
FORMATS = st.sampled_from(["utf-8", "utf-16", "latin-1"])
TEXTS = st.tuples(st.text(), FORMATS).map(lambda given: given[0].encode(given[1], "replace"))


@pytest.fixture(scope="module")
def one_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = new_database(tmp_path_factory.mktemp("any"))
    yield database
    database.close()


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(content=st.binary() | TEXTS | SHEETS)
def test_any_bytes_are_imported_or_refused_in_words(
    one_database: Database, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(content)

    for read in (import_places, import_committees, import_members):
        with contextlib.suppress(ImportRefused):
            read(one_database, path)
