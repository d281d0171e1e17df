"""The machine room: whether everything runs, what waits, what to do where something is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.numbers import format_decimal
from flask import request
from markupsafe import Markup

from gateway import machine_room
from gateway.console import bp
from gateway.console.answers import Answer, Screen
from gateway.console.doors import POLLING, Visit, page
from gateway.console.machine_troubles import Trouble, troubles
from gateway.console.speech import Speech
from gateway.machine_room import Balance, Duty, Spool, Store, Worker
from storage.machines import COUNTED, Failure
from storage.operators import NAMES, OPERATORS

MEGABYTE = 1_000_000
EVERY = 10  # seconds after which the page looks again


@dataclass(frozen=True)
class Shown:
    """Something wrong, in words, and what to do."""

    what: Markup
    do: Markup


@dataclass(frozen=True)
class Row:
    """A duty of the clock, in words."""

    what: str
    every: str
    done: str
    is_late: bool


@page(bp, "/machine-room", allows="see_machines")
def machines(visit: Visit) -> Answer:
    """Everything, as it is now; looked at by itself, only what changes is drawn."""
    found, say = machine_room.machines(visit.parts, visit.now), visit.speech
    is_look = POLLING in request.args and "HX-Request" in request.headers
    return Screen(
        "machines_room.html" if is_look else "machines.html",
        every=EVERY,
        at=visit.now,
        troubles=[_trouble(say, each) for each in troubles(found)],
        workers=[_worker(say, each, visit.now) for each in found.workers or ()],
        queues=found.queues,
        counted=COUNTED,
        stores=[_store(say, found.database, "database"), _store(say, found.redis, "redis")],
        spool=_spool(say, found.spool, visit.now),
        balance=_balance(say, found.balance, visit.now),
        duties=[_duty(say, each, visit.now) for each in found.duties or ()],
        failing=_failing(say, found.failing or ()),
    )


def ago(say: Speech, moment: datetime, now: datetime) -> str:
    """How long ago, to the second while it is seconds."""
    seconds = max(int((now - moment).total_seconds()), 0)
    return str(say("machines.seconds", n=seconds)) if seconds < 60 else say.ago(moment, now)


def _trouble(say: Speech, trouble: Trouble) -> Shown:
    name = _named(say, trouble.name) if trouble.name else ""
    name = _reason(say, name) if trouble.key == "campaign_held" else name
    blanks = {"name": name, "n": trouble.n, "since": say.span(trouble.since),
              "bad": trouble.bad, "counted": trouble.counted}  # fmt: skip
    command = f"veille {'clock' if trouble.name == 'clock' else f'worker {trouble.name}'}"
    key = f"machines.trouble.{trouble.key}"
    return Shown(say(f"{key}.what", **blanks), say(f"{key}.do", command=command, **blanks))


def _named(say: Speech, name: str) -> str:
    if name in OPERATORS:
        return NAMES.get(name) or str(say("machines.other_companies"))
    key = f"machines.name.{name}"
    return str(say(key)) if say.has(key) else name


def _worker(say: Speech, worker: Worker, now: datetime) -> tuple[bool, Markup]:
    state = "there" if worker.alive else "silent" if worker.seen else "never"
    seen = ago(say, worker.seen, now) if worker.seen else ""
    return worker.alive, say(f"machines.worker.{state}", name=_named(say, worker.name), seen=seen)


def _store(say: Speech, store: Store, name: str) -> tuple[bool, Markup]:
    state = "there" if store.reachable else "away"
    size = "" if store.size is None else say("machines.size", size=_megabytes(say, store.size))
    return store.reachable, say(f"machines.store.{name}.{state}", kind=store.kind, size=size)


def _megabytes(say: Speech, size: int) -> str:
    megabytes = size / MEGABYTE
    return format_decimal(round(megabytes, 1 if megabytes < 10 else 0), locale=say.language)


def _spool(say: Speech, spool: Spool | None, now: datetime) -> tuple[bool, Markup]:
    if spool is None:
        return False, say("machines.spool.unknown")
    if not spool.waiting or spool.oldest is None:
        return not spool.unreadable, say("machines.spool.empty")
    return True, say("machines.spool.waits", n=spool.waiting, ago=ago(say, spool.oldest, now))


def _balance(say: Speech, balance: Balance | None, now: datetime) -> tuple[bool | None, Markup]:
    if balance is None:
        return None, say("machines.balance.unknown")
    amount, asked = say.number(balance.amount), ago(say, balance.asked, now)
    left = say("machines.balance.left", amount=amount, currency=balance.currency, asked=asked)
    return not balance.low, left


def _duty(say: Speech, duty: Duty, now: datetime) -> Row:
    never = "machines.duty.unknown" if duty.overdue is None else "machines.duty.never"
    done = ago(say, duty.done, now) if duty.done else str(say(never))
    return Row(_named(say, duty.name), _every(say, duty.every), done, bool(duty.overdue))


def _every(say: Speech, every: timedelta) -> str:
    seconds = int(every.total_seconds())
    return str(say("machines.every", n=seconds)) if seconds < 60 else say.span(every)


def _failing(say: Speech, failing: Sequence[Failure]) -> list[tuple[str, str, str, str]]:
    return [
        (
            _named(say, each.queue),
            str(say(f"machines.failed.{each.status}")),
            _reason(say, each.reason),
            say.number(each.count),
        )
        for each in failing
    ]


def _reason(say: Speech, reason: str) -> str:
    """A provider's word for why, in ours; in its own where we have none."""
    key = f"delivery.reason.{''.join(sign for sign in reason.lower() if sign.isalpha())}"
    if reason and not say.has(key):
        return reason
    return str(say(key if reason else "delivery.reason.unknown"))
