"""The provider on the other side of a real network: takes SMS, and can be made to wait."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs


class Provider:
    """Speaks the provider's send protocol on a port of its own."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []  # recipient, text: what it answered for
        self.asked = 0
        self.arrived = threading.Event()  # a request is here
        self.may_answer = threading.Event()
        self.may_answer.set()
        self._changed = threading.Condition()
        provider = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self._answer(provider.take(parse_qs(body)))

            def _answer(self, content: bytes) -> None:
                try:
                    self.send_response(201)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(content)))
                    self.end_headers()
                    self.wfile.write(content)
                except OSError:
                    pass  # who asked is dead

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self._server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def take(self, form: dict[str, list[str]]) -> bytes:
        """Wait until allowed, then accept."""
        self.asked += 1
        self.arrived.set()
        self.may_answer.wait(30)
        recipients = form["to"][0].split(",")
        with self._changed:
            self.taken += [(number, form["message"][0]) for number in recipients]
            self._changed.notify_all()
        entries = [
            {
                "statusCode": 101, "number": number, "status": "Success", "cost": "XOF 20.0000",
                "messageId": f"ATXid_{len(self.taken)}_{place}", "messageParts": 1,
            }
            for place, number in enumerate(recipients)
        ]  # fmt: skip
        message = f"Sent to {len(recipients)}/{len(recipients)} Total Cost: XOF 20.0000"
        return json.dumps({"SMSMessageData": {"Message": message, "Recipients": entries}}).encode()

    def wait_for(self, count: int, seconds: float = 45) -> list[tuple[str, str]]:
        """What was taken, once there are so many."""
        with self._changed:
            self._changed.wait_for(lambda: len(self.taken) >= count, seconds)
            return list(self.taken)

    def close(self) -> None:
        """Go away."""
        self.may_answer.set()
        self._server.shutdown()
        self._server.server_close()
