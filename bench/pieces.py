"""`python -m bench.pieces`: where a middle turn's time goes, piece by piece, in this process."""

import io
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import Flask
from rich.console import Console
from rich.table import Table

from bench import empty
from bench.calls import plan
from bench.house import House, a_house
from gateway import create_app
from gateway.callbacks import ussd
from gateway.callbacks.forms import form

CALLERS = 64
ROUNDS = 9


@dataclass(frozen=True)
class Piece:
    """Something done for each of some things."""

    name: str
    do: Callable[[Any], object]
    things: list[Any]

    def microseconds(self) -> float:
        """This thread's CPU for one, on average."""
        began = time.thread_time()
        for thing in self.things:
            self.do(thing)
        return (time.thread_time() - began) / len(self.things) * 1e6


def main() -> None:
    """Take every piece in turn, round after round, so that a busy moment strikes them all."""
    with a_house() as house:
        pieces = _pieces(house, _begun(house))
        rounds = [[piece.microseconds() for piece in pieces] for _ in range(ROUNDS)]
    table = Table(title="A middle turn, one thread, no server", title_justify="left")
    table.add_column("piece")
    table.add_column("CPU µs, median", justify="right")
    table.add_column("least", justify="right")
    for piece, taken in zip(pieces, zip(*rounds, strict=True), strict=True):
        table.add_row(piece.name, f"{statistics.median(taken):.1f}", f"{min(taken):.1f}")
    Console(width=80).print(table)


def _begun(house: House) -> list[str]:
    """Middle turns whose calls are under way, as forms."""
    forms = []
    for number in range(1, CALLERS + 1):
        call, session = plan(house.parts.conversation.shelf.menu, number), 0
        for place, turn in enumerate(call.turns[:-1]):
            session = place if turn.writes else session
            if turn.writes:
                ussd.turn(house.parts, call.form(turn, session).encode())
            else:
                forms.append(call.form(turn, session))
    return forms


def _pieces(house: House, forms: list[str]) -> list[Piece]:
    parts, bodies = house.parts, [text.encode() for text in forms]
    talk, keys = parts.conversation, parts.database.keys
    calls = [ussd.call_of(form(body)) for body in bodies]
    names = [keys.index("call", f"{call.session_id}\0{call.phone}") for call in calls]
    sealed = [(parts.redis.get(f"veille:call:{name}"), "session", name) for name in names]
    walks = [(talk._begin(call), call.typed) for call in calls]
    shown = [talk._replay(*walk).dialogue for walk in walks]
    menu = talk.shelf.menu
    return [
        Piece("the empty view through Flask", _through(empty.app, empty.PATH), bodies),
        Piece(
            "the whole turn through Flask", _through(create_app(parts), house.doors.path), bodies
        ),
        Piece("· the turn without Flask", lambda body: ussd.turn(parts, body), bodies),
        Piece("· · reading the form", lambda body: ussd.call_of(form(body)), bodies),
        Piece("· · the two keyed indexes", lambda name: _indexes(keys, name), names),
        Piece("· · loading the session", talk.sessions.load, names),
        Piece(
            "· · · asking Valkey", lambda n: parts.redis.getex(f"veille:call:{n}", ex=900), names
        ),
        Piece("· · · opening the seal", lambda seal: keys.open(*seal), sealed),
        Piece("· · replaying the keys", lambda walk: talk._replay(*walk), walks),
        Piece("· · drawing the screen", menu.render, shown),
        *_each_screen(talk, walks, shown),
    ]


def _indexes(keys: Any, name: str) -> None:
    keys.index("call", name)
    keys.phone(name)


def _each_screen(talk: Any, walks: list[Any], shown: list[Any]) -> Iterable[Piece]:
    """Replaying and drawing together, for each screen arrived at."""
    arrived: dict[str, list[Any]] = {}
    for walk, dialogue in zip(walks, shown, strict=True):
        arrived.setdefault(dialogue.screen, []).append(walk)
    for screen, those in arrived.items():
        name = f"replay and drawing, at {screen}"
        yield Piece(name, lambda walk: walk[0].menu.render(talk._replay(*walk).dialogue), those)


def _through(app: Flask, path: str) -> Callable[[bytes], None]:
    def call(body: bytes) -> None:
        environ = {
            "REQUEST_METHOD": "POST", "PATH_INFO": path, "SCRIPT_NAME": "", "QUERY_STRING": "",
            "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(body)),
            "HTTP_HOST": "127.0.0.1", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
        }  # fmt: skip
        answer: Any = app(environ, lambda *_: None)  # type: ignore[arg-type]
        b"".join(answer)
        answer.close()

    return call


if __name__ == "__main__":
    main()
