"""The provider's SMS API on this machine: it takes what it is sent, unless told to misbehave."""

import json
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

JSON = "application/json"


@dataclass(frozen=True)
class Posted:
    """One request, as it came over the wire."""

    method: str
    path: str
    headers: Mapping[str, str]
    form: Mapping[str, list[str]]
    connection: int  # the port it came from: the same one = the same connection

    @property
    def recipients(self) -> list[str]:
        return self.form["to"][0].split(",")

    @property
    def text(self) -> str:
        return self.form["message"][0]


Behaviour = Callable[["_Desk", Posted], None]


class Provider:
    """Listens on 127.0.0.1 until stopped; `will` says how the next requests are answered."""

    def __init__(self) -> None:
        self.posted: list[Posted] = []
        self.let_go = threading.Event()  # what hangs goes on
        self.hung_up = threading.Event()  # a connection was closed from this side
        self.next: deque[Behaviour] = deque()
        self.account: Behaviour = says({"UserData": {"balance": "XOF 1785.50"}}, 200)
        self.looks = 0  # how often the account was asked for
        self._came = threading.Condition()
        self._open: set[socket.socket] = set()
        self._server = _Server(("127.0.0.1", 0), _Desk)
        self._server.daemon_threads = True
        self._server.provider = self  # type: ignore[attr-defined]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def will(self, *behaviours: Behaviour) -> None:
        self.next.extend(behaviours)

    def waits_for(self, enough: Callable[["Provider"], bool], seconds: float) -> bool:
        """Wait until enough has come, or no longer."""
        with self._came:
            return self._came.wait_for(lambda: enough(self), seconds)

    def has_texts(self, *recipients: str, seconds: float = 20) -> bool:
        """Whether each of these is sent something, sooner or later."""
        return self.waits_for(lambda self: set(recipients) <= set(self.everybody), seconds)

    @property
    def everybody(self) -> list[str]:
        """Whom texts were sent to, in order, as often as they were."""
        return [number for posted in self.posted for number in posted.recipients]

    def stop(self) -> None:
        self.let_go.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        for connection in list(self._open):
            hang_up(connection)

    def takes(self, desk: "_Desk", posted: Posted) -> None:
        if posted.method == "GET":
            self.looks += 1
            self.account(desk, posted)
            return
        behaviour = self.next.popleft() if self.next else accepts
        with self._came:
            self.posted.append(posted)
            self._came.notify_all()
        behaviour(desk, posted)


class _Server(ThreadingHTTPServer):
    def shutdown_request(self, request: Any) -> None:
        super().shutdown_request(request)
        self.provider.hung_up.set()  # type: ignore[attr-defined]


class _Desk(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def provider(self) -> Provider:
        return self.server.provider  # type: ignore[attr-defined,no-any-return]

    def setup(self) -> None:
        super().setup()
        self.provider._open.add(self.connection)

    def finish(self) -> None:
        self.provider._open.discard(self.connection)
        try:
            super().finish()
        except OSError:
            return  # they hung up, or we did

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:
            self.close_connection = True

    def _take(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        form = parse_qs(body, keep_blank_values=True)
        posted = Posted(
            self.command, self.path, dict(self.headers), form, self.client_address[1]
        )  # fmt: skip
        self.provider.takes(self, posted)

    do_POST = do_GET = _take  # noqa: N815 - http.server's names

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


def entry(number: str, code: Any = 101, **more: Any) -> dict[str, Any]:
    """One recipient of an answer; what is None is left out."""
    given = {
        "statusCode": code,
        "number": number,
        "status": "Success",
        "cost": "XOF 20.0000",
        "messageId": f"ATXid_{number.strip('+'):0>32}",
        "messageParts": 1,
        **more,
    }
    return {name: value for name, value in given.items() if value is not None}


def answer(*entries: Any, message: str = "Sent") -> dict[str, Any]:
    return {"SMSMessageData": {"Message": message, "Recipients": list(entries)}}


def says(body: Any, status: int = 201, content_type: str = JSON, **headers: str) -> Behaviour:
    """Answer with this, whatever was asked."""
    content = (body if isinstance(body, str) else json.dumps(body)).encode()

    def behave(desk: _Desk, _posted: Posted) -> None:
        desk.send_response(status)
        desk.send_header("Content-Type", content_type)
        desk.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            desk.send_header(name.replace("_", "-"), value)
        desk.end_headers()
        desk.wfile.write(content)

    return behave


def accepts(desk: _Desk, posted: Posted) -> None:
    """Take every message."""
    says(answer(*(entry(number) for number in posted.recipients)))(desk, posted)


def hangs(desk: _Desk, posted: Posted) -> None:
    """Answer only when let go."""
    desk.provider.let_go.wait(30)
    accepts(desk, posted)


def drips(desk: _Desk, _posted: Posted) -> None:
    """Answer one letter at a time, each soon enough, for ever."""
    desk.send_response(201)
    desk.send_header("Content-Type", JSON)
    desk.send_header("Content-Length", "100000")
    desk.end_headers()
    while not desk.provider.let_go.wait(0.03):
        desk.wfile.write(b" ")
    desk.close_connection = True


def breaks_off(desk: _Desk, _posted: Posted) -> None:
    """Say half of the answer."""
    desk.send_response(201)
    desk.send_header("Content-Type", JSON)
    desk.send_header("Content-Length", "100")
    desk.end_headers()
    desk.wfile.write(b'{"SMSMessageData"')
    desk.close_connection = True


def closes(desk: _Desk, _posted: Posted) -> None:
    """Hang up without a word."""
    desk.close_connection = True


def resets(desk: _Desk, _posted: Posted) -> None:
    """Break the connection, as a router that restarts does."""
    linger = struct.pack("ii", 1, 0)
    desk.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    desk.connection.close()
    desk.close_connection = True


def accepts_and_closes(desk: _Desk, posted: Posted) -> None:
    """Take the messages, then close a connection that could have been kept."""
    accepts(desk, posted)
    desk.close_connection = True
