"""Commands about the phones that agreed to be written to."""

from datetime import datetime
from pathlib import Path

import click

from gateway.cli.bars import bar_of
from gateway.cli.house import console, the_house
from gateway.cli.importing import FILE
from gateway.imports import ImportRefused
from gateway.imports.contacts import Source, import_contacts
from menus.advice import TOPICS
from storage import audiences, places
from storage.audiences import EVERYBODY, RELAYS, Audience, Split

LONGEST_NAME, LONGEST_PROOF = 80, 200


@click.group()
def contacts() -> None:
    """Phones whose owners agreed to be written to."""


@contacts.command("import")
@FILE
@click.option("--list", "name", required=True, metavar="NAME", help="What the list is called.")
@click.option("--proof", required=True, metavar="TEXT", help="How its people agreed.")
@click.option(
    "--agreed-on", required=True, metavar="DATE", type=click.DateTime(["%Y-%m-%d"]),
    help="The day on which they agreed, like 2026-03-31.",
)  # fmt: skip
def _import(file: Path, name: str, proof: str, agreed_on: datetime) -> None:
    """Read people who agreed to be written to from FILE.csv; one wrong row refuses the file.

    \b
        veille contacts import radio.csv --list "Radio Soubré" \\
            --proof "Sheets signed at the studio" --agreed-on 2026-03-31

    The column phone is needed. There may be place_code, language, role (public or relay), topics
    (by semicolon: school, work, chemicals, trafficking, papers, violence, report, adults; all of
    them where the cell is empty), agreed_on (where a row has a day of its own) and operator
    (orange, mtn or moov).

    Numbers of 8 digits, from before 31 January 2021, are made 10 where their first two digits or
    the column operator tell the company. Lines of one phone are joined. Whoever said STOP is not
    written to again, and whoever chose topics by phone keeps them. The same file twice changes
    nothing; a command that broke off is simply given again.
    """
    source = Source(_short(name, "--list", LONGEST_NAME), _short(proof, "--proof", LONGEST_PROOF),
                    agreed_on.date())  # fmt: skip
    if source.agreed_on > datetime.now().astimezone().date():
        raise click.BadParameter("that day is still to come.", param_hint="--agreed-on")
    house = the_house()
    try:
        with bar_of("contacts") as bar:
            task = bar.add_task("contacts", total=None)
            sheet, tally = import_contacts(
                house.database, file, source, country=house.settings.country,
                progress=lambda n, total: bar.update(task, completed=n, total=total),
            )  # fmt: skip
    except ImportRefused as refused:
        raise click.ClickException(str(refused)) from None
    console.print(
        f"{file.name}: {tally['new']} new, {tally['changed']} changed, {tally['unchanged']} "
        f"unchanged, {tally['stopped']} said STOP and are left alone.\n"
        f"{sheet.rows} lines: {sheet.merged} joined with another line of the same phone, "
        f"{len(sheet.repaired)} numbers made 10 digits."
    )


@contacts.command("count")
@click.option(
    "--place", "codes", multiple=True, metavar="CODE",
    help="A region, department, sub-prefecture or village; may be given several times.",
)  # fmt: skip
@click.option("--topic", type=click.Choice(list(TOPICS)), help="Only who listens to this topic.")
@click.option("--relays", is_flag=True, help="Only relays.")
def _count(codes: tuple[str, ...], topic: str | None, relays: bool) -> None:
    """Count who would be written to, as it stands now; whoever said STOP is not counted.

    \b
        veille contacts count
        veille contacts count --place CI2604 --topic school
    """
    house = the_house()
    with house.database.reading() as session:
        known = places.by_code(session)
        for code in codes:
            if code not in known:
                raise click.BadParameter(f"no place has the code {code}.", param_hint="--place")
        wanted = Audience(
            RELAYS if relays else EVERYBODY, tuple(known[code].id for code in codes), topic or ""
        )
        spoken = Split((), house.settings.default_language)
        reached = audiences.reach(session, wanted, spoken)
        shares = audiences.count(session, reached)
        stopped = audiences.stopped(session, reached)
    people = sum(share.people for share in shares)
    console.print(f"{people} people listen; {stopped} who once agreed said STOP.")
    for share in sorted(shares, key=lambda share: -share.people):
        console.print(f"  {share.operator}: {share.people}")


def _short(text: str, option: str, longest: int) -> str:
    text = " ".join(text.split())
    if not text or len(text) > longest:
        raise click.BadParameter(f"write 1 to {longest} signs.", param_hint=option)
    return text
