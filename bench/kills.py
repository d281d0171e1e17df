"""`python -m bench.kills`: who is missed, and who is written to twice, when the worker is killed?

A campaign goes out through the simulator, which reports each delivery; the bulk worker is killed
without warning again and again, at random, and started anew. Then every call that the provider took
is read from its own record: everybody must have been written to, nobody who said STOP, and no more
calls may have been made twice than there were kills.
"""

import json
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

from bench.campaigns import a_house, approve, campaign_of, people
from bench.house import Servers
from bench.pages import one_database
from gateway.wiring import Wiring
from storage import contacts, recipients
from storage.models import CampaignStatus

SOONEST, LATEST = 0.02, 0.2  # seconds between a worker's first breath and its end


@dataclass(frozen=True)
class Outcome:
    """What the provider's own record says afterwards."""

    kills: int
    missed: int
    extra: int  # messages that somebody got more than once
    extra_calls: int  # calls in which anybody was written to again
    to_stopped: int
    states: dict[str, int]

    @property
    def is_right(self) -> bool:
        """Nobody missed, nobody who said STOP, no more calls repeated than workers killed."""
        return not self.missed and not self.to_stopped and self.extra_calls <= self.kills


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--recipients", "count", default=20_000, show_default=True)
@click.option("--kills", default=50, show_default=True)
@click.option("--seed", default=11, show_default=True)
@click.option(
    "--database", "kind", default="postgresql", show_default=True,
    type=click.Choice(["sqlite", "postgresql"]),
)  # fmt: skip
@click.option("--reports", default="final", show_default=True, type=click.Choice(["final", "none"]))
def main(count: int, kills: int, seed: int, kind: str, reports: str) -> None:
    """Kill the worker of a campaign again and again, and count who was written to."""
    home = Path(tempfile.mkdtemp(prefix="veille-kills-"))
    try:
        with one_database(home, kind) as url:
            outcome = run(home, url, count, kills, seed, reports)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    Console().print(outcome)
    sys.exit(0 if outcome.is_right else 1)


def run(home: Path, url: str, count: int, kills: int, seed: int, reports: str = "final") -> Outcome:
    """Send a campaign to so many, with so many kills on the way."""
    rng = random.Random(seed)
    times = {"LEASE_SECONDS": "3", "AT_DEADLINE": "2", "SWEEP_SECONDS": "1"}
    with a_house(home, url, reports, **times) as (servers, parts, instance):
        servers.veille("web", "serve")
        phones = people(parts, count)
        silent = set(rng.sample(phones, count // 50))
        with parts.database.transaction() as session:
            for phone in silent:
                index = parts.database.keys.phone(phone)
                contacts.opt_out(session, index, "sms", datetime.now(UTC))
        number = approve(parts)
        done = _kill_again_and_again(servers, parts, number, kills, rng)
        with parts.database.reading() as session:
            states = recipients.counts(session, campaign_of(parts, number).id)
        return _counted(instance.home / "traffic.jsonl", phones, silent, done, dict(states))


def _kill_again_and_again(
    servers: Servers, parts: Wiring, number: int, kills: int, rng: random.Random
) -> int:
    """Start the worker, kill it, start it…, and then let it finish; how often it was killed."""
    done = 0
    while campaign_of(parts, number).status != CampaignStatus.ENDED:
        parts.redis.delete("veille:beat:bulk")
        servers.veille("bulk", "worker", "bulk")
        servers.wait_until("bulk", lambda: bool(parts.queues.last_beat("bulk")))
        if done >= kills:
            break
        time.sleep(rng.uniform(SOONEST, LATEST))  # what is tested is an end at any moment
        servers.kill("bulk")
        done += 1
    until = time.monotonic() + 300
    while campaign_of(parts, number).status != CampaignStatus.ENDED and time.monotonic() < until:
        parts.queues.wake(["bulk"])
        time.sleep(0.2)  # the worker is left to finish
    return done


def _counted(
    record: Path, phones: list[str], silent: set[str], kills: int, states: dict[str, int]
) -> Outcome:
    """Read what the provider took."""
    times: Counter[str] = Counter()
    extra_calls = 0
    for line in record.read_text(encoding="utf-8").splitlines():
        call = json.loads(line)
        if call["kind"] != "messaging":
            continue
        to = call["fields"]["to"].split(",")
        extra_calls += any(times[phone] for phone in to)
        times.update(to)
    wanted = [phone for phone in phones if phone not in silent]
    return Outcome(
        kills=kills,
        missed=sum(not times[phone] for phone in wanted),
        extra=sum(max(0, times[phone] - 1) for phone in wanted),
        extra_calls=extra_calls,
        to_stopped=sum(times[phone] for phone in silent),
        states=states,
    )


if __name__ == "__main__":
    main()
