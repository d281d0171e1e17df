"""The command that settles the books: all that came in against all that became of it."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from sqlalchemy.orm import Session

from gateway.cli.book import ACCOUNTS, ADVICE, CAME
from gateway.cli.house import console, errors, the_house
from gateway.wiring import Wiring
from storage import agreements, ledger
from storage.agreements import AGREEMENTS, SHOWN, Breach
from storage.database import Away
from storage.ledger import Ledger


@click.command()
@click.option("--deep", is_flag=True, help="Look at the history of every report, not of 1,000.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for machines.")
def reconcile(deep: bool, as_json: bool) -> None:
    """Settle the books: what came in = reports + drafts + commands + unparsed + quarantined +
    duplicates.

    Also looks whether every report, alert, promised SMS and history agrees with the others. Prints
    references and ids only. Ends with 1 when anything does not add up, so that a timer can ring
    somebody; with 2 when it could not look. Safe while the house works: all of it is read as it
    stood at one moment. Run it on each machine that answers calls: a spool is on one machine's
    disk.
    """
    house = the_house()
    try:
        book, breaches = _settle(house, deep)
    except Away:
        errors.print("[bold red]✗[/] The database does not answer: nothing was looked at.")
        raise SystemExit(2) from None
    if as_json:
        click.echo(json.dumps(_as_json(book, breaches), indent=2))
    else:
        _print(book, breaches)
    if book.difference or breaches:
        raise SystemExit(1)


def _settle(house: Wiring, deep: bool) -> tuple[Ledger, list[Breach]]:
    spool = house.world.spool
    # The disk first: what is filed from it meanwhile is found in the database, and counted once.
    spooled, unreadable = frozenset(spool.waiting()), spool.unreadable()
    with house.database.snapshot() as session, _bar() as bar:
        book = ledger.both_sides(session, spooled)
        breaches = [*_disagreements(session, bar), *_changed_histories(session, bar, deep)]
    if unreadable:
        shown = tuple(name[:8] for name in unreadable[:SHOWN])
        breaches.append(Breach("spool_unreadable", len(unreadable), shown))
    return book, breaches


def _disagreements(session: Session, bar: Progress) -> Iterator[Breach]:
    task = bar.add_task("What must agree", total=len(AGREEMENTS))
    for agreement in AGREEMENTS:
        if breach := agreements.look_at(session, agreement):
            yield breach
        bar.advance(task)


def _changed_histories(session: Session, bar: Progress, deep: bool) -> Iterator[Breach]:
    total = ledger.how_many_histories(session, every=deep)
    task = bar.add_task("Histories", total=total)
    changed: list[str] = []
    for looked_at, tampered in ledger.histories(session, every=deep):
        changed += tampered
        bar.advance(task, looked_at)
    if changed:
        yield Breach("history_changed", len(changed), tuple(changed[:SHOWN]))


@contextmanager
def _bar() -> Iterator[Progress]:
    """Progress on standard error: what is printed may go into a file."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=errors, transient=True) as bar:
        yield bar


def _print(book: Ledger, breaches: list[Breach]) -> None:
    table = Table("", "Came in", "Became", "", box=None, pad_edge=False)
    for door, count in book.came.items():
        table.add_row(door, f"{count:,}", "", f"[dim]{CAME.get(door, '')}[/]")
    for account, parts in ACCOUNTS.items():
        said = ", ".join(
            f"{words}: {book.became[kind]:,}" for kind, words in parts.items() if book.became[kind]
        )
        table.add_row(account, "", f"{_sum(book, parts):,}", f"[dim]{said}[/]")
    came, became = sum(book.came.values()), sum(book.became.values())
    table.add_section()
    table.add_row("[bold]in all[/]", f"[bold]{came:,}[/]", f"[bold]{became:,}[/]", "")
    table.add_row("difference", "", f"{book.difference:+,}" if book.difference else "0", "")
    console.print(table)
    for breach in breaches:
        words, advice = ADVICE[breach.agreement]
        more = f" and {breach.count - len(breach.names):,} more" * (breach.count > SHOWN)
        names = ", ".join(breach.names)
        errors.print(f"[bold red]✗[/] {breach.count:,} × {words}: {names}{more}\n  {advice}")
    if not breaches and not book.difference:
        console.print("[bold green]✓[/] It adds up: nothing is lost, nothing was slipped in.")


def _as_json(book: Ledger, breaches: list[Breach]) -> dict[str, object]:
    return {
        "adds_up": not (book.difference or breaches),
        "difference": book.difference,
        "came": dict(book.came),
        "became": {account: _sum(book, parts) for account, parts in ACCOUNTS.items()},
        "in_detail": dict(book.became),
        "breaches": [
            {"what": each.agreement, "count": each.count, "names": list(each.names)}
            for each in breaches
        ],
    }


def _sum(book: Ledger, parts: Mapping[str, str]) -> int:
    return sum(book.became[kind] for kind in parts)
