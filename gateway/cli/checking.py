"""Commands that look at settings and keys."""

from pathlib import Path

import click
from redis import Redis, RedisError
from rich.table import Table

from gateway.cli.house import console, errors, the_house
from gateway.settings import EVERY
from gateway.settings_faults import KEY_FILE, faults
from gateway.wiring import Wiring
from storage import migrate
from storage.database import is_reachable
from storage.encryption import write_new_keys
from storage.settings import read


@click.command()
def check() -> None:
    """Show every setting, where it came from and what is wrong; secrets are masked."""
    readings = read(EVERY)
    table = Table("Setting", "Value", "From", "What is wrong", box=None, pad_edge=False)
    for found in readings:
        wrong = f"[bold red]{found.wrong}[/]" if found.wrong else ""
        table.add_row(found.setting.name, found.shown or "[dim]empty[/]", found.source, wrong)
    console.print(table)
    wrong_ones = faults(readings)
    if not wrong_ones:
        wrong_ones = _look_outside(the_house())
    for line in wrong_ones:
        errors.print(f"[bold red]✗[/] {line}")
    if wrong_ones:
        raise SystemExit(1)
    console.print("[bold green]✓[/] Everything is set, the database and Redis answer.")


def _look_outside(house: Wiring) -> list[str]:
    wrong = []
    if not is_reachable(house.database):
        wrong.append("DATABASE_URL: the database does not answer")
    elif not migrate.is_current(house.database):
        wrong.append("The database is not up to date: run `veille upgrade`")
    if not house.queues.is_reachable():
        wrong.append(
            "REDIS_URL: Redis does not answer (reports are taken, alerts wait for a sweep)"
        )
    elif _forgets(house.redis):
        wrong.append("Redis may throw keys away: set maxmemory-policy noeviction")
    return wrong


def _forgets(redis: Redis) -> bool:
    try:
        policy = redis.config_get("maxmemory-policy").get("maxmemory-policy", "noeviction")
    except RedisError:
        return False  # a hosted Redis may not tell
    return bool(policy != "noeviction")


@click.group()
def keys() -> None:
    """The keys that seal what is private."""


@keys.command("new")
@click.option(
    "--home", envvar="VEILLE_HOME", default="instance", help="The instance folder.",
    type=click.Path(path_type=Path),
)  # fmt: skip
def new_keys(home: Path) -> None:
    """Make the key file of an instance. Keep a copy elsewhere: without it nothing opens."""
    path = home / KEY_FILE
    try:
        write_new_keys(path)
    except FileExistsError:
        raise click.ClickException(f"{path} exists; it is never written over.") from None
    console.print(f"Made {path}. Keep a copy in a safe place, apart from the backups.")
