"""An errand: what a conversation asks the world for, and what the world answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from menus.screens import Scene
from notifications.rules import Rules
from storage.database import keys_of

if TYPE_CHECKING:
    from gateway.wiring import Wiring


@dataclass(frozen=True, repr=False)
class Call:
    """One turn as a provider told it: which call, whose phone, all that was typed so far."""

    session_id: str
    phone: str  # E.164 where the network said who calls, else whatever it said
    typed: str
    service_code: str = ""
    is_direct: bool = False  # dialled with answers behind the code
    channel: str = "ussd"
    can_be_called: bool = True


@dataclass(frozen=True, repr=False)
class Asked:
    """What a conversation asks for: by whom, in which call, after which answers."""

    scene: Scene
    call: Call
    session_key: str
    phone_index: str
    mark: str  # tells this try apart from any other; the same when it is told again
    path: Sequence[tuple[str, str]] = ()  # screen and code of each answer, in their order

    @property
    def answers(self) -> Mapping[str, str]:
        """What was answered so far."""
        return self.scene.answers

    @property
    def report_key(self) -> str:
        """The key of the call whose report this is: an earlier one, when it was taken up."""
        return str(self.scene.facts.get("report_key") or self.session_key)


@dataclass(frozen=True, repr=False)
class Errand:
    """Something asked for, being carried out inside one transaction."""

    asked: Asked
    session: Session
    rules: Rules
    now: datetime
    house: "Wiring | None" = None  # for what needs more of it, as reading a text again does

    @property
    def try_mark(self) -> str:
        """A mark under which a failed try is counted once, however often it is told."""
        mark = f"{self.asked.session_key}.{self.asked.mark}"
        return keys_of(self.session).index("try", mark)


@dataclass(frozen=True)
class Told:
    """What came of an errand: the result that chooses the next screen, new facts, whom to wake."""

    result: str
    facts: dict[str, Any] = field(default_factory=dict)
    wakes: Sequence[str] = ()
