"""Being told to stop."""

import signal
import threading


def until_told_to_stop() -> threading.Event:
    """An event that SIGTERM and Ctrl-C set."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    return stopping
