"""What commands share: the house from its settings, or one clear word about why not."""

import click
from rich.console import Console

from gateway import logs
from gateway.settings import Settings
from gateway.wiring import Wiring, wire
from storage.encryption import BadKeys
from storage.settings import BadSettings

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)


def the_house() -> Wiring:
    """The parts of the house; stops the command when a setting is missing or weak."""
    logs.configure()
    try:
        return wire(Settings.from_env())
    except (BadSettings, BadKeys) as bad:
        raise click.ClickException(
            f"Settings are missing or weak:\n{bad}\n`veille check` shows them all."
        ) from None
