"""A phone in the terminal, through the simulator."""

from typing import Any

import click
import requests
from rich.console import Console
from rich.panel import Panel

from gateway.demo.desk import SHORT_CODE
from storage.phone import NotAPhone, PhoneNumber

HANG_UP = ("fin", "end", "raccrocher")


class Phone:
    """One phone of the simulator, by its number."""

    def __init__(self, simulator: str, number: str) -> None:
        self._base = f"{simulator}/api/phones/{number}"
        self._http = requests.Session()
        self._http.trust_env = False

    def dial(self, code: str) -> dict[str, Any]:
        """Call a USSD code; the first screen."""
        return self._post("dial", code=code)

    def reply(self, text: str) -> dict[str, Any]:
        """Answer the screen; the next one."""
        return self._post("reply", text=text)

    def cancel(self) -> dict[str, Any]:
        """Hang up."""
        return self._post("cancel")

    def write(self, text: str) -> dict[str, Any]:
        """Send an SMS to the service."""
        return self._post("sms", to=SHORT_CODE, text=text)

    def state(self) -> dict[str, Any]:
        """What the phone shows and holds."""
        return self._read(self._http.get(self._base, timeout=15))

    def texts(self) -> list[str]:
        """The SMS the phone holds, oldest first."""
        return [str(message["text"]) for message in self.state()["messages"]]

    def _post(self, verb: str, **words: str) -> dict[str, Any]:
        return self._read(self._http.post(f"{self._base}/{verb}", json=words, timeout=15))

    def _read(self, response: requests.Response) -> dict[str, Any]:
        found: dict[str, Any] = response.json()
        return found


def use(console: Console, number: str, simulator: str, country: str) -> None:
    """Read lines, press keys, show screens, until the phone is put down."""
    try:
        e164 = PhoneNumber.parse(number, country).e164
    except NotAPhone as wrong:
        raise click.ClickException(f"{number}: {wrong}") from None
    phone, seen = Phone(simulator, e164), 0
    try:
        seen = _show_new(console, phone, 0)
        while True:
            line = click.prompt(e164, prompt_suffix="> ", default="", show_default=False).strip()
            if line:
                _press(console, phone, line)
            seen = _show_new(console, phone, seen)
    except requests.RequestException:
        raise click.ClickException(
            f"The simulator does not answer at {simulator or 'AT_API_BASE'}: is `veille demo` up?"
        ) from None
    except click.Abort:
        console.print()


def _press(console: Console, phone: Phone, line: str) -> None:
    word, _, rest = line.partition(" ")
    if line.startswith("*") and line.endswith("#"):
        shown = phone.dial(line)
    elif word.lower() == "sms":
        shown = phone.write(rest)
        console.print("[dim]SMS sent.[/]" if "id" in shown else "")
    elif line.lower() in HANG_UP:
        shown = phone.cancel()
        console.print("[dim]Hung up.[/]")
    else:
        shown = phone.reply(line)
    if shown.get("error"):
        console.print(f"[red]{shown['error']}[/]")
    if shown.get("screen"):
        console.print(screen(shown))


def _show_new(console: Console, phone: Phone, seen: int) -> int:
    texts = phone.texts()
    for text in texts[seen:]:
        console.print(Panel(text, title="SMS", width=44, border_style="yellow"))
    return len(texts)


def screen(shown: dict[str, Any]) -> Panel:
    """A USSD screen as a phone shows it."""
    open_ = "…" if shown.get("open") else "■"
    return Panel(str(shown["screen"]), width=44, subtitle=open_, subtitle_align="right")
