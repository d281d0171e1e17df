"""The simulator as a process: it listens on this machine only, and stops when asked."""

import signal
import socket
import subprocess
import sys
import time

import pytest
import requests

PROGRAM = """
from gateway.simulator import SimulatorConfig, serve
serve(SimulatorConfig("http://127.0.0.1:9", "t", "u", "k", "*1#", ()), {port})
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def http():
    with requests.Session() as session:
        session.trust_env = False
        yield session


def is_up(http, port):
    try:
        return http.get(f"http://127.0.0.1:{port}/health", timeout=1).ok
    except requests.ConnectionError:
        return False


@pytest.mark.processes
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_quietly_and_stops_at_once(http, sign):
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(port=port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    deadline = time.monotonic() + 20
    while not is_up(http, port):
        assert process.poll() is None
        assert time.monotonic() < deadline
    asked = time.monotonic()
    process.send_signal(sign)
    said, _ = process.communicate(timeout=10)

    assert time.monotonic() - asked < 2
    assert (process.returncode, said) == (0, b"")
