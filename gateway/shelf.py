"""The menu as it stands: words and places in memory, read again when they change.

A call speaks to its end from the edition it began with: so its lists keep their numbers, and its
questions their words.
"""

import threading
from collections.abc import Mapping
from contextlib import suppress

import structlog
from sqlalchemy.orm import Session

from menus.engine import Menu
from menus.flows import CONVERSATION
from menus.places import Gazetteer, Place
from menus.words import Words, WordsMissing
from storage import places, versions
from storage import words as reworded
from storage.database import Away, Database

log = structlog.get_logger()

KEPT = 3  # earlier editions held in memory


class Shelf:
    """Holds the menu that this process speaks from."""

    def __init__(self, database: Database, words: Words, constants: Mapping[str, str]) -> None:
        self._database = database
        self._base = words
        self._constants = constants
        self._lock = threading.Lock()
        self.edition = ""
        self.menu = Menu(CONVERSATION, words, Gazetteer(), constants)
        self._earlier: dict[str, Menu] = {}

    def words(self) -> Words:
        """The words spoken now."""
        return self.menu.words

    def at(self, edition: str) -> Menu:
        """The menu that a call began with; what is forgotten of it is read again."""
        if edition == self.edition:
            return self.menu
        if edition in self._earlier:
            return self._earlier[edition]
        with suppress(Away), self._lock, self._database.reading() as session:
            self.refresh(session)
            if edition and edition != self.edition and edition not in self._earlier:
                self._keep(edition, self._menu(session, edition, self.menu.places))
        return self._earlier.get(edition, self.menu)

    def look(self) -> None:
        """Hold what is current, in a process that answers no calls."""
        with suppress(Away), self._database.reading() as session:
            self.refresh(session)

    def refresh(self, session: Session) -> None:
        """Read words and places again if they have changed."""
        now = versions.edition(session)
        if now == self.edition:
            return
        is_same_country = now.split(".")[0] == self.edition.split(".")[0]
        gazetteer = self.menu.places if is_same_country else _gazetteer(session)
        menu = self._menu(session, now, gazetteer)
        self._keep(self.edition, self.menu)
        self.menu = menu
        self.edition = now

    def _menu(self, session: Session, edition: str, gazetteer: Gazetteer) -> Menu:
        number = int(edition.split(".")[1])
        words = self._base
        if number:
            try:
                words = words.with_overrides(reworded.overrides_of(session, number))
            except WordsMissing as missing:  # words of a release that is not this one
                log.error("published words do not fit this release", why=str(missing))
        return Menu(CONVERSATION, words, gazetteer, self._constants)

    def _keep(self, edition: str, menu: Menu) -> None:
        latest = list(self._earlier.items())[-KEPT + 1 :]
        self._earlier = {**dict(latest), edition: menu}


def _gazetteer(session: Session) -> Gazetteer:
    return Gazetteer(
        Place(str(row_id), level, name, str(parent) if parent else None, code or "", _each(others))
        for row_id, level, name, parent, code, others in places.everything(session)
    )


def _each(names: str | None) -> tuple[str, ...]:
    return tuple(names.split(";")) if names else ()
