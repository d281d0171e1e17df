"""An SMS being read: what it asks for is carried out; what is missing is asked for; what nobody
understands is for a person, and never thrown away."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from gateway import replies
from menus import keywords
from menus.keywords import Wanted
from menus.sms_slots import Slots
from notifications.unanswered import ANSWERED_WITHIN
from storage import contacts, inbox, members
from storage.models import InboundMessage, Member
from storage.phone import PhoneNumber

if TYPE_CHECKING:
    from gateway.wiring import Wiring

MOST_AN_HOUR = 20  # messages of one phone; more are read later, by a person
_SECRET = re.compile(r"(?<!\d)\d{4,6}(?!\d)")


@dataclass(frozen=True, repr=False)
class Letter:
    """One SMS being read, inside one transaction."""

    session: Session
    parts: "Wiring"
    message: InboundMessage
    sender: str
    text: str
    now: datetime
    by_person: bool = False  # a person has read it: it is no flood, and no machine

    @property
    def phone(self) -> PhoneNumber | None:
        """Who can be answered: not a short code, not a name."""
        return PhoneNumber.from_network(self.sender)

    @property
    def member(self) -> Member | None:
        """The member whose phone this is."""
        return members.by_phone(self.session, self.message.sender_index)


def read(letter: Letter) -> None:
    """Do what an SMS asks for."""
    if not letter.by_person:
        contacts.seen(letter.session, letter.message.sender_index, letter.now.date())
    earlier = inbox.asked(letter.session, letter.message.sender_index, letter.now - ANSWERED_WITHIN)
    wanted = _parsed(letter, earlier)
    letter.message.intent = wanted.intent
    is_flood = not letter.by_person and _is_flooding(letter)
    if is_flood and not (wanted.intent == "sos" and wanted.sure):
        letter.message.state = inbox.QUARANTINED
        return
    if earlier is not None and wanted.intent:
        inbox.finish(earlier, inbox.PART)
    if not wanted.intent or not replies.may(letter, wanted):
        _for_a_person(letter, wanted.language)
    elif wanted.missing:
        _ask(letter, wanted)
    else:
        became = inbox.REPORT if wanted.intent == "sos" else inbox.COMMAND
        inbox.finish(letter.message, became)
        replies.DOES[wanted.intent](letter, wanted)


def without_secret(text: str) -> str:
    """A text without what may be a secret code."""
    return _SECRET.sub("****", text)


def _parsed(letter: Letter, earlier: InboundMessage | None) -> Wanted:
    contact = contacts.by_phone(letter.session, letter.message.sender_index)
    language = (contact and contact.language) or letter.parts.words.default
    menu = letter.parts.conversation.shelf.menu
    awaited = None
    if earlier is not None:
        known = dict(earlier.slots or {})
        awaited = Wanted(earlier.intent, str(known.pop("spoken", language)), Slots(**known))
    return keywords.parse(letter.text, menu.words, menu.places, language, awaited)


def _is_flooding(letter: Letter) -> bool:
    since = letter.now - timedelta(hours=1)
    return inbox.count_since(letter.session, letter.message.sender_index, since) > MOST_AN_HOUR


def _ask(letter: Letter, wanted: Wanted) -> None:
    """Ask for what is missing; what was understood is kept for the answer."""
    known = {"spoken": wanted.language, **asdict(wanted.slots)}
    inbox.ask_for(letter.message, wanted.missing, known)
    replies.reply(letter, f"ask_{wanted.missing}", wanted.language)


def _for_a_person(letter: Letter, language: str) -> None:
    """Nobody but a person can tell. A member's secret code, sent by mistake, is not kept."""
    if letter.member is not None and _SECRET.search(letter.text):
        inbox.rewrite(letter.session, letter.message, without_secret(letter.text))
    replies.reply(letter, "unknown", language)
