"""`python -m bench`: check every reply of many callers, then measure turns beside an empty view."""

import itertools
import signal
import sys
import time

import click
from rich.console import Console

from bench.calls import plan
from bench.house import House, a_house
from bench.measure import Measured, measure
from bench.tables import show_measured, show_verified
from bench.verify import Verified, verify

LEAST = 0.6  # of the empty view's rate, for a middle turn


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--rounds", default=5, show_default=True, type=click.IntRange(1, 100))
@click.option(
    "--seconds", default=3.0, show_default=True, type=click.FloatRange(0.2, 60),
    help="Of load on the empty view and on middle turns, in each round.",
)  # fmt: skip
@click.option(
    "--callers", default=256, show_default=True, type=click.IntRange(1, 1000),
    help="At once, in the verifying pass.",
)  # fmt: skip
@click.option("--no-verdict", is_flag=True, help="Only print; succeed whatever the figures are.")
def main(rounds: int, seconds: float, callers: int, no_verdict: bool) -> None:
    """Measure USSD turns beside an empty Flask view, and check every reply of many callers.

    Starts a Valkey, a gateway and the empty view of its own in a temporary folder, and removes
    them. Fails when a reply is wrong or lost, or a middle turn is slower than 0.6 of the view.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that everything is stopped
    console, began = Console(), time.monotonic()
    with a_house() as house:
        verified, measured = _run(console, house, rounds, seconds, callers)
        pinned = house.pinned
    show_measured(console, measured, pinned=pinned)
    show_verified(console, verified, callers)
    wanting = _wanting(verified, measured)
    for line in wanting:
        console.print(f"[bold red]{line}[/]")
    console.print(f"[dim]{time.monotonic() - began:.0f} s.[/]")
    sys.exit(1 if wanting and not no_verdict else 0)


def _run(
    console: Console, house: House, rounds: int, seconds: float, callers: int
) -> tuple[Verified, Measured]:
    numbers = itertools.count(1)
    menu = house.parts.conversation.shelf.menu
    with console.status("Checking every reply") as status:
        verified = verify(house, [plan(menu, next(numbers)) for _ in range(callers)])
        measured = measure(house, numbers, rounds, seconds, status.update)
    return verified, measured


def _wanting(verified: Verified, measured: Measured) -> list[str]:
    """What is not as it must be."""
    wanting = []
    if verified.faults or verified.lost or verified.right != verified.expected:
        wanting.append("Not every reply was right.")
    if measured.wrong:
        wanting.append(f"{measured.wrong} answers were wrong or lost while measuring.")
    ratio = measured.ratio("middle", lambda window: window.rate)
    if ratio < LEAST:
        wanting.append(f"A middle turn reaches {ratio:.2f} of the empty view, {LEAST} is wanted.")
    return wanting


if __name__ == "__main__":
    main()
