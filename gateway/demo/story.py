"""The story: a villager reports, a committee hears of it and takes it, the villager learns so."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from rich.console import Console

from gateway.demo import desk
from gateway.demo.telephone import Phone, screen

CODE = "*384*225#"
PIN = "2846"
PATIENCE = 20.0  # seconds for an SMS to arrive


class StoryFailed(Exception):
    """A step of the story went otherwise than it should; the message says which."""


@dataclass
class Person:
    """Somebody with a phone, and what is seen of it."""

    name: str
    phone: Phone
    console: Console
    shown: str = ""

    def dials(self) -> "Person":
        """Dial the service."""
        self.console.print(f"\n[bold]{self.name}[/] dials {CODE}")
        return self._sees(self.phone.dial(CODE))

    def chooses(self, label: str) -> "Person":
        """Press the number that stands before a label."""
        for line in self.shown.splitlines():
            number, _, words = line.partition(" ")
            if number.isdigit() and words.startswith(label):
                self.console.print(f"[bold]{self.name}[/] presses {number} [dim]({words})[/]")
                return self._sees(self.phone.reply(number))
        raise StoryFailed(f"{self.name} looked for « {label} » and saw:\n{self.shown}")

    def types(self, text: str, said: str = "") -> "Person":
        """Type something and send it."""
        self.console.print(f"[bold]{self.name}[/] types {said or text}")
        return self._sees(self.phone.reply(text))

    def loses_the_network(self) -> None:
        """The call breaks off in the middle."""
        self.console.print(f"[bold]{self.name}[/] [red]loses the network[/]")
        self.phone.cancel()

    def reads(self, words: str) -> str:
        """What the screen says, which must contain these words."""
        if words not in self.shown:
            raise StoryFailed(f"{self.name} expected « {words} » and saw:\n{self.shown}")
        return self.shown

    def gets_sms(self, words: str, after: int) -> str:
        """The first SMS with these words that came after so many others."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for text in self.phone.texts()[after:]:
                if words in text:
                    return text
            time.sleep(0.01)  # the simulator is asked again, as a person looks at a phone again
        raise StoryFailed(f"{self.name} got no SMS with « {words} » within {PATIENCE:.0f} s")

    def _sees(self, answer: dict[str, object]) -> "Person":
        if answer.get("error"):
            raise StoryFailed(f"{self.name}'s phone says: {answer['error']}")
        self.shown = str(answer["screen"])
        self.console.print(screen(answer))
        return self


def play(console: Console, simulator: str) -> None:
    """Play every step; raise StoryFailed at the first that goes wrong."""
    meet: Callable[[str, str], Person] = lambda name, number: Person(  # noqa: E731
        name, Phone(simulator, number), console
    )
    villager = meet("La villageoise", desk.VILLAGER)
    member = meet("Le comité du département", desk.DEPARTMENT_MEMBER)
    _enrol(member)
    seconds, receipt = _report(villager, member)
    _acknowledge(member)
    _follow_up(villager, receipt)
    console.print(
        f"\n[bold green]✓[/] The report reached the committee, who has it; the villager knows. "
        f"From « Envoyer » to the alert handed over: [bold]{seconds:.2f} s[/]."
    )


def _enrol(member: Person) -> None:
    """The member proves that the phone is theirs, once, and chooses a PIN."""
    before = len(member.phone.texts())
    member.dials().chooses("Comité").reads("Un code arrive")
    text = member.gets_sms("votre code est", before)
    member.console.print(f"[bold]{member.name}[/] receives: [yellow]{text}[/]")
    code = re.search(r"\d{6}", text)
    member.dials().chooses("Comité").types(code[0] if code else "", "the code")
    member.types(PIN, "a PIN").types(PIN, "the PIN again").reads("Rien ne vous attend")


def _report(villager: Person, member: Person) -> tuple[float, str]:
    before = len(member.phone.texts())
    villager.dials().chooses("Signaler").chooses("Enfant amené").chooses("Travail forcé")
    villager.loses_the_network()
    villager.dials().reads("Vous n'avez pas fini")
    villager.chooses("Continuer").chooses("Taper le nom")
    villager.types("galeya", "« galeya », with a slip").reads("Galéa")
    villager.chooses("Galéa")
    villager.chooses("Plusieurs").chooses("Souvent").chooses("Pas le village")
    villager.chooses("Non, je reste anonyme")
    sent_at = time.monotonic()
    villager.chooses("Envoyer").reads("Merci. Code")
    text = member.gets_sms("un message attend votre comité", before)
    seconds = time.monotonic() - sent_at
    member.console.print(f"[bold]{member.name}[/] receives: [yellow]{text}[/]")
    receipt = re.search(r"\d{4} \d{4} \d{4}", villager.shown)
    return seconds, receipt[0] if receipt else ""


def _acknowledge(member: Person) -> None:
    member.dials().chooses("Comité").types(PIN, "the PIN").chooses("CRITIQUE Galéa")
    member.reads("Travail forcé")
    member.chooses("Je m'en occupe").reads("C'est noté")
    member.chooses("Autres messages").chooses("En cours: Galéa").chooses("Autre choix")
    member.chooses("Visite faite").chooses("Encore en danger").chooses("Oui").chooses("Non")
    member.chooses("Aujourd'hui").reads("visite notée")


def _follow_up(villager: Person, receipt: str) -> None:
    villager.dials().chooses("Suivre").types(receipt.replace(" ", ""), f"the code {receipt}")
    villager.reads("vérification en cours")
