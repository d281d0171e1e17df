"""What a worker can be asked: to drain a queue. The argument is the queue's name, nothing more."""

from notifications.carrier import Carrier
from notifications.queues import Queues


class Unequipped(Exception):
    """A job ran in a process that is not one of our workers."""


_equipment: list[tuple[Carrier, Queues]] = []  # RQ calls a plain function: it looks here


def equip(carrier: Carrier, queues: Queues) -> None:
    """Give this process what its jobs need."""
    _equipment[:] = [(carrier, queues)]


def drain(queue: str) -> int:
    """Send whatever is due in a queue. Safe to run twice, by two workers, or after a crash."""
    if not _equipment:
        raise Unequipped("start workers with `veille worker`")
    carrier, queues = _equipment[0]
    queues.awake(queue)
    taken = carrier.drain(queue)
    if carrier.goes_on(queue) and taken:
        queues.wake([queue])
    return taken
