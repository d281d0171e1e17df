"""A bar that says how far long work has come, how quick it is, how long it will take."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from gateway.cli.house import errors

LATELY = 20  # seconds by whose pace the rest is estimated


class Rate(ProgressColumn):
    """How many a second."""

    def render(self, task: Task) -> Text:
        """Nothing before there is anything to say."""
        return Text(f"{task.speed:,.0f}/s" if task.speed else "", style="progress.data.speed")


@contextmanager
def bar_of(what: str) -> Iterator[Progress]:
    """A bar on standard error: what is printed may go into a file."""
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    with Progress(*columns, console=errors, transient=True, speed_estimate_period=LATELY) as bar:
        yield bar
