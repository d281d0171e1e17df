"""Real processes: web, worker, clock and Valkey, which tests may kill by their handles."""

import socket
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
import requests

from gateway.demo.processes import Processes
from gateway.settings import Settings
from gateway.wiring import wire
from tests import country
from tests.conftest import TOKEN
from tests.faults.provider import Provider
from tests.people import Caller


class OverHttp:
    """The provider's side of the callbacks over a real connection, as a Flask client speaks."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._http = requests.Session()
        self._http.trust_env = False

    def post(self, path: str, data: dict[str, str]) -> SimpleNamespace:
        """One callback."""
        answer = self._http.post(self._base + path, data=data, timeout=20)
        return SimpleNamespace(status_code=answer.status_code, text=answer.text)

    def close(self) -> None:
        """Let go of the connection."""
        self._http.close()


@pytest.fixture
def provider():
    """The provider."""
    made = Provider()
    yield made
    made.close()


@pytest.fixture
def running(variables, provider, tmp_path):
    """The house as processes; nothing but the web runs until a test starts it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    told = {
        **variables,
        "PORT": str(port),
        "AT_API_BASE": provider.base,
        "AT_DEADLINE": "4",
        "LEASE_SECONDS": "5",
        "SWEEP_SECONDS": "1",
        "TIMEZONE": where_it_is_noon(),
    }
    house = wire(Settings.from_env(told))
    country.furnish(house.database)
    base = f"http://127.0.0.1:{port}"
    http = OverHttp(base)
    with Processes(tmp_path / "logs", told) as processes:
        processes.veille("web", "serve")
        processes.wait_until("web", lambda: _listens(port))
        villager = Caller(http, TOKEN, "+2250701020304", None, None)
        yield SimpleNamespace(processes=processes, house=house, villager=villager, base=base)
    http.close()
    house.redis.close()
    house.database.close()


def where_it_is_noon() -> str:
    """A time zone in which it is day now: at night what is not critical would wait."""
    east = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{-east:+d}" if east else "Etc/GMT"


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
