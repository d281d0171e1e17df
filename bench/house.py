"""A house of its own for a run: Valkey, the gateway and the empty view, gone afterwards."""

import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from bench import cpu, empty
from bench.calls import Doors
from gateway.demo.instance import Instance, prepare
from gateway.demo.processes import Processes
from gateway.demo.scene import furnish
from gateway.settings import Settings
from gateway.wiring import Wiring, wire

THREADS = 4
# Whatever the environment says, a run never touches a database that is not its own.
OURS = {
    "DATABASE_URL": "",
    "VEILLE_KEYS": "",
    "DEFAULT_LANGUAGE": "fr",
    "HELPLINE": "116",
    "WEB_WORKERS": "1",
    "WEB_THREADS": str(THREADS),
}


class Servers(Processes):
    """The processes of a run; they can be asked for their ids."""

    def id_of(self, name: str) -> int:
        """The process id, which is also that of its group."""
        return self._running[name].pid


@dataclass(frozen=True)
class House:
    """What is up: the parts to read the database with, where to call, whom to watch."""

    parts: Wiring
    doors: Doors
    ids: Mapping[str, int]
    pinned: bool


@contextmanager
def a_house() -> Iterator[House]:
    """Bring everything up; stop it and leave nothing behind when the block ends."""
    home = Path(tempfile.mkdtemp(prefix="veille-bench-"))
    cores = cpu.cores()
    try:
        instance = prepare(home, apart=True)
        servers = Servers(home / "logs", {**instance.variables, **OURS})
        with servers:
            yield _up(servers, instance, cores)
    finally:
        cpu.stay_on(cores)
        shutil.rmtree(home, ignore_errors=True)


def _up(servers: Servers, instance: Instance, cores: list[int]) -> House:
    """Servers on the first core, everything else on the others, where there are two."""
    pinned = len(cores) > 1
    cpu.stay_on(cores[1:])
    if instance.embedded_redis:
        servers.valkey(instance.embedded_redis, instance.home / "valkey")
    furnish(instance)
    cpu.stay_on(cores[:1])
    servers.veille("web", "serve")
    port = str(instance.simulator_port)  # the simulator stays away, its port is free
    servers.start("empty", [sys.executable, "-m", "bench.empty", port, str(THREADS)])
    cpu.stay_on(cores[1:])
    servers.wait_until("web", lambda: _answers(f"{instance.gateway}/health"))
    servers.wait_until("empty", lambda: _answers(f"{instance.simulator}/health"))
    parts = wire(Settings.from_env({**instance.variables, **OURS}))
    with parts.database.reading() as session:
        parts.conversation.shelf.refresh(session)
    path = f"/at/{parts.settings.callback_secrets[0]}/ussd"
    doors = Doors(parts.settings.port, path, instance.simulator_port, empty.PATH)
    ids = {name: servers.id_of(name) for name in ("web", "empty", "valkey")}
    return House(parts, doors, ids, pinned)


def _answers(address: str) -> bool:
    try:
        return requests.get(address, timeout=2).status_code == 200
    except requests.RequestException:
        return False
