"""`python -m bench.campaigns`: how fast does a campaign go out, and do alerts wait behind it?

The simulator plays the provider; a bulk worker, an alerts worker and their Valkey run as real
processes. A bare loop makes the same calls with one kept connection, before and after, in the same
run: what it reaches is what this machine and this provider can take. Meanwhile a report is filed
every second, and each alert is followed until the provider has it. A shared machine is now quick,
now slow: the whole is done several times, and the middle one counts.
"""

import secrets
import shutil
import statistics
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import click
import requests
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from sqlalchemy import func, select

from bench.house import OURS, Servers
from bench.pages import one_database
from gateway import intake
from gateway.demo.instance import Instance, prepare
from gateway.demo.scene import furnish
from gateway.settings import Settings
from gateway.wiring import Wiring, wire
from storage import bulk, campaigns
from storage.audiences import Audience
from storage.models import (
    Campaign,
    CampaignStatus,
    Contact,
    Member,
    OutboundMessage,
    Place,
)
from storage.operators import operator_of
from storage.reports import Statement

BATCH = 100
GOAL, ALERT_GOAL, MEMORY_GOAL = 0.7, 2.0, 150.0
TEXT = "Un sac trop lourd abime le dos qui grandit. Les sacs de cacao, c'est pour l'adulte."
CONTACT = (
    "id", "phone_index", "phone_sealed", "language", "role", "operator", "topics", "agreed_at",
    "agreed_by",
)  # fmt: skip


@dataclass
class Run:
    """What was seen of one campaign."""

    seconds: float = 0.0
    loop: float = 0.0  # messages a second of the bare loops before and after
    memory: list[float] = field(default_factory=list)  # MB of the bulk worker
    sent: int = 0

    @property
    def ratio(self) -> float:
        """Our rate beside the bare loop's."""
        return self.sent / self.seconds / self.loop


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--recipients", default=100_000, show_default=True, type=click.IntRange(1_000))
@click.option("--times", default=3, show_default=True, type=click.IntRange(1, 9))
@click.option(
    "--database", "kind", default="postgresql", show_default=True,
    type=click.Choice(["sqlite", "postgresql"]),
)  # fmt: skip
def main(recipients: int, times: int, kind: str) -> None:
    """Send a campaign to so many people, beside a bare loop of the same calls, so many times."""
    console = Console()
    home = Path(tempfile.mkdtemp(prefix="veille-campaign-"))
    try:
        with one_database(home, kind) as url:
            wrong = _measure(console, home, url, recipients, times)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    sys.exit(1 if wrong else 0)


def _measure(console: Console, home: Path, url: str, count: int, times: int) -> list[str]:
    with a_house(home, url) as (servers, parts, instance):
        phones = people(parts, count)
        for name in ("alerts", "bulk"):
            servers.veille(name, "worker", name)
            servers.wait_until(name, partial(_has_beaten, parts, name))
        runs: list[Run] = []
        loop = _bare_loop(parts, instance, phones[: count // 5])
        for _ in range(times):
            run, before = _send(console, servers, parts, count), loop
            loop = _bare_loop(parts, instance, phones[: count // 5])
            run.loop = statistics.mean((before, loop))
            runs.append(run)
        _wait_for_alerts(parts)
        return _verdict(console, parts, count, runs)


@contextmanager
def a_house(
    home: Path, url: str, reports: str = "none", **more: str
) -> Iterator[tuple[Servers, Wiring, Instance]]:
    instance = prepare(home / "house", apart=True)
    now = datetime.now(UTC)
    east = 12 - now.hour  # where it is noon, campaigns may go out
    told = {
        **instance.variables, **OURS, "DATABASE_URL": url, "NIGHT_HOURS": "23:59-00:00",
        "TIMEZONE": f"Etc/GMT{-east:+d}" if east else "Etc/GMT",
        "CAMPAIGN_PACE": "orange=0 mtn=0 moov=0 other=0", **more,
    }  # fmt: skip
    servers = Servers(home / "logs", told)
    with servers:
        if instance.embedded_redis:
            servers.valkey(instance.embedded_redis, home / "valkey")
        furnish(Instance(instance.home, told, instance.embedded_redis, instance.simulator_port))
        port = str(instance.simulator_port)
        servers.veille("simulator", "simulator", "--port", port, "--reports", reports)
        servers.wait_until("simulator", lambda: _listens(instance))
        parts = wire(Settings.from_env(told))
        yield servers, parts, instance
        parts.database.close()


def _listens(instance: Instance) -> bool:
    try:
        return requests.get(f"{instance.simulator}/health", timeout=2).status_code < 500
    except requests.RequestException:
        return False


def people(parts: Wiring, count: int) -> list[str]:
    """So many phones of three companies that agreed to be written to."""
    keys, now = parts.database.keys, datetime.now(UTC)
    phones = [f"+2250{(1, 5, 7)[n % 3]}{20_000_000 + n}" for n in range(count)]
    for start in range(0, count, 20_000):
        rows = []
        for phone in phones[start : start + 20_000]:
            contact_id = uuid.uuid4()
            sealed = keys.seal(phone, "contacts", str(contact_id), "phone")
            rows.append(
                (contact_id, keys.phone(phone), sealed, "fr", "public", operator_of(phone),
                 " work ", now, "list")
            )  # fmt: skip
        with parts.database.transaction() as session:
            bulk.write(session, Contact, CONTACT, rows)
    with parts.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as c:
        c.exec_driver_sql("ANALYZE")
    return phones


def _bare_loop(parts: Wiring, instance: Instance, phones: list[str]) -> float:
    """Messages a second of nothing but the calls, by one kept connection."""
    settings, http = parts.settings, requests.Session()
    http.trust_env = False
    body = f"VEILLE: {TEXT} STOP: répondez STOP"
    began = time.monotonic()
    for start in range(0, len(phones), BATCH):
        form = {
            "username": settings.at_username, "to": ",".join(phones[start : start + BATCH]),
            "message": body, "bulkSMSMode": 1, "from": "VEILLE",
        }  # fmt: skip
        headers = {"apiKey": settings.at_api_key, "Accept": "application/json"}
        address = f"{instance.simulator}/version1/messaging"
        http.post(address, data=form, headers=headers, timeout=30).json()
    return len(phones) / (time.monotonic() - began)


def _send(console: Console, servers: Servers, parts: Wiring, count: int) -> Run:
    run, stopping = Run(), threading.Event()
    number = approve(parts)
    filing = threading.Thread(target=_file_reports, args=(parts, stopping))
    filing.start()
    began = 0.0
    with Progress(console=console) as bar:
        task = bar.add_task("sending", total=count)
        while True:
            campaign = campaign_of(parts, number)
            if campaign.started_at and not began:
                began = time.monotonic()
            bar.update(task, completed=campaign.taken)
            run.memory.append(_memory(servers.id_of("bulk")))
            if campaign.status == CampaignStatus.ENDED:
                break
            time.sleep(0.1)  # a person looks on; the database is asked again
    run.seconds = time.monotonic() - began
    stopping.set()
    filing.join()
    run.sent = campaign_of(parts, number).taken
    return run


def _has_beaten(parts: Wiring, name: str) -> bool:
    return bool(parts.queues.last_beat(name))


def approve(parts: Wiring) -> int:
    now = datetime.now(UTC)
    with parts.database.transaction() as session:
        writer = session.scalars(select(Member.id).limit(1)).one()
        campaign = campaigns.add(
            session, "bench", writer, now, texts={"a": {"fr": TEXT}},
            audience=Audience().written(),
        )  # fmt: skip
        campaign.status = CampaignStatus.APPROVED
        number = campaign.number
    parts.queues.wake(["bulk"])
    return number


def _file_reports(parts: Wiring, stopping: threading.Event) -> None:
    """A report a second, as a last turn files it."""
    with parts.database.reading() as session:
        place = session.scalars(select(Place.id).where(Place.level == "village").limit(1)).one()
    while not stopping.is_set():
        key = secrets.token_hex(16)
        statement = Statement(
            session_key=key, channel="ussd", concern="trafficking", urgency="critical",
            place_id=str(place), language="fr", phone_index=key,
        )  # fmt: skip
        with parts.database.transaction() as session:
            intake.file_report(session, parts.rules, statement, datetime.now(UTC))
        parts.queues.wake(["alerts"])
        stopping.wait(1)


def _wait_for_alerts(parts: Wiring) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with parts.database.reading() as session:
            left = session.scalar(select(func.count()).where(OutboundMessage.sent_at.is_(None)))
        if not left:
            return
        time.sleep(0.1)  # a person looks on; the database is asked again


def _alert_waits(parts: Wiring) -> list[float]:
    with parts.database.reading() as session:
        rows = session.execute(
            select(OutboundMessage.created_at, OutboundMessage.sent_at).where(
                OutboundMessage.queue == "alerts"
            )
        ).all()
    never = timedelta(hours=1)
    return sorted(((sent - made) if sent else never).total_seconds() for made, sent in rows)


def campaign_of(parts: Wiring, number: int) -> Campaign:
    with parts.database.reading() as session:
        campaign = session.scalars(select(Campaign).where(Campaign.number == number)).one()
        session.expunge(campaign)
        return campaign


def _memory(process_id: int) -> float:
    """Megabytes that a process holds."""
    for line in Path(f"/proc/{process_id}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def _verdict(console: Console, parts: Wiring, count: int, runs: list[Run]) -> list[str]:
    run = sorted(runs, key=lambda each: each.ratio)[len(runs) // 2]
    alerts = _alert_waits(parts)
    p95, memory = alerts[int(len(alerts) * 0.95) - 1], max(max(each.memory) for each in runs)
    ratios = " ".join(f"{each.ratio:.2f}" for each in sorted(runs, key=lambda each: each.ratio))
    table = Table("what", "seen", "goal", box=None)
    table.add_row("bare loop", f"{run.loop:,.0f} messages/s", "")
    table.add_row("campaign", f"{count / run.seconds:,.0f} messages/s", "")
    table.add_row("ratio", f"{run.ratio:.2f} of {ratios}", f"{GOAL}")
    table.add_row("rows written", f"{2 * count / run.seconds:,.0f} a second", "")
    table.add_row("sent", f"{run.sent:,} of {count:,}", "all")
    table.add_row("memory", f"{runs[0].memory[0]:.0f} to {memory:.0f} MB", f"{MEMORY_GOAL:.0f} MB")
    table.add_row(f"alerts ({len(alerts)})", f"p95 {p95:.2f} s", f"{ALERT_GOAL} s")
    console.print(table)
    found = {
        "slow": run.ratio < GOAL, "lost": any(each.sent != count for each in runs),
        "memory": memory > MEMORY_GOAL, "alerts": p95 > ALERT_GOAL,
    }  # fmt: skip
    return [name for name, is_wrong in found.items() if is_wrong]


if __name__ == "__main__":
    main()
