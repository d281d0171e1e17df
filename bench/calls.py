"""Calls planned ahead by the pure menu: what each caller types, what each screen must then say."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from random import Random
from urllib.parse import urlencode

from bench.lines import Exchange, post
from menus.engine import Dialogue, Menu
from menus.engine import Turn as MenuTurn
from menus.flows.report import CHILDREN
from menus.layout import MORE

SERVICE_CODE = "*384*225#"
ORANGE = "61203"
BROWSERS = 4  # one caller in so many looks for the village in the lists; others know its code
WANTED = {"home": "report", "summary": "send"}
WORLD = {"save_draft": "saved", "file_report": "filed"}
ANY_RECEIPT = "0" * 12


@dataclass(frozen=True)
class Turn:
    """One turn: all that was typed so far, where that leads, whether the world takes part."""

    typed: str
    dialogue: Dialogue
    writes: bool


@dataclass(frozen=True)
class PlannedCall:
    """A whole report, from the first screen to the receipt."""

    menu: Menu
    number: int
    turns: tuple[Turn, ...]

    @property
    def end(self) -> Turn:
        """The turn that sends the report."""
        return self.turns[-1]

    def screen(self, turn: Turn, receipt: str = ANY_RECEIPT) -> str:
        """What must be shown after a turn."""
        dialogue = replace(turn.dialogue, facts={**turn.dialogue.facts, "receipt": receipt})
        ended = "END" if self.menu.has_ended(dialogue) else "CON"
        return f"{ended} {self.menu.render(dialogue)}"

    def form(self, turn: Turn, session: int = 0) -> str:
        """What the provider posts for a turn; `session` tells several calls of a plan apart.

        Each is another phone's: a phone that calls again in the middle of a report is asked whether
        it goes on.
        """
        fields = {
            "sessionId": f"ATUid_{self.number:016x}{session:016x}",
            "phoneNumber": f"+22507{(self.number * 32 + session) % 10**8:08d}",
            "networkCode": ORANGE,
            "serviceCode": SERVICE_CODE,
            "text": turn.typed,
        }
        return urlencode(fields)


@dataclass(frozen=True)
class Doors:
    """Where the gateway and the empty view take their forms."""

    port: int
    path: str
    empty_port: int
    empty_path: str

    def exchange(self, call: PlannedCall, turn: Turn, session: int = 0) -> Exchange:
        """A turn told to the gateway, and its screen up to the receipt, if there is one."""
        shown = call.screen(turn).partition("0000 0000")[0]
        request = post(self.port, self.path, call.form(turn, session))
        return Exchange(request, shown.encode())

    def empty(self, call: PlannedCall, turn: Turn, answer: str) -> Exchange:
        """The same form told to the view that does nothing."""
        request = post(self.empty_port, self.empty_path, call.form(turn))
        return Exchange(request, answer.encode())


def plan(menu: Menu, number: int) -> PlannedCall:
    """One caller's report; the same number always gives the same one."""
    chance = Random(number)
    facts = {"language": menu.words.default, "member": False, "last_place": None}
    dialogue, typed = menu.start(facts).dialogue, list[str]()
    turns = [Turn("", dialogue, writes=True)]
    while not menu.has_ended(dialogue):
        typed.append(_key(menu, dialogue, chance, number))
        turn = menu.answer(dialogue, typed[-1])
        dialogue = _settled(menu, turn)
        turns.append(Turn("*".join(typed), dialogue, writes=bool(turn.effect)))
    return PlannedCall(menu, number, tuple(turns))


def middle_turns(
    calls: Iterable[PlannedCall], doors: Doors
) -> tuple[list[Exchange], list[Exchange]]:
    """What begins the sessions, and all turns that then only read: those to measure."""
    before, measured = [], []
    for call in calls:
        session = 0
        for place, turn in enumerate(call.turns[:-1]):
            if turn.writes:  # a session of its own, so that it remembers just what it should
                session = place
                before.append(doors.exchange(call, turn, session))
            else:
                measured.append(doors.exchange(call, turn, session))
    return before, measured


def filing_turns(
    calls: Iterable[PlannedCall], doors: Doors
) -> tuple[list[Exchange], list[Exchange]]:
    """What brings each call to its summary, and the key that sends the report."""
    planned = list(calls)
    before = [doors.exchange(call, call.turns[-2]) for call in planned]
    return before, [doors.exchange(call, call.end) for call in planned]


def _settled(menu: Menu, turn: MenuTurn) -> Dialogue:
    while turn.effect:
        turn = menu.told(turn.dialogue, WORLD[turn.effect], {})
    return turn.dialogue


def _key(menu: Menu, dialogue: Dialogue, chance: Random, number: int) -> str:
    name = dialogue.screen
    if name == "village_code":
        return chance.choice([place.poster_code for place in menu.places.at_level("village")])
    if name == "landmark":
        return "Campement 4"
    codes = menu.choices(dialogue)
    if name == "child":
        return str(chance.randrange(len(CHILDREN)) + 1)
    if name in WANTED:
        return str(codes.index(WANTED[name]) + 1)
    if name == "where":
        return str(codes.index("code" if number % BROWSERS else "browse") + 1)
    if menu.has_more(dialogue) and chance.random() < 0.5:
        return MORE
    return str(chance.randrange(len(codes)) + 1)
