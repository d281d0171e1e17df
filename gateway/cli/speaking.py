"""Commands about the conversation: check every screen, draw it."""

from pathlib import Path

import click

from gateway.cli.house import console, errors
from menus.check import check as walk
from menus.draw import draw as drawing
from menus.words import Words

PAGE = Path("docs/menus.md")


@click.group()
def menus() -> None:
    """The conversation: its screens and words."""


@menus.command()
def check() -> None:
    """Walk every path in every language; fail on any screen that a phone could not show."""
    words = Words.load()
    findings = walk(words)
    for fault in findings.faults:
        errors.print(f"[bold red]✗[/] {fault}", markup=True)
    if findings.faults:
        raise SystemExit(1)
    console.print(
        f"[bold green]✓[/] {findings.shown} screens in {len(words.languages)} languages: "
        "each fits, each leads somewhere, no word is missing."
    )


@menus.command()
@click.option("--to", default=PAGE, show_default=True, type=click.Path(path_type=Path))
def draw(to: Path) -> None:
    """Draw the conversation as text and as a graph."""
    to.write_text(drawing(Words.load()), encoding="utf-8")
    console.print(f"Drew {to}.")
