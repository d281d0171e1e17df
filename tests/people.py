"""People with phones, in the words of a story: they dial, pick, type, read."""

import itertools
import re
import threading

from flask.testing import FlaskClient

from notifications.channels.recording import Recording
from notifications.delivery import Postman

SERVICE_CODE = "*384*225#"
PIN = "2846"
_sessions = itertools.count(1)
_lock = threading.Lock()


class Caller:
    """One person and their phone."""

    def __init__(
        self, client: FlaskClient, token: str, number: str, postman: Postman, channel: Recording
    ) -> None:
        self.client = client
        self.number = number
        self._base = f"/at/{token}"
        self._postman = postman
        self._channel = channel
        self.session_id = ""
        self.dialled = SERVICE_CODE
        self.typed: list[str] = []
        self.reply = ""

    def dials(self, session_id: str = "") -> "Caller":
        """A new call; a provider may use a session's id again."""
        with _lock:
            self.session_id = session_id or f"ATUid_{next(_sessions):032x}"
        self.typed, self.dialled = [], SERVICE_CODE
        return self._turn()

    def dials_code(self, dialled: str) -> "Caller":
        """A new call, with answers behind the code; the network keeps them with it."""
        with _lock:
            self.session_id = f"ATUid_{next(_sessions):032x}"
        self.typed, self.dialled = [], dialled
        return self._turn()

    def types(self, text: str) -> "Caller":
        """Press keys, then send."""
        self.typed.append(text)
        return self._turn()

    def picks(self, label: str) -> "Caller":
        """Press the number that stands before a label."""
        for line in self.screen.splitlines():
            number, _, words = line.partition(" ")
            if number.isdigit() and words.startswith(label):
                return self.types(number)
        if "\n98 " in self.screen:  # it may stand on the next page
            return self.types("98").picks(label)
        raise AssertionError(f"« {label} » is not on the screen:\n{self.screen}")

    def goes_back(self) -> "Caller":
        """Press 0."""
        return self.types("0")

    def says_again(self) -> "Caller":
        """The network tells the last turn once more."""
        return self._turn()

    @property
    def screen(self) -> str:
        """What the phone shows."""
        return self.reply[4:]

    @property
    def is_open(self) -> bool:
        """Whether the call goes on."""
        return self.reply.startswith("CON ")

    @property
    def text(self) -> str:
        """All that was typed, as the provider tells it."""
        return "*".join(self.typed)

    @property
    def form(self) -> dict[str, str]:
        """The provider's form for this turn."""
        return {
            "sessionId": self.session_id,
            "phoneNumber": self.number,
            "serviceCode": self.dialled,
            "networkCode": "61203",
            "text": self.text,
        }

    @property
    def receipt(self) -> str:
        """The receipt on the screen."""
        found = re.search(r"\d{4} \d{4} \d{4}", self.screen)
        assert found, f"no receipt on the screen:\n{self.screen}"
        return found[0]

    def hangs_up(self) -> "Caller":
        """The provider tells that the call ended while an answer was awaited."""
        form = {**self.form, "status": "Incomplete", "input": self.text}
        assert self.client.post(f"{self._base}/events", data=form).status_code == 200
        return self

    def texts(self, text: str, message_id: str = "") -> "Caller":
        """Send an SMS to the service."""
        with _lock:
            known = message_id or f"sms-{next(_sessions)}"
        form = {"id": known, "from": self.number, "to": "8116", "text": text, "date": "2026-11-21"}
        assert self.client.post(f"{self._base}/sms", data=form).status_code == 200
        return self

    @property
    def sms(self) -> list[str]:
        """The SMS this phone has, oldest first; whatever is due is sent first."""
        self._postman.drain("alerts")
        return [body for recipient, body in self._channel.sent if recipient == self.number]

    def enrols(self) -> "Caller":
        """A member proves the phone is theirs and chooses a PIN."""
        self.dials().picks("Comité")
        codes = re.findall(r"code est (\d{6})", "\n".join(self.sms))
        assert codes, self.sms
        return self.dials().picks("Comité").types(codes[-1]).types(PIN).types(PIN)

    def signs_in(self) -> "Caller":
        """A member opens the committee's door."""
        return self.dials().picks("Comité").types(PIN)

    def reports(
        self, danger: str = "Enfant amené", kind: str = "Travail forcé", code: str = "1010"
    ) -> "Caller":
        """A whole report, up to the summary."""
        self.dials().picks("Signaler").picks(danger)
        if kind:
            self.picks(kind)
        self.picks("Code de l'affiche").types(code).picks("Plusieurs").picks("Souvent")
        if "Qui doit recevoir" in self.screen:
            self.picks("Comité du village")
        return self.picks("Non, je reste anonyme")

    def sends(self) -> "Caller":
        """Send the report of the summary."""
        return self.picks("Envoyer")

    def _turn(self) -> "Caller":
        response = self.client.post(f"{self._base}/ussd", data=self.form)
        assert response.status_code == 200
        self.reply = response.text
        return self
