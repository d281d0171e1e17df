"""Identifiers in the provider's shapes, repeatable when a seed is given."""

import random
import threading
import uuid


class Identifiers:
    """Makes session, message and text identifiers; the same seed makes the same ones."""

    def __init__(self, seed: int | None) -> None:
        self._random = random.SystemRandom() if seed is None else random.Random(seed)  # noqa: S311
        self._lock = threading.Lock()

    def session(self) -> str:
        return f"ATUid_{self._hex()}"

    def message(self) -> str:
        return f"ATXid_{self._hex()}"

    def text(self) -> str:
        return str(uuid.UUID(hex=self._hex(), version=4))

    def _hex(self) -> str:
        with self._lock:
            return f"{self._random.getrandbits(128):032x}"
