"""The house's figures for Prometheus, read anew from the database and Redis at each visit.

So it does not matter which of several web processes is asked. Nobody and nothing that was reported
is in them: no place, no concern, no number. Whether the books add up is `veille reconcile`'s work:
it reads every row.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, Response
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from gateway import guards
from gateway.guards import wiring
from gateway.machine_room import Machines, machines
from gateway.wiring import Wiring
from storage import machines as kept

bp = Blueprint("metrics", __name__)
bp.before_request(guards.watcher)

HOUR = timedelta(hours=1)
Sample = tuple[tuple[str, ...], float]


@dataclass(frozen=True)
class Figure:
    """One figure: its name after `veille_`, its labels, what it says."""

    name: str
    labels: tuple[str, ...]
    says: str


FIGURES = (
    Figure("database_up", (), "Whether the database answers."),
    Figure("database_bytes", (), "How much room the database takes."),
    Figure("redis_up", (), "Whether Redis answers."),
    Figure("redis_bytes", (), "How much memory Redis uses."),
    Figure("queue_messages", ("queue", "status"), "SMS that wait or are being sent."),
    Figure("queue_late_seconds", ("queue",), "For how long the oldest waiting SMS has been due."),
    Figure("worker_up", ("worker",), "Whether it gave a sign of life within a minute."),
    Figure("worker_seen_seconds", ("worker",), "How long ago it gave its last sign of life."),
    Figure("duty_done_seconds", ("duty",), "How long ago the clock last did a duty."),
    Figure("duty_overdue", ("duty",), "Whether the clock should have done a duty again by now."),
    Figure("spool_reports", (), "Reports on this machine's disk that wait to be filed."),
    Figure("spool_oldest_seconds", (), "For how long the oldest of them has waited."),
    Figure("spool_unreadable", (), "Reports on this machine's disk that cannot be opened."),
    Figure("reports", ("stage", "urgency"), "Reports by stage and urgency, as counted last."),
    Figure("reports_counted_seconds", (), "How long ago the reports were counted."),
    Figure("reports_late", (), "Open reports of which somebody's time is over."),
    Figure("alerts_waiting", ("level",), "Alerts that a committee of a level has yet to answer."),
    Figure("sms_last_hour", ("status",), "SMS that were due in the last hour, as they are now."),
    Figure("inbox_waiting", ("state",), "SMS received that wait for a person or for an answer."),
    Figure("provider_balance", ("currency",), "What was left at the provider when last asked."),
    Figure("provider_balance_seconds", (), "How long ago the provider was asked."),
    Figure("provider_balance_low", (), "Whether it is below LOW_BALANCE."),
)


@bp.route("/metrics", methods=("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
def metrics() -> Response:
    """Every figure. What is unknown now is left out."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_House(wiring(), wiring().world.clock()))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)


@dataclass(eq=False)  # the registry tells collectors apart by what they are
class _House(Collector):
    """Reads the house for one visit."""

    parts: Wiring
    now: datetime

    def collect(self) -> Iterator[Metric]:
        """Each figure with what is known of it."""
        known = dict(_of_machines(machines(self.parts, self.now)))
        known.update(_of_work(self.parts, self.now))
        for figure in FIGURES:
            family = GaugeMetricFamily(f"veille_{figure.name}", figure.says, labels=figure.labels)
            for labels, value in known.get(figure.name, ()):
                family.add_metric(labels, value)
            yield family


def _of_machines(room: Machines) -> Iterator[tuple[str, list[Sample]]]:
    yield "database_up", [((), room.database.reachable)]
    yield "database_bytes", _one(room.database.size)
    yield "redis_up", [((), room.redis.reachable)]
    yield "redis_bytes", _one(room.redis.size)
    queues = room.queues or ()
    yield (
        "queue_messages",
        [
            ((queue.name, status), count)
            for queue in queues
            for status, count in (("queued", queue.waiting), ("sending", queue.sending))
        ],
    )
    yield "queue_late_seconds", [((queue.name,), queue.late.total_seconds()) for queue in queues]
    workers, duties = room.workers or (), room.duties or ()
    yield "worker_up", [((worker.name,), worker.alive) for worker in workers]
    seen = {worker.name: worker.seen for worker in workers}
    yield "worker_seen_seconds", _ages(room.at, seen)
    yield "duty_done_seconds", _ages(room.at, {duty.name: duty.done for duty in duties})
    yield (
        "duty_overdue",
        [((duty.name,), duty.overdue) for duty in duties if duty.overdue is not None],
    )
    if spool := room.spool:
        yield "spool_reports", _one(spool.waiting)
        yield "spool_oldest_seconds", _age(room.at, spool.oldest)
        yield "spool_unreadable", _one(spool.unreadable)
    if balance := room.balance:
        yield "provider_balance", [((balance.currency,), balance.amount)]
        yield "provider_balance_seconds", _age(room.at, balance.asked)
        yield "provider_balance_low", _one(balance.low)


def _of_work(parts: Wiring, now: datetime) -> Mapping[str, list[Sample]]:
    """What there is to do; nothing of it is known without the database."""
    try:
        with parts.database.reading() as session:
            return dict(_work(session, now))
    except SQLAlchemyError:
        return {}


def _work(session: Session, now: datetime) -> Iterator[tuple[str, list[Sample]]]:
    counts, counted_at = kept.stock(session)
    yield "reports", [(labels, count) for labels, count in sorted(counts.items())]
    yield "reports_counted_seconds", _age(now, counted_at)
    yield "reports_late", _one(kept.late_reports(session, now))
    yield "alerts_waiting", _each(kept.unanswered_by_level(session))
    yield "sms_last_hour", _each(kept.by_status(session, now - HOUR, now))
    yield "inbox_waiting", _each(kept.for_people(session))


def _one(value: float | None) -> list[Sample]:
    return [] if value is None else [((), value)]


def _each(counts: Mapping[str, int]) -> list[Sample]:
    return [((name,), count) for name, count in sorted(counts.items())]


def _age(now: datetime, moment: datetime | None) -> list[Sample]:
    return _one(None if moment is None else max(0.0, (now - moment).total_seconds()))


def _ages(now: datetime, moments: Mapping[str, datetime | None]) -> list[Sample]:
    return [((name,), value) for name, moment in moments.items() for _, value in _age(now, moment)]
