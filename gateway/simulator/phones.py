"""Phones, the session each may have open, and the texts each has received."""

import re
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from gateway.simulator.config import PhoneCard
from gateway.simulator.networks import NETWORKS, Network, network_of

E164 = re.compile(r"\+[1-9]\d{6,14}")
THREAD_LENGTH = 60
READING = timedelta(seconds=10)


@dataclass
class Text:
    """One SMS as a phone keeps it."""

    id: str
    sender: str
    text: str
    at: datetime
    delivered_at: datetime | None = None
    new: bool = True
    mine: bool = False  # written on this phone


@dataclass
class Session:
    """One USSD call, from the dialled code to its end."""

    id: str
    dialled: str
    service_code: str
    started: datetime
    inputs: list[str] = field(default_factory=list)
    pages: tuple[str, ...] = ("",)
    page: int = 0
    open: bool = True
    waiting: bool = False
    shown_at: datetime | None = None
    ended_at: datetime | None = None
    turns: int = 0  # callbacks answered or not
    hops: list[str] = field(default_factory=list)
    hop: str = ""
    last_response: str = ""
    trouble: str = ""  # why it broke or ended early, a key of the words
    signs: int = 0
    limit: int = 160

    @property
    def screen(self) -> str:
        return self.pages[self.page]

    @property
    def typed(self) -> str:
        return "*".join(self.inputs)


@dataclass
class Phone:
    """A handset. Its fields are read and written under the desk's lock only."""

    number: str
    network: Network
    card: PhoneCard | None = None
    powered: bool = True
    view: str = "home"  # home, ussd, sms or write
    draft: str = ""
    notice: str = ""
    session: Session | None = None
    texts: deque[Text] = field(default_factory=lambda: deque(maxlen=THREAD_LENGTH))
    waiting: list[Text] = field(default_factory=list)

    @property
    def calling(self) -> bool:
        return self.session is not None and self.session.open

    @property
    def received(self) -> list[Text]:
        return [text for text in self.texts if not text.mine]

    @property
    def unread(self) -> int:
        return sum(text.new for text in self.received)

    def at_rest(self, now: datetime) -> bool:
        """Tell whether a new text may show itself: nobody types, and the last words of a call
        have been on the screen for a while."""
        if self.view == "home":
            return not self.draft
        ended = self.session.ended_at if self.session else None
        return self.view == "ussd" and ended is not None and now - ended > READING

    def read(self) -> None:
        for text in self.texts:
            text.new = False


def phone_of_card(card: PhoneCard) -> Phone:
    return Phone(card.number, NETWORKS[card.network], card)


def stray_phone(number: str) -> Phone:
    return Phone(number, network_of(number))


def masked(number: str) -> str:
    """Show only as much of a number as tells two phones apart."""
    if number.startswith("+225") and len(number) == 14:
        return f"{number[4:6]} •• •• •• {number[-2:]}"
    return f"{number[:4]} ••• {number[-2:]}"
