"""What commands share: the house from its settings, or one clear word about why not."""

import click
from rich.console import Console

from gateway import logs
from gateway.settings import Settings
from gateway.wiring import Wiring, wire
from storage.encryption import BadKeys
from storage.settings import BadSettings

console = Console(highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)


def the_house() -> Wiring:
    """The parts of the house; stops the command when a setting is missing or weak."""
    logs.configure()
    try:
        house = wire(Settings.from_env())
    except (BadSettings, BadKeys) as bad:
        raise click.ClickException(
            f"Settings are missing or weak:\n{bad}\n`veille check` shows them all."
        ) from None
    leave = click.get_current_context().call_on_close
    leave(house.database.close)
    leave(house.redis.close)
    return house
