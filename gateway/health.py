"""Two questions machines ask: does the process live, and can the house do its work."""

from flask import Blueprint, Response, jsonify
from redis import RedisError

from gateway.guards import wiring
from notifications.queues import QUEUES
from storage import outbox
from storage.database import is_reachable

bp = Blueprint("health", __name__)

OVERDUE = 60  # seconds; the sweep comes every ten


@bp.get("/health")
def health() -> Response:
    """This process answers."""
    return jsonify(status="ok")


@bp.get("/ready")
def ready() -> tuple[Response, int]:
    """Whether database, Redis, workers and clock are there, and nothing waits too long."""
    found = {
        "database": "ok" if is_reachable(wiring().database) else "away",
        "redis": "ok" if wiring().queues.is_reachable() else "away",
        **_workers(),
        "oldest_due_seconds": _oldest_due(),
        "spooled_reports": len(wiring().world.spool),
    }
    wrong = [name for name in ("database", "redis", *QUEUES, "clock") if found[name] != "ok"]
    oldest = found["oldest_due_seconds"]
    if not isinstance(oldest, int) or oldest > OVERDUE:
        wrong.append("oldest_due_seconds")
    return jsonify(status="not ready" if wrong else "ready", wrong=wrong, **found), (
        503 if wrong else 200
    )


def _workers() -> dict[str, str]:
    queues = wiring().queues
    try:
        return {name: "ok" if queues.last_beat(name) else "silent" for name in (*QUEUES, "clock")}
    except RedisError:
        return dict.fromkeys((*QUEUES, "clock"), "unknown")


def _oldest_due() -> int | str:
    if not is_reachable(wiring().database):
        return "unknown"
    now = wiring().world.clock()
    with wiring().database.reading() as session:
        since = outbox.oldest_unsent(session)
    return max(0, int((now - since).total_seconds())) if since else 0
