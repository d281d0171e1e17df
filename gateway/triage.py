"""A text that nobody understood, before a person: what they make of it, decided once.

Each decision is one transaction. Told twice, or by two people at once, it changes nothing more:
the second is told that it was decided.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

from gateway import call_backs, learning, letters, replies, texted
from gateway.letters import Letter
from gateway.texted import Told
from menus import advice, keywords, sms_slots
from menus.flows.follow_up import grouped
from menus.flows.triage import HELP, QUESTIONS
from menus.sms_slots import Slots
from storage import contacts, doings, inbox, triage
from storage.call_backs import Wish
from storage.models import Member

REPORT, ASK, ANSWER, RING, NOTHING, RELEASE = (
    "report", "ask", "answer", "ring", "nothing", "release",
)  # fmt: skip
LATE = "late"  # it was decided before
CANNOT = "cannot"  # its sender is no number that can be written to or rung
_TO_SENDER = (ASK, ANSWER, RING)
# What each neutral question that can be texted to a sender is asked for.
ASKED_FOR = dict(zip(QUESTIONS, ("sos", "sos", "follow"), strict=True))
ANSWERS = (HELP, *advice.TOPICS)


@dataclass(frozen=True, repr=False)
class Desk:
    """A person before one text; the letter says so (`by_person`)."""

    letter: Letter
    member: Member

    @property
    def can_answer(self) -> bool:
        """Whether its sender can be written to or rung."""
        return self.letter.phone is not None

    @property
    def language(self) -> str:
        """What its sender is spoken to in."""
        contact = contacts.by_phone(self.letter.session, self.letter.message.sender_index)
        return (contact and contact.language) or self.letter.parts.words.default


def text_of(letter: Letter) -> str:
    """What a person reads: a member's secret code, sent by mistake, is nobody's to read."""
    return letters.without_secret(letter.text) if letter.member else letter.text


def understood(letter: Letter) -> Slots:
    """What was made out of a text, or can be: nobody has confirmed it."""
    known = dict(letter.message.slots or {})
    known.pop("spoken", None)
    menu = letter.parts.conversation.shelf.menu
    plain = keywords.flatten(letter.text)
    return Slots(**known).joined(sms_slots.read("sos", plain, menu.words, menu.places))


def report(desk: Desk, told: Told) -> str:
    """Make it a report, exactly as if its sender had written it as they should."""

    def act(letter: Letter) -> str:
        letter.message.intent = "sos"
        inbox.finish(letter.message, inbox.REPORT)
        receipt = texted.file(replace(letter, text=text_of(letter)), desk.language, told)
        replies.reply(letter, "receipt", desk.language, receipt=grouped(receipt))
        return "filed"

    return _decide(desk, REPORT, act)


def ask(desk: Desk, question: str) -> str:
    """Text its sender a neutral question; their answer is read as one, for an hour."""

    def act(letter: Letter) -> str:
        known = replace(understood(letter), **{question: ""})
        letter.message.intent = ASKED_FOR[question]
        slots = {"spoken": desk.language, **asdict(known)}
        inbox.ask_for(letter.message, question, slots, letter.now)
        replies.reply(letter, f"ask_{question}", desk.language)
        return "asked"

    return _decide(desk, ASK, act)


def answer(desk: Desk, with_what: str) -> str:
    """Text its sender how to write to us, or advice."""

    def act(letter: Letter) -> str:
        if with_what == HELP:
            replies.reply(letter, "help", desk.language)
        else:
            voice = letter.parts.conversation.shelf.menu.words.voice(desk.language)
            tip = learning.tip(voice, letter.now, with_what)
            replies.reply(letter, "advice", desk.language, advice=tip)
        letter.message.intent = HELP if with_what == HELP else "advice"
        inbox.finish(letter.message, inbox.COMMAND)
        return "answered"

    return _decide(desk, ANSWER, act)


def ring(desk: Desk) -> str:
    """Let a trained person ring its sender."""

    def act(letter: Letter) -> str:
        phone = letter.phone.e164 if letter.phone else ""
        index = letter.message.sender_index
        contact = contacts.by_phone(letter.session, index)
        place = contact.last_place_id if contact else None
        wish = Wish(phone, index, place, desk.language, "sms")
        call_backs.request(letter.session, letter.parts.rules, wish, letter.now)
        replies.reply(letter, "call_back", desk.language)
        letter.message.intent = "call_back"
        inbox.finish(letter.message, inbox.COMMAND)
        return "ringing"

    return _decide(desk, RING, act)


def nothing(desk: Desk) -> str:
    """It is not for us: it is kept, and nothing follows."""

    def act(letter: Letter) -> str:
        triage.settle(letter.message)
        return "read"

    return _decide(desk, NOTHING, act)


def release(desk: Desk) -> str:
    """It was set aside and is no noise: do what it asks for, or let a person read it."""

    def act(letter: Letter) -> str:
        letter.message.state = inbox.FOR_PERSON
        letters.read(letter)
        if letter.message.state in triage.WAITING:
            return "released"
        triage.settle_same(letter.session, letter.message)
        return "carried_out"

    if desk.letter.message.state != inbox.QUARANTINED:
        return LATE
    return _decide(desk, RELEASE, act)


def take_back(desk: Desk) -> str:
    """Not for us was pressed by mistake: it waits again."""
    if not triage.take_back(desk.letter.message):
        return LATE
    _note(desk, "taken_back")
    return "back"


def _decide(desk: Desk, decision: str, act: Callable[[Letter], str]) -> str:
    letter = desk.letter
    if letter.message.state not in triage.WAITING:
        return LATE
    if decision in _TO_SENDER and not desk.can_answer:
        return CANNOT
    result = act(letter)
    if decision != RELEASE:
        triage.settle_same(letter.session, letter.message)
    _note(desk, decision)
    return result


def _note(desk: Desk, decision: str) -> None:
    letter = desk.letter
    detail = {"message": str(letter.message.id), "as": decision}
    doings.add(letter.session, desk.member.id, "triaged", detail, letter.now)
