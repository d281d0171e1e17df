"""The instance folder of a demo: keys, settings, free ports, made once and kept."""

import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gateway.settings_faults import KEY_FILE
from storage.encryption import write_new_keys
from storage.settings import environment, write_file

LONGEST_SOCKET = 100  # the system allows about 107 signs for a socket's path
COMMON_REDIS = "redis://127.0.0.1:6379/0"


class NotADemo(Exception):
    """The instance folder belongs to a house that is in use."""


@dataclass(frozen=True)
class Instance:
    """Where a demo lives and what its processes are told."""

    home: Path
    variables: Mapping[str, str]
    embedded_redis: Path | None  # the socket of our own Valkey, where none was found
    simulator_port: int

    @property
    def gateway(self) -> str:
        """The gateway's address."""
        return f"http://127.0.0.1:{self.variables['PORT']}"

    @property
    def simulator(self) -> str:
        """The simulator's address."""
        return self.variables["AT_API_BASE"]


def prepare(home: Path, *, apart: bool = False) -> Instance:
    """Make an instance folder ready; what it has already stays as it is.

    `apart` keeps out of the way of anything else on the machine: a Valkey of its own, ports that
    nobody asks for.
    """
    home = home.absolute()
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (home / KEY_FILE).exists():
        write_new_keys(home / KEY_FILE)
    given, _ = environment({"VEILLE_HOME": str(home)})
    if given.get("VEILLE_MODE", "demo") != "demo":
        raise NotADemo(f"{home} is an instance in {given['VEILLE_MODE']}: the demo keeps away")
    port, simulator_port = _ports(given, apart)
    redis_url, socket_path = _redis(home, apart)
    variables = {
        "VEILLE_MODE": "demo",
        "AT_USERNAME": "veille-demo",
        "AT_API_KEY": given.get("AT_API_KEY") or secrets.token_hex(24),
        "AT_API_BASE": f"http://127.0.0.1:{simulator_port}",
        "AT_SENDER_ID": "VEILLE",
        "AT_CALLBACK_SECRETS": given.get("AT_CALLBACK_SECRETS") or secrets.token_urlsafe(32),
        "SERVICE_CODE": "*384*225#",
        "NIGHT_HOURS": "23:59-00:00",  # a demo shows at any hour what the house does by day
        "SMS_TWO_WAY": "true",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "REDIS_URL": redis_url,
    }
    write_file(home, variables)
    return Instance(home, {**variables, "VEILLE_HOME": str(home)}, socket_path, simulator_port)


def _redis(home: Path, own: bool) -> tuple[str, Path | None]:
    given = os.environ.get("REDIS_URL", "")
    if given and not own:
        return given, None
    if not own and _listens(6379):
        return COMMON_REDIS, None
    path = home / "valkey.sock"
    if len(str(path)) > LONGEST_SOCKET:
        folder = Path("/tmp") / f"veille-{os.getuid()}-{secrets.token_hex(4)}"  # noqa: S108
        folder.mkdir(mode=0o700)
        path = folder / "valkey.sock"
    return f"unix://{path}", path


def _ports(given: Mapping[str, str], apart: bool) -> tuple[int, int]:
    """The gateway's port and the simulator's: those of last time, or the usual ones."""
    if apart:
        with socket.socket() as one, socket.socket() as other:
            one.bind(("127.0.0.1", 0))
            other.bind(("127.0.0.1", 0))
            return one.getsockname()[1], other.getsockname()[1]
    port = _free_port(int(given.get("PORT", "8000")))
    return port, _free_port(int(given.get("AT_API_BASE", ":8001").rsplit(":", 1)[1]), port)


def _free_port(wanted: int, taken: int = 0) -> int:
    """The port wanted, or the next that nobody listens on."""
    for port in range(wanted, wanted + 200):
        if port != taken and not _listens(port):
            return port
    raise OSError(f"no free port between {wanted} and {wanted + 200}")


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0
