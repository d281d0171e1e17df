"""The menu as it stands: words and places in memory, the places read again when they change."""

import threading
from collections.abc import Mapping

from sqlalchemy.orm import Session

from menus.engine import Menu
from menus.flows import CONVERSATION
from menus.places import Gazetteer, Place
from menus.words import Words
from storage import places, versions
from storage.database import Database


class Shelf:
    """Holds the menu that this process speaks from."""

    def __init__(self, database: Database, words: Words, constants: Mapping[str, str]) -> None:
        self._database = database
        self._words = words
        self._constants = constants
        self._lock = threading.Lock()
        self.version = -1
        self.menu = Menu(CONVERSATION, words, Gazetteer(), constants)

    def at(self, version: int) -> Menu:
        """The menu, read again if the places have another version than this process holds."""
        if version != self.version:
            with self._lock, self._database.reading() as session:
                self.refresh(session)
        return self.menu

    def refresh(self, session: Session) -> None:
        """Read the places again if they have changed."""
        now = versions.current(session, versions.PLACES)
        if now != self.version:
            gazetteer = _gazetteer(session)
            self.menu = Menu(CONVERSATION, self._words, gazetteer, self._constants)
            self.version = now


def _gazetteer(session: Session) -> Gazetteer:
    return Gazetteer(
        Place(str(row_id), level, name, str(parent) if parent else None, code or "")
        for row_id, level, name, parent, code in places.everything(session)
    )
