"""The desk: everything the simulator holds in memory, and the one lock that guards it."""

import threading
from decimal import Decimal

from gateway.simulator.callbacks import Callbacks
from gateway.simulator.clock import Clock, Job, LiveClock, VirtualClock
from gateway.simulator.config import SimulatorConfig
from gateway.simulator.identifiers import Identifiers
from gateway.simulator.inbox import Inbox
from gateway.simulator.journal import Journal, Traffic
from gateway.simulator.phones import E164, Phone, phone_of_card, stray_phone
from gateway.simulator.script import MagicNumbers, Script

MOST_STRAYS = 5000


class Desk:
    """Hold the lock to touch a phone; never hold it while calling the gateway,
    whose workers call us back while a phone waits."""

    def __init__(self, config: SimulatorConfig, script: Script | None = None) -> None:
        self.config = config
        self.script: Script = script or MagicNumbers()
        self.lock = threading.RLock()
        self.clock: Clock = VirtualClock() if config.virtual_clock else LiveClock()
        self.ids = Identifiers(config.seed)
        self.journal = Journal(self.clock.now)
        self.traffic = Traffic(config.traffic_file)
        self.inbox = Inbox()
        self.opted_out: set[str] = set()
        self.spent = Decimal()
        self._written_to: set[str] = set()
        self.gateway = Callbacks(
            config.gateway_url, config.callback_token, config.answer_seconds, self.traffic,
            config.ussd, config.sms,
        )  # fmt: skip
        self._phones: dict[str, Phone] = {}
        self._day = 0
        self._lay_out()

    def phone(self, number: str) -> Phone | None:
        """Find a phone by number; any number that could exist has one."""
        with self.lock:
            if number not in self._phones and E164.fullmatch(number):
                self._make_room()
                self._phones[number] = stray_phone(number)
            return self._phones.get(number)

    def on_the_desk(self) -> list[Phone]:
        with self.lock:
            return [phone for phone in self._phones.values() if phone.card]

    def place_of(self, number: str) -> int:
        """Tell which phone on the desk has this number, counting from 1; 0 for none."""
        numbers = [card.number for card in self.config.phones]
        return numbers.index(number) + 1 if number in numbers else 0

    def later(self, seconds: float, job: Job) -> None:
        """Do a job later, unless the desk is cleared before."""
        day = self._day
        self.clock.later(seconds, lambda: job() if day == self._day else None)

    def clear(self) -> None:
        with self.lock:
            self._day += 1
            self.clock.forget()
            self._lay_out()
            self.opted_out.clear()
            self.spent = Decimal()
            self._written_to.clear()
            self.inbox.erase()
            self.journal.erase()
            self.traffic.erase()

    def pay(self, amount: Decimal) -> None:
        """Take the price of a text from the account."""
        with self.lock:
            self.spent += amount

    def is_first(self, number: str) -> bool:
        """Whether a phone has never been written to; from now on it has."""
        if not self.config.first_suffix:
            return False
        with self.lock:
            known = number in self._written_to
            self._written_to.add(number)
            return not known

    @property
    def balance(self) -> Decimal:
        """What is left on the account. Nothing is refused for it: there is a number for that."""
        return max(Decimal(self.config.balance) - self.spent, Decimal())

    def close(self) -> None:
        self.clock.close()

    def _lay_out(self) -> None:
        self._phones = {card.number: phone_of_card(card) for card in self.config.phones}

    def _make_room(self) -> None:
        """Forget the oldest stray phone: a broadcast to a whole country must not fill memory."""
        strays = [number for number, phone in self._phones.items() if not phone.card]
        if len(strays) >= MOST_STRAYS:
            del self._phones[strays[0]]
