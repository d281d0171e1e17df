"""The command `veille`: everything an operator does, from one place."""

import click

from gateway.cli.campaign import campaign
from gateway.cli.checking import check, keys
from gateway.cli.contacts import contacts
from gateway.cli.demo_data import demo_data
from gateway.cli.importing import committees, places, services
from gateway.cli.inviting import members
from gateway.cli.playing import demo, phone, simulator
from gateway.cli.reconcile import reconcile
from gateway.cli.running import clock, serve, upgrade, worker
from gateway.cli.speaking import menus
from gateway.cli.words import words


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="veille")
def main() -> None:
    """Veille: a USSD and SMS reporting gateway for child protection committees.

    To try it on this machine, with three phones in the browser: `veille demo`.

    To run it: set the variables of docs/configuration.md, look at `veille check`, then
    `veille upgrade`, and start `veille serve`, `veille worker alerts`, `veille worker bulk` and
    `veille clock` (the Procfile says the same).
    """


for command in (
    serve, worker, clock, upgrade, check, reconcile, keys, demo, demo_data, simulator, phone,
    places, committees, members, services, contacts, campaign, menus, words,
):  # fmt: skip
    main.add_command(command)
