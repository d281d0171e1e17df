"""Commands about campaigns: what the pages tell and do, from the machine."""

import time
from collections.abc import Callable
from typing import Any

import click
from rich.table import Table

from gateway import access, campaigning
from gateway.campaigning import CampaignRefused, Desk
from gateway.cli.bars import bar_of
from gateway.cli.house import console, the_house
from gateway.wiring import Wiring
from notifications.prices import written
from storage import campaigns, members, recipients
from storage.database import keys_of
from storage.models import Campaign, CampaignStatus
from storage.phone import NotAPhone, PhoneNumber

OVER = (CampaignStatus.ENDED, CampaignStatus.CANCELLED)
LOOK_EVERY = 1.0  # seconds
WHY = {
    "gone": "there is no campaign of that number: see `veille campaign list`.",
    "not_now": "that is not possible as it stands: see `veille campaign show NUMBER`.",
    "ceiling_spent": "its ceiling is reached: two coordinators raise it on its page.",
    "month_spent": "the month's budget is spent: wait for the next, or raise CAMPAIGN_BUDGET.",
}
NUMBER = click.argument("number", type=click.IntRange(1))
AS = click.option(
    "--as", "phone", required=True, metavar="PHONE",
    help="The phone of the coordinator who does it: the history names who.",
)  # fmt: skip


@click.group()
def campaign() -> None:
    """Awareness messages to many: look at them, hold them, stop them.

    They are written, and agreed to by a second person, on the pages of the web inbox.
    """


@campaign.command("list")
@click.option("--before", type=click.IntRange(1), help="Only those with a lower number.")
def _list(before: int | None) -> None:
    """The latest campaigns: number, name, where each stands, how far it is."""
    with the_house().database.reading() as session:
        found = campaigns.page(session, before)
        table = Table("number", "name", "stands", "gone", "of", "spent", box=None)
        for each in found[: campaigns.PAGE]:
            table.add_row(
                str(each.number), each.name, each.status, f"{each.handled:,}",
                f"{each.recipients:,}", _money(each),
            )  # fmt: skip
    console.print(table if found else "No campaign has been written yet.")
    if len(found) > campaigns.PAGE:
        console.print(f"Older ones: veille campaign list --before {found[-2].number}")


@campaign.command()
@NUMBER
@click.option("--follow", is_flag=True, help="Stay, and show how far it is until it is over.")
def show(number: int, follow: bool) -> None:
    """Where one campaign stands; with --follow until it is over (Ctrl-C leaves it alone)."""
    house = the_house()
    found, counts = _read(house, number)
    console.print(f"[bold]{found.number} {found.name}[/]: {found.status}")
    if found.trouble:
        console.print(f"The provider: {found.trouble}; asked again at {found.held_until:%H:%M} UTC")
    if found.paused_for:
        console.print(f"Paused: {found.paused_for}")
    console.print(f"{found.taken:,} of {found.recipients:,} handed over, {_money(found)} spent")
    for state, count in sorted(counts.items()):
        console.print(f"  {state:<12} {count:,}")
    if follow:
        _follow(house, number)


@campaign.command()
@NUMBER
@AS
def pause(number: int, phone: str) -> None:
    """Let nothing more go out for now. What is on its way arrives."""
    _act(number, phone, campaigning.pause, "paused")


@campaign.command()
@NUMBER
@AS
def resume(number: int, phone: str) -> None:
    """Go on with what is left."""
    _act(number, phone, campaigning.resume, "goes on")


@campaign.command()
@NUMBER
@AS
def cancel(number: int, phone: str) -> None:
    """Stop a campaign for good. What has not gone never will."""
    _act(number, phone, campaigning.cancel, "is stopped for good")


@campaign.command()
@NUMBER
def report(number: int) -> None:
    """What a campaign came to, as the clock counted it last."""
    found, _ = _read(the_house(), number)
    if not found.figures or found.figured_at is None:
        raise click.ClickException("nothing is counted yet: the clock counts every ten minutes.")
    console.print(f"[bold]{found.number} {found.name}[/], counted {found.figured_at:%F %H:%M} UTC")
    for name, value in found.figures.items():
        _print(name, value, 0)


def _print(name: str, value: Any, depth: int) -> None:
    if isinstance(value, dict):
        console.print(f"{'  ' * depth}{name}")
        for inner, told in value.items():
            _print(inner, told, depth + 1)
    else:
        console.print(f"{'  ' * depth}{name}: {value}")


def _follow(house: Wiring, number: int) -> None:
    with bar_of("messages") as bar:
        task = bar.add_task("messages", total=None)
        while True:
            found, _ = _read(house, number)
            bar.update(task, completed=found.handled, total=found.recipients or None)
            if found.status in OVER:
                break
            time.sleep(LOOK_EVERY)  # a person looks on
    console.print(f"{found.status}: {found.taken:,} handed over, {_money(found)} spent")


def _read(house: Wiring, number: int) -> tuple[Campaign, dict[str, int]]:
    with house.database.reading() as session:
        found = campaigns.by_number(session, number)
        if found is None:
            raise click.ClickException(WHY["gone"])
        counts = dict(recipients.counts(session, found.id))
        session.expunge(found)
        return found, counts


def _act(number: int, phone: str, step: Callable[[Desk, int], None], done: str) -> None:
    house = the_house()
    try:
        index_of = PhoneNumber.parse(phone, house.settings.country).e164
    except NotAPhone as wrong:
        raise click.BadParameter(str(wrong), param_hint="--as") from None
    with house.database.transaction() as session:
        member = members.by_phone(session, keys_of(session).phone(index_of))
        may = member is not None and access.viewer_of(session, member).may("keep_campaigns")
        if member is None or not may:
            raise click.BadParameter("no coordinator has this phone.", param_hint="--as")
        try:
            step(Desk(session, house, member, house.world.clock()), number)
        except CampaignRefused as refused:
            why = WHY.get(refused.faults.get("", ""), str(refused))
            raise click.ClickException(why) from None
    house.queues.wake(["bulk"])
    console.print(f"Campaign {number} {done}.")


def _money(found: Campaign) -> str:
    return f"{written(found.spent):,.0f} {found.currency}".strip()
