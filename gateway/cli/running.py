"""Commands that run the house: the web, the workers, the clock, the migrations."""

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from gateway import wiring
from gateway.cli.house import console, the_house
from gateway.stopping import until_told_to_stop
from notifications import worker as work
from notifications.queues import QUEUES, connect
from storage import migrate


@click.command()
def serve() -> None:
    """Answer the provider's callbacks (HOST, PORT, WEB_WORKERS, WEB_THREADS)."""
    settings = the_house().settings
    Granian(
        "gateway.wsgi:app",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.web_workers,
        blocking_threads=settings.web_threads,
        log_access=False,  # addresses hold the provider's secret
        log_level=LogLevels.warning,
    ).serve()


@click.command()
@click.argument("queue", type=click.Choice(QUEUES))
def worker(queue: str) -> None:
    """Send the messages of one QUEUE: `alerts` (they never wait behind others) or `bulk`
    (campaigns).

    Start as many as you like, on any machine; a message is never sent by two of them.
    """
    house = the_house()
    redis = connect(house.settings.redis_url, wait=None)
    work.run(queue, redis, house.queues, wiring.carrier(house), house.settings.sweep)


@click.command()
def clock() -> None:
    """Do the periodic duties: sweep, remind, climb, send what broke off, replay the spool.

    Two clocks are safe: each duty is done once a period.
    """
    wiring.clock(the_house()).run(until_told_to_stop())


@click.command()
def upgrade() -> None:
    """Bring the database to the shape this release expects. Safe to run again."""
    house = the_house()
    house.settings.home.mkdir(parents=True, exist_ok=True)
    migrate.upgrade(house.database)
    console.print("The database is up to date.")
