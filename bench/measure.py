"""Rounds of load, alternating: the empty view, middle turns, filing turns."""

import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bench import cpu, empty
from bench.calls import PlannedCall, filing_turns, middle_turns, plan
from bench.house import House
from bench.lines import Exchange, Run, for_a_while, play

KINDS = ("empty", "middle", "filing")
CONNECTIONS = 32
CALLERS = 64  # whose middle turns are measured, each from a call really begun
FILINGS = 120  # in one round
WARM_UP = 1.0


@dataclass(frozen=True)
class Window:
    """What one stretch of load showed; CPU in seconds."""

    run: Run
    server: float
    valkey: float
    foreign: float  # cores that others used meanwhile

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.run.waits) / self.run.seconds

    @property
    def server_each(self) -> float:
        """Microseconds of the server's CPU for one answer."""
        return self.server / len(self.run.waits) * 1e6

    @property
    def valkey_each(self) -> float:
        """Microseconds of Valkey's CPU for one answer."""
        return self.valkey / len(self.run.waits) * 1e6


@dataclass
class Measured:
    """Every window of each kind, in the order they were taken."""

    windows: dict[str, list[Window]] = field(default_factory=lambda: {kind: [] for kind in KINDS})

    def median(self, kind: str, what: Callable[[Window], float]) -> float:
        """The median over the rounds."""
        return statistics.median(what(window) for window in self.windows[kind])

    def ratio(self, kind: str, what: Callable[[Window], float]) -> float:
        """The median of what each round shows beside the empty view of the same round."""
        pairs = zip(self.windows[kind], self.windows["empty"], strict=True)
        return statistics.median(what(window) / what(floor) for window, floor in pairs)

    def wait(self, kind: str, percent: int) -> float:
        """Milliseconds within which so many percent of all answers came."""
        waits = [wait for window in self.windows[kind] for wait in window.run.waits]
        return statistics.quantiles(waits, n=100)[percent - 1] * 1e3

    @property
    def foreign(self) -> float:
        """Cores that others used, most of the time."""
        every = [window for windows in self.windows.values() for window in windows]
        return statistics.median(window.foreign for window in every)

    @property
    def wrong(self) -> int:
        """Answers that were not what they must be, or never came."""
        every = [window.run for windows in self.windows.values() for window in windows]
        return sum(run.wrong + run.lost for run in every)


def measure(
    house: House, numbers: Iterator[int], rounds: int, seconds: float, tell: Callable[[str], None]
) -> Measured:
    """Measure every kind once a round, in turn."""
    callers = _planned(house, numbers, CALLERS)
    before, middle = middle_turns(callers, house.doors)
    _must_work(play(house.doors.port, before, CONNECTIONS))
    nothing = [
        house.doors.empty(call, turn, empty.ANSWER)
        for call in callers
        for turn in call.turns
        if not turn.writes
    ]
    loads = {"empty": (house.doors.empty_port, nothing), "middle": (house.doors.port, middle)}
    for port, exchanges in loads.values():
        _must_work(play(port, for_a_while(exchanges, WARM_UP), CONNECTIONS))
    measured = Measured()
    for number in range(1, rounds + 1):
        tell(f"Round {number} of {rounds}")
        for kind, (port, exchanges) in loads.items():
            window = _window(house, "web" if kind == "middle" else "empty", port,
                             for_a_while(exchanges, seconds))  # fmt: skip
            measured.windows[kind].append(window)
        measured.windows["filing"].append(_filings(house, numbers))
    return measured


def _filings(house: House, numbers: Iterator[int]) -> Window:
    """File new reports; what comes before the last key of each call is not measured."""
    before, last = filing_turns(_planned(house, numbers, FILINGS), house.doors)
    _must_work(play(house.doors.port, before, CONNECTIONS))
    return _window(house, "web", house.doors.port, last)


def _planned(house: House, numbers: Iterator[int], count: int) -> Sequence[PlannedCall]:
    return [plan(house.parts.conversation.shelf.menu, next(numbers)) for _ in range(count)]


def _window(house: House, server: str, port: int, exchanges: Iterable[Exchange]) -> Window:
    before, own = _readings(house), time.process_time()
    run = play(port, exchanges, CONNECTIONS)
    own = time.process_time() - own
    used = {name: now - before[name] for name, now in _readings(house).items()}
    machine = used.pop("machine")
    foreign = (machine - own - sum(used.values())) / run.seconds
    return Window(run, used[server], used["valkey"], max(foreign, 0.0))


def _readings(house: House) -> dict[str, float]:
    readings = {name: cpu.of_group(leader) for name, leader in house.ids.items()}
    return {**readings, "machine": cpu.of_machine()}


def _must_work(run: Run) -> None:
    if run.wrong or run.lost:
        raise RuntimeError(f"{run.wrong} wrong and {run.lost} lost answers before measuring began")
