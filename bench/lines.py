"""Many callers at once from one thread: kept connections, one request under way on each."""

import re
import selectors
import socket
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import cycle

# What a caller does: gives the next request, is given the body of its answer.
Script = Generator[bytes, bytes, None]

PATIENCE = 15.0  # seconds without any answer at all, after which what is missing is lost
_LENGTH = re.compile(rb"(?i)content-length: *(\d+)")


@dataclass(frozen=True)
class Exchange:
    """A request, and how its answer must begin."""

    request: bytes
    expected: bytes


@dataclass(frozen=True)
class Run:
    """What came of a load: how long each answer took, and what went wrong."""

    waits: list[float]
    seconds: float
    lost: int = 0
    wrong: int = 0


@dataclass
class Line:
    """One kept connection, and the script of the caller who uses it."""

    connection: socket.socket
    script: Script
    waits: list[float]
    asked_at: float = 0.0
    heard: bytes = field(default=b"", repr=False)

    def ask(self, request: bytes) -> None:
        """Send a request."""
        self.heard = b""
        self.asked_at = time.perf_counter()
        self.connection.sendall(request)

    def hear(self) -> bool:
        """Take what has arrived; after a whole answer, ask on. Raises StopIteration at the end.

        False when the other side has closed the connection.
        """
        try:
            arrived = self.connection.recv(16384)
        except OSError:
            return False
        self.heard += arrived
        if (body := _body(self.heard)) is not None:
            self.waits.append(time.perf_counter() - self.asked_at)
            self.ask(self.script.send(body))
        return bool(arrived)


def drive(port: int, scripts: Iterable[Script]) -> Run:
    """Play every script at once, each on a connection of its own."""
    waits: list[float] = []
    lines = [Line(_connected(port), script, waits) for script in scripts]
    with selectors.DefaultSelector() as selector:
        for line in lines:
            selector.register(line.connection, selectors.EVENT_READ, line)
        began = time.perf_counter()
        for line in lines:
            _begin(selector, line)
        lost = _listen(selector)
        seconds = time.perf_counter() - began
        lost += len(selector.get_map())
    for line in lines:
        line.connection.close()
    return Run(waits, seconds, lost)


def play(port: int, exchanges: Iterable[Exchange], connections: int) -> Run:
    """Ask everything once, over some connections, and compare each answer."""
    shared, wrong = iter(exchanges), list[bytes]()
    run = drive(port, [_asks(shared, wrong) for _ in range(connections)])
    return replace(run, wrong=len(wrong))


def for_a_while(exchanges: Sequence[Exchange], seconds: float) -> Iterator[Exchange]:
    """The same exchanges over and over, until the time is up."""
    end = time.perf_counter() + seconds
    for exchange in cycle(exchanges):
        if time.perf_counter() > end:
            return
        yield exchange


def post(port: int, path: str, body: str) -> bytes:
    """A form as it goes over the wire."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode("ascii")


def _asks(exchanges: Iterator[Exchange], wrong: list[bytes]) -> Script:
    for exchange in exchanges:
        answer = yield exchange.request
        if not answer.startswith(exchange.expected):
            wrong.append(answer)


def _begin(selector: selectors.BaseSelector, line: Line) -> None:
    try:
        line.ask(next(line.script))
    except StopIteration:
        selector.unregister(line.connection)


def _listen(selector: selectors.BaseSelector) -> int:
    """Hear every line to its end; how many the other side closed."""
    closed = 0
    while selector.get_map() and (ready := selector.select(PATIENCE)):
        for key, _ in ready:
            line: Line = key.data
            try:
                if line.hear():
                    continue
                closed += 1
            except StopIteration:
                pass
            selector.unregister(line.connection)
    return closed


def _connected(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _body(heard: bytes) -> bytes | None:
    head, blank, body = heard.partition(b"\r\n\r\n")
    length = _LENGTH.search(head) if blank else None
    return body if length and len(body) >= int(length[1]) else None
