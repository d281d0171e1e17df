"""Many hands that do the same thing at the same moment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def at_once(count: int, work: Callable[[], T]) -> list[T]:
    """What each of so many threads got when all began together."""
    gate = threading.Barrier(count)

    def hand() -> T:
        gate.wait()
        return work()

    with ThreadPoolExecutor(count) as pool:
        return [hand.result() for hand in [pool.submit(hand) for _ in range(count)]]
