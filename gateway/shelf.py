"""The menu as it stands: words and places in memory, the places read again when they change."""

import threading
from collections.abc import Mapping
from contextlib import suppress

from sqlalchemy.orm import Session

from menus.engine import Menu
from menus.flows import CONVERSATION
from menus.places import Gazetteer, Place
from menus.words import Words
from storage import places, versions
from storage.database import Away, Database


class Shelf:
    """Holds the menu that this process speaks from."""

    def __init__(self, database: Database, words: Words, constants: Mapping[str, str]) -> None:
        self._database = database
        self._words = words
        self._constants = constants
        self._lock = threading.Lock()
        self.edition = ""
        self.menu = Menu(CONVERSATION, words, Gazetteer(), constants)
        self._earlier: dict[str, Menu] = {}

    def at(self, edition: str) -> Menu:
        """The menu that a call began with, so that its lists keep their numbers to the end."""
        if edition == self.edition:
            return self.menu
        if edition in self._earlier:
            return self._earlier[edition]
        with suppress(Away), self._lock, self._database.reading() as session:
            self.refresh(session)
        return self.menu

    def refresh(self, session: Session) -> None:
        """Read the places again if they have changed."""
        now = f"{versions.current(session, versions.PLACES)}"
        if now != self.edition:
            gazetteer = _gazetteer(session)
            self._earlier = {**dict(list(self._earlier.items())[-1:]), self.edition: self.menu}
            self.menu = Menu(CONVERSATION, self._words, gazetteer, self._constants)
            self.edition = now


def _gazetteer(session: Session) -> Gazetteer:
    return Gazetteer(
        Place(str(row_id), level, name, str(parent) if parent else None, code or "", _each(others))
        for row_id, level, name, parent, code, others in places.everything(session)
    )


def _each(names: str | None) -> tuple[str, ...]:
    return tuple(names.split(";")) if names else ()
