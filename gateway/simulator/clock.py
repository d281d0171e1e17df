"""Time in the simulator: what is to happen later, and when."""

import heapq
import itertools
import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

log = logging.getLogger(__name__)
Job = Callable[[], object]
Due = tuple[datetime, int, Job]
WORKERS = 8


class Clock(Protocol):
    """Tells the time and keeps appointments."""

    def now(self) -> datetime: ...
    def later(self, seconds: float, job: Job) -> None: ...
    def forget(self) -> None: ...
    def close(self) -> None: ...


class VirtualClock:
    """Stands still until somebody moves it; then it keeps every appointment on the way."""

    def __init__(self) -> None:
        self._now = datetime.now(UTC)
        self._due: list[Due] = []
        self._order = itertools.count()
        self._lock = threading.Lock()

    def now(self) -> datetime:
        return self._now

    def later(self, seconds: float, job: Job) -> None:
        with self._lock:
            due = self._now + timedelta(seconds=seconds)
            heapq.heappush(self._due, (due, next(self._order), job))

    def advance(self, seconds: float) -> None:
        until = self._now + timedelta(seconds=seconds)
        while job := self._next(until):
            job()
        self._now = until

    def forget(self) -> None:
        with self._lock:
            self._due.clear()

    def close(self) -> None:
        self.forget()

    def _next(self, until: datetime) -> Job | None:
        with self._lock:
            if not self._due or self._due[0][0] > until:
                return None
            self._now, _, job = heapq.heappop(self._due)
            return job


class LiveClock:
    """The real time. A few threads keep the appointments, so one slow call delays no other."""

    def __init__(self) -> None:
        self._due: list[Due] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._started = False
        self._closed = False

    def now(self) -> datetime:
        return datetime.now(UTC)

    def later(self, seconds: float, job: Job) -> None:
        with self._changed:
            due = self.now() + timedelta(seconds=seconds)
            heapq.heappush(self._due, (due, next(self._order), job))
            self._start()
            self._changed.notify()

    def forget(self) -> None:
        with self._changed:
            self._due.clear()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._due.clear()
            self._changed.notify_all()

    def _start(self) -> None:
        if self._started:
            return
        self._started = True
        for _ in range(WORKERS):
            threading.Thread(target=self._work, name="simulator-clock", daemon=True).start()

    def _work(self) -> None:
        while job := self._next():
            try:
                job()
            except Exception:
                # One broken appointment must not stop the network's clock.
                log.exception("simulator: an appointment failed")

    def _next(self) -> Job | None:
        with self._changed:
            while not self._closed:
                wait = self._seconds_to_wait()
                if wait is not None and wait <= 0:
                    # Somebody else must watch over what is due next while this one works.
                    self._changed.notify()
                    return heapq.heappop(self._due)[2]
                self._changed.wait(wait)
            return None

    def _seconds_to_wait(self) -> float | None:
        if not self._due:
            return None
        return (self._due[0][0] - self.now()).total_seconds()
