"""A list of phones whose owners agreed to be written to -> contacts, a batch at a time.

Such a list is long and touches nobody's work: it is refused whole when a row is wrong, but kept in
short transactions, so that no report waits for it. One that broke off is brought again: what is
kept already changes nothing.
"""

import re
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache
from itertools import islice
from pathlib import Path

from sqlalchemy.orm import Session

from gateway.imports.cells import BadRow, choice, optional_text, sift
from gateway.imports.files import read_text
from gateway.imports.lists import languages
from gateway.imports.old_numbers import NEW_DIGITS, old_number, operator_before
from gateway.imports.phones import repaired
from gateway.imports.place_rows import LONGEST_CODE
from gateway.imports.refusal import quoted, refuse_if_any
from gateway.imports.sheets import Columns, Row, each_row
from gateway.imports.writing import Progress, in_silence
from menus.advice import TOPICS
from storage import contact_lists
from storage.contact_lists import Became, Listed, Spot
from storage.database import Database

COLUMNS = Columns(
    required=("phone",),
    optional=("place_code", "language", "role", "topics", "agreed_on", "operator"),
)
ROLES = ("public", "relay")
BATCH = 1_000
_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", re.ASCII)


@dataclass(frozen=True)
class Source:
    """Where a list comes from: its name, how its people agreed, when, who brings it."""

    name: str
    proof: str
    agreed_on: date
    by: uuid.UUID | None = None


@dataclass(frozen=True, repr=False)
class Sheet:
    """A list as it was read: each phone once."""

    people: list[Listed]
    rows: int
    repaired: dict[int, str]  # the digits put before an old number, by line

    @property
    def merged(self) -> int:
        """How many rows say again what another row of the list says."""
        return self.rows - len(self.people)


@dataclass(frozen=True)
class Tally:
    """What a list comes to, or would come to."""

    became: Counter[Became] = field(default_factory=Counter)

    def __getitem__(self, what: str) -> int:
        return self.became[Became(what)]

    @property
    def is_any(self) -> bool:
        """Whether it changes anything."""
        return bool(self["new"] or self["changed"])


@dataclass(frozen=True)
class _Ground:
    country: str
    today: date
    spots: Mapping[str, Spot]
    repaired: dict[int, str]


def import_contacts(
    database: Database,
    path: Path,
    source: Source,
    progress: Progress = in_silence,
    country: str = "CI",
) -> tuple[Sheet, Tally]:
    """Keep every phone of a file, or refuse it whole."""
    now, text = datetime.now(UTC), read_text(path)
    with database.reading() as session:
        sheet = read_contacts(session, path.name, text, country, now.date())
    return sheet, load_contacts(database, sheet, source, now, progress)


def read_contacts(session: Session, name: str, text: str, country: str, today: date) -> Sheet:
    """The phones of a text, each once, its topics put together. Raises ImportRefused."""
    ground = _Ground(country, today, contact_lists.spots(session), {})
    told, faults = sift(each_row(name, text, COLUMNS), lambda row: _read(row, ground))
    refuse_if_any(faults)
    people: dict[str, Listed] = {}
    for each in told:
        before = people.get(each.phone)
        people[each.phone] = _joined(before, each) if before else each
    return Sheet(list(people.values()), len(told), ground.repaired)


def preview_contacts(session: Session, sheet: Sheet, agreed_on: date) -> Tally:
    """What a list would change; nothing is written."""
    tally = Tally()
    for batch in _batches(sheet.people):
        tally.became.update(contact_lists.compare(session, batch, agreed_on).became)
    return tally


def load_contacts(
    database: Database,
    sheet: Sheet,
    source: Source,
    now: datetime,
    progress: Progress = in_silence,
) -> Tally:
    """Keep the phones of a list, batch by batch."""
    tally, done = Tally(), 0
    progress(done, len(sheet.people))
    for batch in _batches(sheet.people):
        with database.transaction() as session:
            kept = contact_lists.find_or_add(
                session, source.name, source.proof, source.agreed_on, source.by, now
            )
            became = contact_lists.write(session, kept, batch)
        tally.became.update(became)
        done += len(batch)
        progress(done, len(sheet.people))
    return tally


def _batches(people: list[Listed]) -> Iterable[list[Listed]]:
    waiting = iter(people)
    return iter(lambda: list(islice(waiting, BATCH)), [])


def _read(row: Row, ground: _Ground) -> Listed:
    phone, code = _phone(row, ground), optional_text(row, "place_code", LONGEST_CODE)
    if code and code not in ground.spots:
        raise BadRow("unknown_place", cell=quoted(code))
    return Listed(
        phone,
        _topics(row.cells.get("topics", "")),
        choice(row, "role", ROLES, default="public"),
        choice(row, "language", languages()) if row.cells.get("language") else None,
        ground.spots.get(code),
        _day(row.cells.get("agreed_on", ""), ground.today),
    )


def _phone(row: Row, ground: _Ground) -> str:
    cell = row.cells["phone"]
    old = old_number(cell) if ground.country == "CI" else ""
    if not old:
        return repaired(cell, ground.country)
    told = choice(row, "operator", NEW_DIGITS) if row.cells.get("operator") else ""
    operator = operator_before(old) or told
    if not operator:
        raise BadRow("phone_no_operator")
    digits = NEW_DIGITS[operator]
    ground.repaired[row.line] = digits
    return f"+225{digits}{old}"


@cache
def _topics(cell: str) -> frozenset[str]:
    """The topics that a cell names; where it names none, all of them."""
    told = frozenset(re.split(r"[\s;,|]+", cell.casefold().strip("; ,|"))) - {""}
    for each in told - TOPICS.keys():
        raise BadRow("unknown_choice", column="topics", cell=quoted(each), among=tuple(TOPICS))
    return told or frozenset(TOPICS)


def _day(cell: str, today: date) -> date | None:
    if not cell:
        return None
    found = _DAY.fullmatch(cell)
    try:
        day = date.fromisoformat(
            f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}" if found else cell,
        )
    except ValueError:
        raise BadRow("not_a_day", column="agreed_on", cell=quoted(cell)) from None
    if day > today:
        raise BadRow("day_to_come", column="agreed_on", cell=quoted(cell))
    return day


def _joined(first: Listed, second: Listed) -> Listed:
    """Two rows of one phone: all their topics; of the rest, what the later row says."""
    return replace(
        first,
        topics=first.topics | second.topics,
        role="relay" if "relay" in (first.role, second.role) else "public",
        language=second.language or first.language,
        place=second.place or first.place,
        agreed_on=min(filter(None, (first.agreed_on, second.agreed_on)), default=None),
    )
