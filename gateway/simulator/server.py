"""Serving the simulator in one process, until told to stop."""

import signal
import threading
from types import FrameType

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from gateway.simulator.app import create_app
from gateway.simulator.config import SimulatorConfig

HOST = "127.0.0.1"


class QuietRequests(WSGIRequestHandler):
    """Serves without a line per request, and without waiting to fill a packet."""

    disable_nagle_algorithm = True

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


def serve(config: SimulatorConfig, port: int) -> None:
    """Run until SIGTERM or SIGINT."""
    app = create_app(config)
    server = make_server(HOST, port, app, threaded=True, request_handler=QuietRequests)
    _stop_on_signals(server)
    try:
        server.serve_forever(poll_interval=0.1)
    finally:
        server.server_close()
        app.extensions["desk"].close()


def _stop_on_signals(server: BaseWSGIServer) -> None:
    def stop(signum: int, frame: FrameType | None) -> None:  # noqa: ARG001
        # shutdown() waits for the loop, which runs in this very thread: ask from another one.
        threading.Thread(target=server.shutdown, daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
