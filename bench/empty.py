"""The floor to compare with: a Flask view that reads the same form and does nothing with it."""

import sys

from flask import Flask, request
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

FIELDS = ("sessionId", "phoneNumber", "networkCode", "serviceCode", "text")
PATH = "/ussd"
ANSWER = "CON ok"

app = Flask(__name__)


@app.post(PATH)
def ussd() -> tuple[str, dict[str, str]]:
    """Read every field, answer the same thing."""
    for name in FIELDS:
        request.form.get(name, "")
    return ANSWER, {"Content-Type": "text/plain; charset=utf-8"}


@app.get("/health")
def health() -> str:
    """This process answers."""
    return "ok"


def serve(port: int, threads: int) -> None:
    """Serve it as `veille serve` serves the gateway."""
    Granian(
        "bench.empty:app",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=threads,
        log_access=False,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]))
