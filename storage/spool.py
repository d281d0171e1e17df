"""Reports that the database could not take yet: sealed files on disk, fsynced, replayed later."""

import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from storage.encryption import Keys

_PLACE = ("spool", "report")


class Spool:
    """A folder of sealed reports. What `put` returns from is on the disk."""

    def __init__(self, folder: Path, keys: Keys) -> None:
        self.folder = folder
        self._keys = keys
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def put(self, name: str, content: str) -> None:
        """Keep a report under a name; the same name again replaces it."""
        partial, final = self.folder / f"{name}.part", self.folder / f"{name}.report"
        with partial.open("wb") as file:
            file.write(self._keys.seal(content, *_PLACE))
            file.flush()
            os.fsync(file.fileno())
        partial.replace(final)
        self._sync_folder()

    def waiting(self) -> list[str]:
        """The names of the reports to replay, oldest first."""
        moments = self._moments()
        return sorted(moments, key=lambda name: moments[name])

    def oldest(self) -> datetime | None:
        """Since when the report waits that waits longest; None when none does."""
        moment = min(self._moments().values(), default=None)
        return None if moment is None else datetime.fromtimestamp(moment, UTC)

    def unreadable(self) -> list[str]:
        """The names of the reports that were set aside."""
        return sorted(path.stem for path in self.folder.glob("*.unreadable"))

    def read(self, name: str) -> str:
        """A report, opened. Raises CannotOpen when it was altered or its key is gone."""
        return self._keys.open((self.folder / f"{name}.report").read_bytes(), *_PLACE)

    def set_aside(self, name: str) -> None:
        """Keep a report that cannot be replayed where a person will find it."""
        with suppress(FileNotFoundError):
            (self.folder / f"{name}.report").replace(self.folder / f"{name}.unreadable")

    def remove(self, name: str) -> None:
        """Let go of a report that the database now holds."""
        (self.folder / f"{name}.report").unlink(missing_ok=True)
        self._sync_folder()

    def __len__(self) -> int:
        return sum(1 for _ in self.folder.glob("*.report"))

    def _moments(self) -> dict[str, float]:
        moments: dict[str, float] = {}
        for path in self.folder.glob("*.report"):
            with suppress(FileNotFoundError):  # filed by another clock this very moment
                moments[path.stem] = path.stat().st_mtime
        return moments

    def _sync_folder(self) -> None:
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
