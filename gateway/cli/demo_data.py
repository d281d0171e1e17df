"""The command that fills a house with a believable year."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from gateway.believable import counts, door_keys, furnishing, survey, upkeep, year
from gateway.believable.course import Steady, Times
from gateway.believable.door_keys import WayIn
from gateway.believable.order import Order
from gateway.believable.people import MOST
from gateway.believable.survey import NobodyHome
from gateway.cli.bars import bar_of
from gateway.cli.house import console, the_house
from gateway.demo_data import folder
from gateway.imports import (
    ImportRefused,
    import_committees,
    import_members,
    import_places,
    import_services,
)
from gateway.stopping import until_told_to_stop
from gateway.wiring import Wiring
from storage import bulk, migrate
from storage.models import Place, Report


@click.command("demo-data")
@click.option(
    "--reports", default=5000, show_default=True, type=click.IntRange(1, MOST),
    help="How many reports come in during the year.",
)  # fmt: skip
@click.option("--seed", default=7, show_default=True, help="The same seed tells the same year.")
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]),
    help="The last day of the year; without it, the year ends now.",
)  # fmt: skip
@click.option(
    "--places", "file", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A places file to tell it in, as `veille places import` reads it.",
)  # fmt: skip
@click.option("--add", is_flag=True, help="Put it among the reports that are here already.")
@click.option(
    "--yes-into-this-database", "into_production", is_flag=True,
    help="Do so in a house that is in production.",
)  # fmt: skip
def demo_data(
    reports: int, seed: int, until: datetime | None, file: Path | None, add: bool,
    into_production: bool,
) -> None:  # fmt: skip
    """Fill the house with a believable year: reports, alerts, SMS, visits, outcomes, late ones.

    It is invented, follows the house's own rules, and nothing of it is ever sent. Places,
    committees and members that are here are used; where a department has no committee, it is given
    some. An empty house gets the demo's two regions first, or FILE.

    In a demo, members get a PIN that is printed, and a coordinator a password.

    Ctrl-C stops after the reports it has begun to keep; what is kept is whole. A million takes
    minutes on PostgreSQL, and the memory of a thousand.
    """
    house = the_house()
    base = _refuse(house, reports, add=add, into_production=into_production)
    order = Order(reports, seed, _end_of(house, until), base)
    stopping = until_told_to_stop()
    try:
        times = _furnish(house, order, file)
    except (ImportRefused, NobodyHome) as refused:
        raise click.ClickException(str(refused)) from None
    kept = _write(house, times, order, stopping)
    ways_in = _finish(house, times, order)
    _tell(order, kept, ways_in)
    if kept < reports:
        raise SystemExit(130)


def _refuse(house: Wiring, reports: int, *, add: bool, into_production: bool) -> int:
    """How many reports are here; stops where a year must not be told."""
    if house.settings.mode == "production" and not into_production:
        raise click.ClickException(
            "This house is in production: what is invented would stand among what people told, and "
            "members would be\nwritten to about what is open of it. Use another VEILLE_HOME or "
            "DATABASE_URL, or say --yes-into-this-database."
        )
    house.settings.home.mkdir(parents=True, exist_ok=True)
    if house.settings.mode == "demo":
        migrate.upgrade(house.database)
    elif not migrate.is_current(house.database):
        raise click.ClickException("The database is not up to date: run `veille upgrade`.")
    with house.database.reading() as session:
        base = bulk.count(session, Report)
    if base and not add:
        raise click.ClickException(
            f"{base:,} reports are here already. Use an empty database, or say --add."
        )
    if base + reports > MOST:
        raise click.ClickException(f"{base:,} reports are here: with these, too many for a year.")
    return base


def _end_of(house: Wiring, until: datetime | None) -> datetime:
    """The moment at which the year ends, never one that is still to come."""
    now = datetime.now(UTC).replace(microsecond=0)
    if until is None:
        return now
    last = until.replace(tzinfo=house.settings.zone) + timedelta(days=1, seconds=-1)
    return min(now, last.astimezone(UTC))


def _furnish(house: Wiring, order: Order, file: Path | None) -> Times:
    """Places, committees, members and services, as far as they are not here."""
    database = house.database
    with database.reading() as session:
        is_empty = not bulk.count(session, Place)
    if file is not None:
        import_places(database, file)
    elif is_empty:
        import_places(database, folder() / "places.csv")
        import_committees(database, folder() / "committees.csv")
        import_members(database, folder() / "members.csv")
        import_services(database, folder() / "services.csv")
    rules = Steady.of(house.rules)
    with database.transaction() as session:
        furnishing.complete(session, order.seed)
    with database.transaction() as session:
        if not order.base:
            upkeep.tell_counts(session, rules, order.until)
        return Times(survey.load(session, order.seed), rules, order.until)


def _write(house: Wiring, times: Times, order: Order, stopping: threading.Event) -> int:
    with bar_of("Reports") as bar:
        task = bar.add_task("Reports", total=order.reports)
        return year.write(
            house.database, times, order, lambda kept: bar.advance(task, kept), stopping
        )


def _finish(house: Wiring, times: Times, order: Order) -> Sequence[WayIn]:
    """What belongs to the whole year: its counts, who signed in, and ways in for who tries it."""
    wanted = counts.months(house.database, times.rules, order.until)
    with bar_of("Counts") as bar:
        task = bar.add_task("Counts", total=len(wanted))
        for _ in counts.count(house.database, times.rules, wanted, order.until):
            bar.advance(task)
    with house.database.transaction() as session:
        upkeep.sign_in(session, times.country, order.until, order.salt)
        if house.settings.mode != "demo":
            return ()
        return door_keys.hand_out(session, order.seed, datetime.now(UTC))


def _tell(order: Order, kept: int, ways_in: Sequence[WayIn]) -> None:
    if kept < order.reports:
        console.print(
            f"Stopped: {kept:,} of {order.reports:,} reports are kept, each of them whole."
        )
    else:
        console.print(f"[bold green]✓[/] {kept:,} reports, up to {order.until:%Y-%m-%d %H:%M} UTC.")
    if not ways_in:
        return
    console.print("\nSign in as one of these:")
    for way in ways_in:
        level = way.level.replace("_", "-")
        console.print(f"  {level:15} [bold]{way.phone}[/]  PIN [bold]{way.pin}[/]  {way.committee}")
        if way.password:
            console.print(f"{'':17} on the web: password [bold]{way.password}[/]")
            console.print(f"{'':17} secret of the codes: [bold]{way.totp}[/]")
    console.print(
        "The secret goes into an application that shows codes. Everybody knows this PIN and this "
        "password:\nlet nobody reach such a house from outside."
    )
