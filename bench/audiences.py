"""`python -m bench.audiences`: how long does it take to count an audience, and to write it down?

Contacts are made up and never written to: their numbers are sealed noise. The campaign is prepared
in slices as a worker does it, and another is cancelled in the middle of that.
"""

import random
import resource
import shutil
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from bench.pages import one_database
from gateway.demo_data import folder
from gateway.imports import import_committees, import_members, import_places
from menus.advice import TOPICS
from notifications import campaign_figures
from notifications.campaign_start import begin_slice
from storage import audiences, bulk, campaigns, contacts, listeners, migrate
from storage.audiences import Audience, Split
from storage.database import Database
from storage.encryption import Keys, new_keys
from storage.models import Campaign, CampaignStatus, Contact, Member, Place

COLUMNS = (
    "id", "phone_index", "phone_sealed", "language", "role", "operator", "topics", "agreed_at",
    "agreed_by", "opted_out_at", "place_id", "sub_prefecture_id", "department_id", "seen_on",
)  # fmt: skip
SLICE = 20_000
COUNT_GOAL, PREPARE_GOAL, CANCEL_GOAL = 0.3, 120.0, 1.0
TEXT = {"a": {"fr": "Un sac trop lourd abime le dos."}}
Line = tuple[str, float, float | None]  # what, seconds, the goal


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--contacts", "people", default=100_000, show_default=True, type=int)
@click.option(
    "--database", "kind", default="postgresql", show_default=True,
    type=click.Choice(["sqlite", "postgresql"]),
)  # fmt: skip
def main(people: int, kind: str) -> None:
    """Count audiences among so many contacts, prepare a campaign for all of them, cancel one."""
    console, home = Console(), Path(tempfile.mkdtemp(prefix="veille-audiences-"))
    try:
        with one_database(home, kind) as url:
            database = Database(url, Keys.parse(new_keys()))
            _fill(database, people)
            before = _memory()
            lines = [*_counting(database), *_preparing(database), _figures(database)]
            grown = _memory() - before
            database.close()
    finally:
        shutil.rmtree(home, ignore_errors=True)
    table = Table("What", "Seconds", "Goal", title=f"{people:,} contacts, {kind}")
    for what, seconds, goal in lines:
        table.add_row(what, f"{seconds:.3f}", "" if goal is None else f"< {goal:g}")
    console.print(table)
    console.print(f"Memory grew by {grown:.0f} MB to {_memory():.0f} MB.")
    sys.exit(any(goal is not None and seconds >= goal for _, seconds, goal in lines))


def _fill(database: Database, people: int) -> None:
    migrate.upgrade(database)
    for read, name in (
        (import_places, "places"), (import_committees, "committees"), (import_members, "members"),
    ):  # fmt: skip
        read(database, folder() / f"{name}.csv")
    with database.reading() as session:
        villages = session.execute(
            select(Place.id, Place.parent_id).where(Place.level == "village")
        ).all()
        above = {
            row.id: row.parent_id for row in session.execute(select(Place.id, Place.parent_id))
        }
    homes = [(v.id, v.parent_id, above[v.parent_id]) for v in villages]
    chance, now = random.Random(5), datetime.now(UTC)
    for start in range(0, people, SLICE):
        rows = [_somebody(chance, homes, now) for _ in range(min(SLICE, people - start))]
        with database.transaction() as session:
            bulk.unhurried(session)
            bulk.write(session, Contact, COLUMNS, rows)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        is_sqlite = database.engine.dialect.name == "sqlite"
        connection.exec_driver_sql("ANALYZE" if is_sqlite else "VACUUM ANALYZE contacts")


def _somebody(
    chance: random.Random, homes: Sequence[tuple[Any, ...]], now: datetime
) -> tuple[object, ...]:
    topics = chance.choice((tuple(TOPICS), ("school",), ("work", "chemicals"), ("papers",)))
    return (
        uuid.UUID(int=chance.getrandbits(128)),
        f"{chance.getrandbits(256):064x}",
        chance.randbytes(80),
        chance.choice(("fr", "fr", "dyu", "bci", None)),
        "relay" if chance.random() < 0.02 else "public",
        chance.choice(("orange", "mtn", "moov")),
        contacts.framed(topics),
        now,
        "list",
        now if chance.random() < 0.01 else None,
        *chance.choice(homes),
        now.date() - timedelta(days=chance.randrange(400)),
    )


def _counting(database: Database) -> list[Line]:
    with database.reading() as session:
        place = session.scalars(select(Place.id).where(Place.level == "department").limit(1)).one()
    alone, two = Split(("fr",), "fr"), Split(("fr",), "fr", two_wordings=True, by_first=True)
    asked = (
        ("count: the country", Audience(), alone),
        ("count: one department", Audience(places=(place,)), alone),
        ("count: a topic", Audience(topic="school"), alone),
        ("count: two wordings, first messages", Audience(), two),
        ("count: seen lately, French", Audience(
            languages=("fr",), seen_since=datetime.now(UTC).date() - timedelta(days=90)), alone),
    )  # fmt: skip
    lines: list[Line] = [
        (what, min(_count(database, audience, split) for _ in range(3)), COUNT_GOAL)
        for what, audience, split in asked
    ]
    began = time.monotonic()
    with database.reading() as session:
        listeners.by_kind(session)
        listeners.by_topic(session)
        listeners.by_department(session)
        listeners.stopped(session)
    return [*lines, ("the page of contacts", time.monotonic() - began, None)]


def _count(database: Database, audience: Audience, split: Split) -> float:
    began = time.monotonic()
    with database.reading() as session:
        audiences.count(session, audiences.reach(session, audience, split))
    return time.monotonic() - began


def _preparing(database: Database) -> list[Line]:
    number, now = _approved(database), datetime.now(UTC)
    began, longest = time.monotonic(), 0.0
    goes_on = True
    while goes_on:
        slice_began = time.monotonic()
        goes_on = begin_slice(database, number, "fr", now)
        longest = max(longest, time.monotonic() - slice_began)
    prepared = time.monotonic() - began
    return [
        ("prepare everybody", prepared, PREPARE_GOAL),
        ("the longest slice of it", longest, None),
        ("cancel in the middle", _cancel(database), CANCEL_GOAL),
    ]


def _cancel(database: Database) -> float:
    """Cancel while another hand prepares; seconds until it holds."""
    number, now = _approved(database), datetime.now(UTC)

    def prepare() -> None:
        while begin_slice(database, number, "fr", now):
            pass

    hand = threading.Thread(target=prepare)
    hand.start()
    time.sleep(0.3)  # let it get into the middle of its work
    began = time.monotonic()
    with database.transaction() as session:
        if campaign := campaigns.held(session, number):
            campaign.status = CampaignStatus.CANCELLED
    seconds = time.monotonic() - began
    hand.join()
    return seconds


def _figures(database: Database) -> Line:
    with database.reading() as session:
        number = session.scalars(
            select(Campaign.number).where(Campaign.status == CampaignStatus.RUNNING).limit(1)
        ).one()
    began = time.monotonic()
    campaign_figures.count_one(database, number, UTC, datetime.now(UTC))
    return "count what the campaign came to", time.monotonic() - began, None


def _approved(database: Database) -> int:
    with database.transaction() as session:
        writer = session.scalars(select(Member.id).limit(1)).one()
        campaign = campaigns.add(
            session, "bench", writer, datetime.now(UTC), texts=TEXT, message="LOAD",
            audience=Audience().written(),
        )  # fmt: skip
        campaign.status = CampaignStatus.APPROVED
        return campaign.number


def _memory() -> float:
    """Megabytes that this process has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
