"""Tells a year, stretch by stretch: each is lived through whole, then kept whole or not at all."""

import gc
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from random import Random

from gateway.believable import story, told, unsent
from gateway.believable.binding import bind, prepare
from gateway.believable.chance import id_at, rng_of
from gateway.believable.course import Course, Times
from gateway.believable.dossier import Dossier
from gateway.believable.numbers import References
from gateway.believable.order import Order
from gateway.believable.seasons import Calendar
from gateway.believable.sheaf import Sheaf
from gateway.believable.told import Told
from gateway.believable.traffic import Traffic
from storage.database import Database
from storage.encryption import Keys

STRETCH = 500  # reports in one transaction


def write(
    database: Database,
    times: Times,
    order: Order,
    done: Callable[[int], None],
    stopping: threading.Event | None = None,
    stretch: int = STRETCH,
) -> int:
    """Keep a year; how many reports. Told to stop, it keeps what is lived through already.

    While one stretch is being written by the database, the next is invented here.
    """
    kept, being_kept = 0, None
    with _few_pauses(), ThreadPoolExecutor(1) as pool:
        for sheaf in sheaves(database, times, order, stretch):
            kept += _wait_for(being_kept, done)
            being_kept = pool.submit(_keep, database, sheaf)
            gc.collect()
            if stopping is not None and stopping.is_set():
                break
        kept += _wait_for(being_kept, done)
    return kept


def sheaves(
    database: Database, times: Times, order: Order, stretch: int = STRETCH
) -> Iterator[Sheaf]:
    """The rows of a year, stretch by stretch; calls are under way when it ends."""
    binding = prepare(database, times, order)
    told_so_far = 0
    for dossiers in stories(times, database.keys, order, binding.references, stretch):
        rng = rng_of(order.salt, "binding", told_so_far)
        sheaf = bind(times, binding, rng, dossiers)
        told_so_far += len(dossiers)
        if told_so_far == order.reports:
            for each in [each.told for each in dossiers if each.told.incomplete][-1:]:
                unsent.bind_draft(sheaf, binding, rng, each)
        yield sheaf


def stories(
    times: Times, keys: Keys, order: Order, named: References, stretch: int = STRETCH
) -> Iterator[list[Dossier]]:
    """A year, stretch by stretch, as it was lived: nothing of it is sealed or kept."""
    calendar = Calendar(order.reports, order.until, times.rules.zone, order.seed)
    for first in range(0, order.reports, stretch):
        rng = rng_of(order.salt, "stretch", first)
        end = min(first + stretch, order.reports)
        found = list(told.tell(times.country, calendar, rng, first, end, order.base))
        yield _live(times, rng, found, named, keys)


def _live(
    times: Times, rng: Random, found: list[Told], named: References, keys: Keys
) -> list[Dossier]:
    """Live through what is told in one stretch, each report to the end of the year."""
    traffic, lived = Traffic(), dict[int | None, Dossier]()
    again = {each.again: each for each in found if each.again is not None}
    for each in found:
        row_id = id_at(rng, each.begun_at)
        dossier = Dossier(row_id, named(each.number), each, keys.phone(each.phone))
        course = Course(times, rng, dossier, traffic, each.at)
        if second := again.get(each.number):
            index = keys.phone(second.phone)
            course.plan(second.at, "tell_again", named(second.number), index)
        story.tell(course, lived.get(each.again))
        lived[each.number] = dossier
    return list(lived.values())


@contextmanager
def _few_pauses() -> Iterator[None]:
    """Python would look for what holds on to itself at every 700th object, and through all there
    are: a third of the time, where millions are made. Here it is told to, once a stretch."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def _keep(database: Database, sheaf: Sheaf) -> int:
    with database.transaction() as session:
        sheaf.keep(session)
    return sheaf.reports


def _wait_for(being_kept: "Future[int] | None", done: Callable[[int], None]) -> int:
    if being_kept is None:
        return 0
    kept = being_kept.result()
    done(kept)
    return kept
