"""Brings a demo up: the database, Valkey, every process, in an order that wastes no time."""

import os
import shutil
import tempfile
import time
from pathlib import Path

import requests
from rich.console import Console
from rich.table import Table

from gateway.demo import desk, story
from gateway.demo.instance import Instance, prepare
from gateway.demo.processes import Processes
from gateway.demo_data import folder
from gateway.imports import (
    import_committees,
    import_members,
    import_places,
    import_services,
)
from gateway.settings import Settings
from gateway.stopping import until_told_to_stop
from gateway.wiring import wire
from storage import migrate

WORKERS = (("alerts", "worker", "alerts"), ("bulk", "worker", "bulk"), ("clock", "clock"))


def keep_up(console: Console) -> None:
    """Run until told to stop; the data stays."""
    stopping = until_told_to_stop()
    instance = prepare(Path(os.environ.get("VEILLE_HOME") or "instance"))
    with Processes(instance.home / "logs", instance.variables) as processes:
        raise_up(processes, instance, console)
        _tell(console, instance)
        while not stopping.wait(1):
            processes.must_live()
        console.print("Stopping: web, then workers, then Valkey…")
    console.print(f"Stopped. The data is in {instance.home}.")


def play_once(console: Console) -> None:
    """Play the story on an instance of its own, then leave nothing behind."""
    home = Path(tempfile.mkdtemp(prefix="veille-"))
    instance = prepare(home, apart=True)
    try:
        with Processes(home / "logs", instance.variables) as processes:
            raise_up(processes, instance, console)
            story.play(console, instance.simulator)
            console.print("[dim]Stopping every process…[/]")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def raise_up(processes: Processes, instance: Instance, console: Console) -> None:
    """Start everything and wait until it can work."""
    started = time.monotonic()
    if instance.embedded_redis:
        processes.valkey(instance.embedded_redis, instance.home / "valkey")
    processes.veille("simulator", "simulator", "--port", str(instance.simulator_port))
    furnish(instance)
    processes.veille("web", "serve")
    for name, *arguments in WORKERS:
        processes.veille(name, *arguments)
    processes.wait_until("simulator", lambda: _answers(f"{instance.simulator}/health"))
    processes.wait_until("web", lambda: _answers(f"{instance.gateway}/ready"))
    console.print(f"[dim]Everything is up after {time.monotonic() - started:.1f} s.[/]")


def furnish(instance: Instance) -> None:
    """Bring the database up to date, with the demo's places, committees and members in it."""
    database = wire(Settings.from_env(instance.variables)).database
    migrate.upgrade(database)
    import_places(database, folder() / "places.csv")
    import_committees(database, folder() / "committees.csv")
    import_members(database, folder() / "members.csv")
    import_services(database, folder() / "services.csv")
    database.close()


def _answers(address: str) -> bool:
    try:
        return requests.get(address, timeout=2).status_code == 200
    except requests.RequestException:
        return False


def _tell(console: Console, instance: Instance) -> None:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_row("Three phones", f"[bold]{instance.simulator}/[/]")
    table.add_row("The inbox", f"[bold]{instance.gateway}/[/]")
    table.add_row("Dial", f"[bold]{instance.variables['SERVICE_CODE']}[/]")
    table.add_row("A phone here", f"veille phone {desk.VILLAGER}")
    table.add_row("Logs, data", str(instance.home))
    console.print(table)
    console.print("Ctrl-C stops everything; the data stays.")
