"""Commands to try the house: the demo, the simulator, a phone in the terminal."""

import click

from gateway.cli.house import console, the_house
from gateway.demo import desk, scene, telephone
from gateway.demo.instance import NotADemo
from gateway.demo.processes import StartFailed
from gateway.demo.story import StoryFailed
from gateway.simulator import serve


@click.command()
@click.option("--once", is_flag=True, help="Play the story on a fresh instance, then stop.")
def demo(once: bool) -> None:
    """Bring the whole gateway up with three phones in the browser; Ctrl-C stops it.

    Data stays in VEILLE_HOME (./instance) and is there on the next start.
    """
    try:
        scene.play_once(console) if once else scene.keep_up(console)
    except (NotADemo, StartFailed, StoryFailed) as failed:
        raise click.ClickException(str(failed)) from None


@click.command()
@click.option("--port", default=8001, show_default=True, envvar="SIMULATOR_PORT")
@click.option(
    "--ussd",
    default="africastalking",
    show_default=True,
    help="Whose USSD it speaks.",
    type=click.Choice(["africastalking", "arkesel"]),
)
@click.option(
    "--sms", default="africastalking", show_default=True, help="Whose SMS it speaks.",
    type=click.Choice(["africastalking", "kannel"]),
)  # fmt: skip
@click.option(
    "--reports", default="all", show_default=True, type=click.Choice(["all", "final", "none"]),
    help="Which delivery reports it sends; none is for campaigns to a whole country.",
)  # fmt: skip
def simulator(port: int, ussd: str, sms: str, reports: str) -> None:
    """Run the phone company on your desk, on 127.0.0.1, for the gateway of these settings.

    With `--sms kannel` the gateway needs SMS_CHANNEL=kannel and KANNEL_URL=http://127.0.0.1:PORT.
    """
    serve(desk.simulator_of(the_house().settings, ussd, sms, reports), port)


@click.command()
@click.argument("number")
@click.option("--simulator", "address", default="", help="Where the simulator is.")
def phone(number: str, address: str) -> None:
    """Use a phone in the terminal, through the simulator. NUMBER: 0701020304 or +225…

    Type a code such as *384*225# to dial, an answer to reply, `sms TEXT` to write to the service,
    `fin` or `end` to hang up, Ctrl-D to put the phone down.
    """
    settings = the_house().settings
    telephone.use(console, number, address or settings.at_api_base, settings.country)
