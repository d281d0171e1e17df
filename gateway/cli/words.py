"""Commands about words: drafted, looked at on a phone, checked, published, taken back."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from sqlalchemy.orm import Session

from gateway import wording
from gateway.cli.house import console, the_house
from gateway.wording import WordsRefused
from menus import rewording
from menus.gsm7 import septets
from menus.preview import Preview
from menus.rewording import NETWORKS, RowsRefused
from menus.words import Words, WordsMissing
from storage import words as kept

NUMBER = click.argument("number", type=int, required=False)
LANGUAGE = click.option("--language", default="fr", show_default=True, help="Which language.")


@contextmanager
def _at_work() -> Iterator[tuple[Session, Words]]:
    """A transaction and the words of this release; what is refused is told line by line."""
    house = the_house()
    try:
        with house.database.transaction() as session:
            yield session, house.words
    except (WordsRefused, RowsRefused, WordsMissing) as refused:
        raise click.ClickException(f"Nothing was changed:\n{refused}") from None


@click.group()
def words() -> None:
    """What Veille says: change it, look at it on a phone, publish it, take it back.

    A draft is made with `draft` or `import`, tried with `preview` and `check`, and heard by nobody
    until `publish`. Calls under way finish on the words they began with.
    """


@words.command("list")
def list_versions() -> None:
    """Every version, the newest first."""
    table = Table("Version", "State", "Texts", "Made", "By", "Note", box=None, pad_edge=False)
    with _at_work() as (session, _):
        for version in kept.every(session):
            count = sum(len(texts) for texts in version.overrides.values())
            made = f"{version.made_at:%Y-%m-%d %H:%M}"
            table.add_row(
                str(version.number), version.state, str(count), made, version.made_by, version.note
            )
    console.print(table if table.row_count else "No words were ever changed.")


@words.command()
@NUMBER
def show(number: int | None) -> None:
    """What a version changes, before and after; without a NUMBER the draft, or what is heard."""
    with _at_work() as (session, base):
        version = kept.numbered(session, number) if number else kept.draft(session)
        version = version or (None if number else kept.published(session))
        for language, texts in (version.overrides if version else {}).items():
            before = rewording.texts_of(base, language)
            for where, text in sorted(texts.items()):
                console.print(f"[bold]{language} {where}[/]")
                console.print(f"  - {escape(before.get(where, ''))!s}")
                console.print(f"  + {escape(text)} [dim]({septets(text)} septets)[/]")
    if version is None:
        console.print("Nothing is changed.")


@words.command()
@click.option("--set", "changes", nargs=3, multiple=True, metavar="LANGUAGE WHERE TEXT")
@click.option("--note", default="", help="Why, in a few words.")
@click.option("--drop", is_flag=True, help="Throw the draft away.")
def draft(changes: tuple[tuple[str, str, str], ...], note: str, drop: bool) -> None:
    """Change texts in the draft, which nobody hears yet.

    WHERE is what `veille words export` calls a text, such as ussd.home.text. A text that phones
    cannot show, or that lost one of its blanks, is refused.
    """
    with _at_work() as (session, base):
        if drop:
            console.print("Dropped." if wording.drop(session) else "There is no draft.")
            return
        wanted: dict[str, dict[str, str]] = {}
        for language, where, text in changes:
            wanted.setdefault(language, {})[where] = text
        version = wording.change(session, base, wanted, getpass.getuser(), _now(), note)
        number, overrides = version.number, version.overrides
    for language, texts in wanted.items():
        for where, text in texts.items():
            old = rewording.texts_of(base, language)[where]
            console.print(f"{language} {where}: {septets(old)} → {septets(text)} septets")
    count = sum(len(texts) for texts in overrides.values())
    console.print(f"Draft {number} changes {count} text(s). Next: `veille words preview`.")


@words.command()
@NUMBER
@LANGUAGE
@click.option("--screen", help="Show only this screen, as each network would.")
@click.option("--member", is_flag=True, help="Call as a member of a committee.")
def preview(number: int | None, language: str, screen: str | None, member: bool) -> None:
    """Dial the draft in the terminal: the real screens, an invented world, nothing kept.

    Type an answer to reply, Ctrl-D to hang up.
    """
    with _at_work() as (session, base):
        spoken = wording.spoken(session, base, number)
    phone = Preview(spoken, language, member=member)
    if screen:
        _on_each_network(phone, screen)
        return
    while True:
        console.print(Panel(escape(phone.screen), width=44, title=phone.name))
        if phone.has_ended:
            return
        try:
            phone.types(console.input("> "))
        except EOFError:
            return


def _on_each_network(phone: Preview, screen: str) -> None:
    try:
        text = phone.longest(screen)
    except WordsMissing as missing:
        raise click.ClickException(str(missing)) from None
    console.print(Panel(escape(text), width=44, title=screen))
    for network, limit in NETWORKS.items():
        left = limit - len("CON ") - septets(text)
        console.print(f"{network}: {left} septets left of {limit}")


@words.command()
@NUMBER
def check(number: int | None) -> None:
    """Walk every screen with the words of the draft, or of version NUMBER."""
    with _at_work() as (session, base):
        report = wording.proved(wording.spoken(session, base, number))
        if report.faults:
            raise WordsRefused(report.faults)
    room = {language: found.room for language, found in report.languages.items()}
    console.print(f"[bold green]✓[/] {report.shown} screens fit; septets left: {room}.")


@words.command()
@click.option("--note", required=True, help="What changes and why, for those who come after.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def publish(note: str, yes: bool) -> None:
    """Let everybody hear the draft from their next call on. Refused when a screen would not fit."""
    if not yes:
        click.confirm("Everybody hears these words from their next call on. Publish?", abort=True)
    with _at_work() as (session, base):
        version = wording.publish(session, base, note, _now())
        number = version.number
    console.print(f"Version {number} is heard now. `veille words rollback` takes it back.")


@words.command()
@click.argument("number", type=int)
@click.option("--yes", is_flag=True, help="Do not ask.")
def rollback(number: int, yes: bool) -> None:
    """Publish again what version NUMBER said; 0 is what this release says."""
    if not yes:
        click.confirm(f"Go back to the words of version {number}?", abort=True)
    with _at_work() as (session, base):
        again = wording.roll_back(session, base, number, getpass.getuser(), _now())
        made = again.number
    console.print(f"Version {made}, which says what {number} said, is heard now.")


@words.command("export")
@LANGUAGE
def export(language: str) -> None:
    """Write the texts of a language as CSV, with tone, length and the room left in septets.

    Example: veille words export --language en > en.csv
    """
    with _at_work() as (session, base):
        spoken = wording.spoken(session, base)
    if language not in spoken.languages:
        raise click.ClickException(f"No such language; there are {', '.join(spoken.languages)}.")
    rooms = wording.proved(spoken).languages[language].rooms
    click.echo(rewording.table(spoken, language, rooms), nl=False)


@words.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@LANGUAGE
@click.option("--note", default="", help="Why, in a few words.")
def import_table(file: Path, language: str, note: str) -> None:
    """Read a translator's CSV into the draft: all of it, or nothing and each bad row named."""
    with _at_work() as (session, base):
        spoken = wording.spoken(session, base)
        try:
            content = file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise click.ClickException("The file is not UTF-8: save it as CSV UTF-8.") from None
        changes = rewording.read_table(content, spoken, language)
        if changes:
            wording.change(session, base, {language: changes}, getpass.getuser(), _now(), note)
    console.print(f"{len(changes)} text(s) changed in the draft.")


def _now() -> datetime:
    return datetime.now(UTC)
