"""What a list would change is told before anything is written, and is what it then changes."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.demo_data import folder
from gateway.imports import (
    ImportRefused,
    import_committees,
    import_members,
    import_places,
    import_services,
)
from gateway.imports.committees import COMMITTEES
from gateway.imports.lists import Listing, Preview, Terms, load, preview, read
from gateway.imports.members import MEMBERS
from gateway.imports.refusal import words_of
from gateway.imports.services import SERVICES
from gateway.imports.writing import Imported, Outcome
from menus.words import blanks_of
from storage.database import Database

from .conftest import members_of, new_database

LISTS: dict[str, Listing] = {"committees": COMMITTEES, "members": MEMBERS, "services": SERVICES}
HEADERS = {
    "committees": "code,level,place_code,name",
    "members": "committee_code,name,phone,role,language",
    "services": "code,name,kind,place_code,phone",
}
CELLS = {
    "committees": st.tuples(
        st.sampled_from(["NAT", "CI2604-D", "X1", "X2", ""]),
        st.sampled_from(["national", "department", "village"]),
        st.sampled_from(["CI", "CI2604", "nowhere"]),
        st.sampled_from(["Coordination nationale", "Comité"]),
    ),
    "members": st.tuples(
        st.sampled_from(["NAT", "CI2604-D", "nowhere"]),
        st.sampled_from(["Aya K.", "Koffi"]),
        st.sampled_from(["+2250712341000", "07 12 34 10 00", "0512341007", "0799999999", "12"]),
        st.sampled_from(["coordinator", "secretary"]),
        st.sampled_from(["", "fr", "en"]),
    ),
    "services": st.tuples(
        st.sampled_from(["CI2601-CS", "S1", "S2"]),
        st.sampled_from(["Centre social de Buyo", "Centre"]),
        st.sampled_from(["social_centre", "health"]),
        st.sampled_from(["CI2601", "CI2604"]),
        st.sampled_from(["", "116", "0722000000"]),
    ),
}
FILES = st.sampled_from(sorted(LISTS)).flatmap(
    lambda kind: st.tuples(
        st.just(kind), st.lists(CELLS[kind].map(",".join), min_size=1, max_size=5)
    )
)


class Undone(Exception):
    """Nothing is to stay of a test."""


def look(database: Database, kind: str, *rows: str) -> Preview:
    """What a file would change."""
    text = "\n".join((HEADERS[kind], *rows))
    wanted, faults = read(LISTS[kind], "list.csv", text, Terms())
    with database.reading() as session:
        return preview(session, LISTS[kind], wanted, faults)


def keep(
    database: Database, kind: str, *rows: str, then: type[Exception] | None = None
) -> Imported:
    """Load a file, and perhaps take it all back."""
    text = "\n".join((HEADERS[kind], *rows))
    wanted, faults = read(LISTS[kind], "list.csv", text, Terms())
    with database.transaction() as session:
        done = load(session, LISTS[kind], wanted, faults, datetime.now(UTC))
        if then is not None:
            raise then(done)
    return done


def test_a_preview_tells_what_is_new_what_changes_and_from_what_to_what(demo: Database) -> None:
    seen = look(
        demo,
        "members",
        "NAT,Aya K.,+2250712341000,coordinator,fr",
        "NAT,Koffi Gnamien,0512341007,secretary,fr",
        "CI2604-D,Ama B.,0700000001,president,",
    )

    changed, new = seen.changes
    assert seen.counts == Imported(new=1, changed=1, unchanged=1)
    assert (changed.line, changed.before, changed.after) == (
        3,
        {"name": "Koffi G.", "role": "coordinator"},
        {"name": "Koffi Gnamien", "role": "secretary"},
    )
    assert (new.line, new.outcome, new.name) == (4, Outcome.NEW, "Ama B.")


def test_a_preview_writes_nothing(demo: Database) -> None:
    before = {phone: name for phone, (_, name) in members_of(demo).items()}

    look(demo, "members", "NAT,Somebody Else,0712341000,secretary,en")

    assert {phone: name for phone, (_, name) in members_of(demo).items()} == before


@pytest.fixture(scope="module")
def one_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The pilot, once for all the files."""
    database = new_database(tmp_path_factory.mktemp("previews"))
    for kind, take in (
        ("places", import_places), ("committees", import_committees),
        ("members", import_members), ("services", import_services),
    ):  # fmt: skip
        take(database, folder() / f"{kind}.csv")
    yield database
    database.close()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(file=FILES)
def test_what_is_foretold_is_what_happens(one_demo: Database, file: tuple[str, list[str]]) -> None:
    kind, rows = file

    def outcome(act: object) -> object:
        try:
            return act()  # type: ignore[operator]
        except ImportRefused as refused:
            return [(fault.line, fault.reason.code) for fault in refused.faults]
        except Undone as done:
            return done.args[0]

    foretold = outcome(lambda: look(one_demo, kind, *rows).counts)
    happened = outcome(lambda: keep(one_demo, kind, *rows, then=Undone))

    assert foretold == happened


@pytest.mark.parametrize("kind", LISTS)
def test_a_file_loaded_once_changes_nothing_the_second_time(demo: Database, kind: str) -> None:
    rows = {
        "committees": "X9,department,CI2604,Un comité",
        "members": "NAT,Ama B.,0700000001,secretary,en",
        "services": "S9,Un centre,health,CI2604,116",
    }[kind]

    assert keep(demo, kind, rows) == Imported(new=1, changed=0, unchanged=0)
    assert look(demo, kind, rows) == Preview(Imported(new=0, changed=0, unchanged=1))
    assert keep(demo, kind, rows) == Imported(new=0, changed=0, unchanged=1)


def test_every_reason_is_said_in_both_languages_with_the_same_blanks() -> None:
    english, french = words_of("en"), words_of("fr")

    assert english.keys() == french.keys()
    for code, words in english.items():
        assert blanks_of(words) == blanks_of(french[code]), code
        assert words.strip(), code


def test_a_reason_is_said_in_the_language_of_who_reads_it(demo: Database) -> None:
    with pytest.raises(ImportRefused) as refused:
        look(demo, "members", "NAT,Ama B.,0701,boss,fr", "NOWHERE,Ama B.,0700000001,secretary,fr")

    said = [fault.reason.said("fr") for fault in refused.value.faults]
    assert said == [
        "phone : ce n'est pas un numéro qui existe",
        "committee_code « NOWHERE » inconnu : chargez d'abord les comités, ou corrigez le code",
    ]


def test_the_words_of_a_set_are_told_apart_by_or_in_each_language(demo: Database) -> None:
    with pytest.raises(ImportRefused) as refused:
        look(demo, "members", "NAT,Ama B.,0700000001,boss,fr")

    reason = refused.value.faults[0].reason
    assert reason.said("fr").endswith("social_worker ou coordinator")
    assert reason.said("en").endswith("social_worker or coordinator")
