"""Commands that read CSV files: places, committees, members, services."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from gateway.cli.house import console, the_house
from gateway.imports import (
    Imported,
    ImportRefused,
    import_committees,
    import_members,
    import_places,
    import_services,
)
from storage.database import Database

FILE = click.argument("file", type=click.Path(path_type=Path))
Reader = Callable[[Database, Path, Callable[[int, int], None]], Imported]


def _import(what: str, reader: Reader, file: Path) -> None:
    database = the_house().database
    bar = Progress(
        TextColumn(f"{what}"), BarColumn(), MofNCompleteColumn(), console=console, transient=True
    )
    with bar:
        task = bar.add_task(what, total=None)
        try:
            done = reader(
                database, file, lambda n, total: bar.update(task, completed=n, total=total)
            )
        except ImportRefused as refused:
            raise click.ClickException(str(refused)) from None
    console.print(
        f"{file.name}: {done.new} new, {done.changed} changed, {done.unchanged} unchanged."
    )


@click.group()
def places() -> None:
    """The gazetteer: regions, departments, sub-prefectures, villages."""


@places.command("import")
@FILE
def _places(file: Path) -> None:
    """Read places from FILE.csv: all of it or nothing; the same file twice changes nothing.

    Columns: code, level, name, parent_code, and perhaps poster_code, aliases (other and old
    names, by semicolon), latitude, longitude. Levels:
    country, district, region, department, sub_prefecture, village. Villages without a poster code
    are given one.
    """
    _import("places", import_places, file)


@click.group()
def committees() -> None:
    """Committees and social centres."""


@committees.command("import")
@FILE
def _committees(file: Path) -> None:
    """Read committees from FILE.csv: all of it or nothing; the same file twice changes nothing.

    Columns: code, level, place_code, name. Levels: village, sub_prefecture, department, national,
    social_centre.
    """
    _import("committees", import_committees, file)


@click.group()
def members() -> None:
    """Members of committees."""


@members.command("import")
@FILE
def _members(file: Path) -> None:
    """Read members from FILE.csv: all of it or nothing; the same file twice changes nothing.

    Columns: committee_code, name, phone, role, and perhaps language. Roles: focal_point,
    president, secretary, social_worker, coordinator. Names and phones are sealed.
    """
    country = the_house().settings.country
    _import("members", partial(import_members, country=country), file)


@click.group()
def services() -> None:
    """The directory of services that a child can be referred to."""


@services.command("import")
@FILE
def _services(file: Path) -> None:
    """Read services from FILE.csv: all of it or nothing; the same file twice changes nothing.

    Columns: code, name, kind, place_code, and perhaps phone. Kinds: social_centre, health, school,
    police, justice, civil_registry, shelter, association.
    """
    country = the_house().settings.country
    _import("services", partial(import_services, country=country), file)
