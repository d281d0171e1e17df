"""One turn of a call: what was typed so far -> what the phone shows next.

The dialogue is a pure function of what was typed and of what the world answered on the way. The
answers are remembered with the call, or asked for again: every errand may be run twice. So a turn
told twice, late or out of order shows the same screen and files one report. A call that broke off
in a report is offered again at the phone's next call (`gateway.resuming`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from gateway import resuming
from gateway.errands import Asked, Call, Told
from gateway.sessions import Memory, Sessions
from gateway.shelf import Shelf
from gateway.trails import Trail, Trails, fingerprint, mark
from gateway.world import World
from menus.engine import Dialogue, Menu
from menus.flows.report import in_progress
from menus.flows.where import place_of
from storage import contacts, members, unfinished
from storage.database import Away, Database
from storage.unfinished import Unfinished

SECRET = {"pin", "code", "new_pin", "pin_again", "change_pin", "fresh_pin", "fresh_pin_again"}
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
    is_news: bool = False  # whether there is something new to remember
    is_fresh: bool = False  # whether the memory was read from Redis just now
    is_first: bool = False  # whether nothing was known of this call
    was_noted: bool = False  # whether Redis has what was typed
    owes: bool = False  # whether something was put off because the database was away
    mattered: bool = False  # whether its next call had to know where it stood

    def asks(self, dialogue: Dialogue, mark: str) -> Asked:
        """What this call asks the world for, where it now stands."""
        path = tuple((step.screen, step.code) for step in dialogue.path)
        scene = self.menu.scene(dialogue)
        return Asked(scene, self.call, self.key, self.phone_index, mark, path)


@dataclass
class Conversation:
    """Everything a call can need."""

    database: Database
    sessions: Sessions
    shelf: Shelf
    world: World
    trails: Trails = field(default_factory=Trails)

    @property
    def service_code(self) -> str:
        """The code that people dial."""
        return self.shelf.menu.constants["service_code"]

    def answer(self, call: Call) -> Reply:
        """The next screen of a call. Raises Unavailable when only the database could tell."""
        walk, dialogue = self._walk(call)
        self._remember(walk, dialogue)
        return Reply(walk.menu.render(dialogue), walk.menu.has_ended(dialogue))

    def broke_off(self, call: Call) -> None:
        """Keep all that was answered in a call that ended before its report was sent."""
        walk, dialogue = self._walk(call)
        if not in_progress(dialogue.answers):
            return
        asked = walk.asks(dialogue, "end")
        known = place_of(walk.menu.scene(dialogue)) is not None
        self.world.carry_out("save_draft" if known else "keep_unfinished", asked)

    def _remember(self, walk: Walk, dialogue: Dialogue) -> None:
        """What the next turn, or the next call, will want to know."""
        if walk.is_news:
            self.sessions.save(walk.key, walk.memory, walk.phone_index if walk.is_first else "")
        if walk.was_noted and SECRET & dialogue.answers.keys():
            self.sessions.forget_typed(walk.key)
        elif not walk.was_noted and (walk.mattered or resuming.matters(dialogue)):
            self.sessions.note(walk.key, walk.call.typed)

    def _walk(self, call: Call) -> tuple[Walk, Dialogue]:
        """Follow a call to where it stands now: from its trail, or from its first screen."""
        keys = self.database.keys
        key = keys.index("call", f"{call.session_id}\0{call.phone}")
        trail = self.trails.get(key)
        onward = trail.keys_after(call.typed) if trail else None
        if trail is None or onward is None:
            walk = self._begin(call, key, trail)
            first = walk.menu.start(walk.memory.facts).dialogue
            start = Trail(walk.menu, walk.memory, "", first, 0, 0)
            onward = call.typed.split("*")[:MOST_STEPS] if call.typed else []
        else:
            index, memory = keys.phone(call.phone), trail.memory
            walk, start = Walk(trail.menu, memory, call, key, index), trail
        walk.mattered = resuming.matters(start.dialogue)
        reached = self._follow(walk, start, onward)
        if (onward or trail is None) and not walk.owes:
            self.trails.keep(key, reached)
        return walk, reached.dialogue

    def _begin(self, call: Call, key: str, trail: Trail | None) -> Walk:
        phone_index = self.database.keys.phone(call.phone)
        memory = trail.memory if trail else self.sessions.load(key, call.typed)
        is_news = memory is None
        if memory is None:
            memory = self._first_sight(call, key, phone_index)
        menu = self.shelf.at(memory.edition)
        fresh = trail is None
        return Walk(
            menu,
            memory,
            call,
            key,
            phone_index,
            is_news,
            fresh,
            is_first=is_news,
            was_noted=fresh and bool(call.typed),
        )

    def _first_sight(self, call: Call, key: str, phone_index: str) -> Memory:
        """What is known of a caller; next to nothing while the database is away."""
        facts = {"language": self.shelf.menu.words.default, "member": False, "last_place": None}
        try:
            with self.database.reading() as session:
                self.shelf.refresh(session)
                member = members.by_phone(session, phone_index)
                contact = contacts.by_phone(session, phone_index)
                left = self._left_unfinished(session, call, key, phone_index)
        except Away:
            return Memory(facts, self.shelf.edition)
        facts["member"] = member is not None
        chosen = (contact and contact.language) or (member and member.language)
        if chosen:
            facts["language"] = chosen
        if contact and contact.last_place_id:
            facts["last_place"] = str(contact.last_place_id)
        return Memory({**facts, **resuming.offered(left)}, self.shelf.edition)

    def _left_unfinished(
        self, session: Session, call: Call, key: str, phone_index: str
    ) -> Unfinished | None:
        """What an earlier call left unfinished.

        A call with keys already is one that Redis forgot, or dialled straight to an answer: its
        keys were not meant for a question we did not ask.
        """
        if call.typed or call.is_direct:
            return unfinished.of_call(session, key)
        if earlier := self.sessions.latest(phone_index):
            return resuming.left_by(earlier, self.shelf.at(earlier.memory.edition))
        return unfinished.of_phone(session, phone_index, self.world.clock() - resuming.FOR)

    def _follow(self, walk: Walk, start: Trail, keys: Sequence[str]) -> Trail:
        dialogue, seen, steps = start.dialogue, start.seen, start.steps
        for key in keys:
            seen = fingerprint(seen, key)
            turn = walk.menu.answer(dialogue, key)
            while turn.effect:
                asked = walk.asks(turn.dialogue, mark(steps, seen, turn.dialogue))
                told = self._told(walk, turn.effect, asked)
                turn = walk.menu.told(turn.dialogue, told.result, told.facts)
            dialogue, steps = turn.dialogue, steps + 1
        return Trail(walk.menu, walk.memory, walk.call.typed, dialogue, steps, seen)

    def _told(self, walk: Walk, effect: str, asked: Asked) -> Told:
        mark = f"{effect}.{asked.mark}"
        if remembered := self._remembered(walk, mark):
            return Told(*remembered)
        try:
            told = self.world.carry_out(effect, asked)
        except Away:
            walk.owes = True  # no trail leads past it: the next turn comes by here and asks again
            told = self.world.without_database(effect, asked)
            if told.result != "filed":  # what lies in the spool is as good as filed
                return told
        walk.memory.told[mark] = (told.result, told.facts)
        walk.is_news = True
        return told

    def _remembered(self, walk: Walk, mark: str) -> tuple[str, dict[str, object]] | None:
        """What the world answered before; another process may have asked it meanwhile."""
        if mark not in walk.memory.told and not walk.is_fresh:
            walk.is_fresh = True
            if known := self.sessions.load(walk.key):
                walk.memory.told.update(known.told)
        return walk.memory.told.get(mark)
