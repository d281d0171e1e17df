"""One turn of a call: what was typed so far -> what the phone shows next.

The dialogue is rebuilt at every turn by replaying all that was typed through the pure menu. What
the world answered on the way is remembered with the call, or asked again: every errand may be run
twice. So a turn told twice, late or out of order shows the same screen and files one report.
"""

import zlib
from dataclasses import dataclass

from gateway.errands import Asked, Call, Told
from gateway.sessions import Memory, Sessions
from gateway.shelf import Shelf
from gateway.world import World
from menus.engine import Dialogue, Menu, Turn
from menus.flows.report import place_of
from storage import contacts, members
from storage.database import Away, Database

MOST_STEPS = 150  # keys in one call; nobody types more before the network hangs up


@dataclass(frozen=True)
class Reply:
    """What the phone shows, and whether it hangs up."""

    text: str
    ended: bool


@dataclass
class Walk:
    """A call on its way through the menu."""

    menu: Menu
    memory: Memory
    call: Call
    key: str
    phone_index: str
    is_news: bool  # whether there is something new to remember

    def asks(self, dialogue: Dialogue, mark: str) -> Asked:
        """What this call asks the world for, where it now stands."""
        scene = self.menu.scene(dialogue)
        return Asked(scene, self.call, self.key, self.phone_index, mark)


@dataclass
class Conversation:
    """Everything a call can need."""

    database: Database
    sessions: Sessions
    shelf: Shelf
    world: World

    def answer(self, call: Call) -> Reply:
        """The next screen of a call. Raises Unavailable when only the database could tell."""
        walk = self._begin(call)
        dialogue = self._replay(walk, call.typed).dialogue
        if walk.is_news:
            self.sessions.save(walk.key, walk.memory)
        return Reply(walk.menu.render(dialogue), walk.menu.has_ended(dialogue))

    def broke_off(self, call: Call) -> None:
        """Keep all that was answered in a call that ended before its report was sent."""
        walk = self._begin(call)
        dialogue = self._replay(walk, call.typed).dialogue
        settled = {"file_report", "cancel_report"} & dialogue.answers.keys()
        if not settled and "danger" in dialogue.answers and place_of(walk.menu.scene(dialogue)):
            self.world.carry_out("save_draft", walk.asks(dialogue, "end"))

    def _begin(self, call: Call) -> Walk:
        keys = self.database.keys
        key = keys.index("call", f"{call.session_id}\0{call.phone}")
        phone_index = keys.phone(call.phone)
        memory = self.sessions.load(key)
        is_news = memory is None
        if memory is None:
            memory = self._first_sight(phone_index)
        return Walk(self.shelf.at(memory.places), memory, call, key, phone_index, is_news)

    def _first_sight(self, phone_index: str) -> Memory:
        """What is known of a caller; next to nothing while the database is away."""
        facts = {"language": self.shelf.menu.words.default, "member": False, "last_place": None}
        try:
            with self.database.reading() as session:
                self.shelf.refresh(session)
                member = members.by_phone(session, phone_index)
                contact = contacts.by_phone(session, phone_index)
        except Away:
            return Memory(facts, self.shelf.version)
        facts["member"] = member is not None
        chosen = (contact and contact.language) or (member and member.language)
        if chosen:
            facts["language"] = chosen
        if contact and contact.last_place_id:
            facts["last_place"] = str(contact.last_place_id)
        return Memory(facts, self.shelf.version)

    def _replay(self, walk: Walk, typed: str) -> Turn:
        turn = walk.menu.start(walk.memory.facts)
        seen = 0  # a fingerprint of the keys so far: another way to the same effect is another try
        for step, key in enumerate(typed.split("*")[:MOST_STEPS] if typed else ()):
            seen = zlib.crc32(f"{key}*".encode(errors="replace"), seen)
            turn = walk.menu.answer(turn.dialogue, key)
            while turn.effect:
                asked = walk.asks(turn.dialogue, f"{step}.{seen:x}.{len(turn.dialogue.path)}")
                told = self._told(walk, turn.effect, asked)
                turn = walk.menu.told(turn.dialogue, told.result, told.facts)
        return turn

    def _told(self, walk: Walk, effect: str, asked: Asked) -> Told:
        mark = f"{effect}.{asked.mark}"
        if remembered := walk.memory.told.get(mark):
            return Told(*remembered)
        try:
            told = self.world.carry_out(effect, asked)
        except Away:
            return self.world.without_database(effect, asked)
        walk.memory.told[mark] = (told.result, told.facts)
        walk.is_news = True
        return told
