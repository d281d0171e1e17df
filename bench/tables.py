"""What a run showed, in a table a person can read."""

from rich import box
from rich.console import Console
from rich.table import Table

from bench.measure import CONNECTIONS, KINDS, Measured, Window
from bench.verify import Verified

TITLES = {"empty": "empty view", "middle": "middle turn", "filing": "filing turn"}
HEADINGS = ("answers/s", "range", "ratio", "p50 ms", "p99 ms", "CPU µs", "Valkey µs")


def show_measured(console: Console, measured: Measured, *, pinned: bool) -> None:
    """Medians over the rounds; ratios are medians of each round's own ratio."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    table.add_column("", no_wrap=True)
    for heading in HEADINGS:
        table.add_column(heading, justify="right", no_wrap=True)
    for kind in KINDS:
        table.add_row(TITLES[kind], *_cells(measured, kind))
    console.print(table)
    where = "the server alone on one core" if pinned else "no core of its own for the server"
    console.print(
        f"[dim]{len(measured.windows['empty'])} rounds, {CONNECTIONS} kept connections, {where}; "
        f"others used {measured.foreign:.2f} cores meanwhile. Each connection asks again as soon "
        "as it is answered: p50 and p99 are waits in a full queue.[/]"
    )


def show_verified(console: Console, verified: Verified, callers: int) -> None:
    """How many replies were right, and what was wrong with the others."""
    longest = max(verified.run.waits, default=0.0)
    console.print(
        f"[bold]{callers} callers at once[/]: {verified.right} of {verified.expected} replies "
        f"right, {verified.lost} lost, {len(set(verified.receipts.values()))} different receipts, "
        f"{verified.filed} reports in the database, {len(verified.faults)} faults. "
        f"{verified.run.seconds:.1f} s in all; the longest wait {longest * 1e3:.0f} ms."
    )
    for fault in verified.faults[:10]:
        console.print(fault, style="red", markup=False, highlight=False)


def _cells(measured: Measured, kind: str) -> list[str]:
    rates = [window.rate for window in measured.windows[kind]]
    return [
        f"{measured.median(kind, _rate):,.0f}",
        f"{min(rates):,.0f}…{max(rates):,.0f}",
        f"{measured.ratio(kind, _rate):.2f}",
        f"{measured.wait(kind, 50):.1f}",
        f"{measured.wait(kind, 99):.1f}",
        f"{measured.median(kind, lambda window: window.server_each):.0f}",
        f"{measured.median(kind, lambda window: window.valkey_each):.0f}",
    ]


def _rate(window: Window) -> float:
    return window.rate
