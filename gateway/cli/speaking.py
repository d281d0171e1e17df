"""Commands about the conversation: check every screen, draw it."""

from pathlib import Path

import click
from rich.markup import escape
from rich.table import Table

from gateway import actions_page
from gateway.cli.house import console, errors
from menus.check import Report
from menus.check import check as walk
from menus.draw import draw as drawing
from menus.words import Words, WordsMissing

PAGE, ACTIONS = Path("docs/menus.md"), Path("docs/actions.md")
POLICY = Path("docs/safeguarding.md")


@click.group()
def menus() -> None:
    """The conversation: its screens and words."""


@menus.command()
@click.option(
    "--words", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Check the locales of this folder instead of those that Veille speaks.",
)  # fmt: skip
def check(folder: Path | None) -> None:
    """Walk every path in every language; fail on any screen that a phone could not show.

    Tells for each language how many screens there are, how many keys lead to the farthest one, how
    much room the tightest one leaves, and how few questions make a report: for somebody who calls
    for the first time, and for somebody whose last village is known.
    """
    try:
        words = Words.load(folder=folder) if folder else Words.load()
    except (WordsMissing, OSError, ValueError) as wrong:
        raise click.ClickException(f"The words cannot be read: {wrong}") from None
    report = walk(words)
    console.print(_table(report))
    for fault in report.faults:
        errors.print(f"[bold red]✗[/] {escape(fault)}")
    if report.faults:
        raise SystemExit(1)
    console.print(
        f"[bold green]✓[/] {report.shown} screens in {len(words.languages)} languages: "
        "each fits, each leads somewhere, no word is missing."
    )


def _table(report: Report) -> Table:
    table = Table(
        "Language", "Screens", "Most keys", "Septets left", "Tightest", "Questions to a report",
        box=None, pad_edge=False,
    )  # fmt: skip
    for language, found in report.languages.items():
        new, known = report.questions.get(language, (0, 0))
        table.add_row(
            language, str(found.shown), str(found.longest), str(found.room), found.tightest,
            f"{new}, or {known} when the village is known",
        )  # fmt: skip
    return table


@menus.command()
@click.option("--to", default=PAGE, show_default=True, type=click.Path(path_type=Path))
def draw(to: Path) -> None:
    """Draw the conversation as text and as a graph."""
    to.write_text(drawing(Words.load()), encoding="utf-8")
    console.print(f"Drew {to}.")


@menus.command()
@click.option("--to", default=ACTIONS, show_default=True, type=click.Path(path_type=Path))
@click.option(
    "--policy", default=POLICY, show_default=True, type=click.Path(path_type=Path),
    help="The page in which the policy is drawn anew, between its two marks.",
)  # fmt: skip
def actions(to: Path, policy: Path) -> None:
    """List what a member can do: keys on the phone, page on the web, who may.

    The list comes from the flows, the pages and the policy, so that what it says is what happens.
    The same policy is drawn into the page for child protection staff.
    """
    try:
        told = actions_page.with_policy(policy.read_text(encoding="utf-8"))
    except (OSError, ValueError) as wrong:
        raise click.ClickException(f"{policy} cannot be drawn into: {wrong}") from None
    to.write_text(actions_page.draw(Words.load()), encoding="utf-8")
    policy.write_text(told, encoding="utf-8")
    console.print(f"Drew {to}, and the policy in {policy}.")
