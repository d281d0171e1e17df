"""What an SMS asks for, carried out: a report, help, no more messages; the rest is for a person."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from gateway import intake
from gateway.wiring import Wiring
from menus import keywords, triage
from menus.keywords import Wanted
from storage import contacts, inbox, outbox
from storage.database import keys_of
from storage.models import InboundMessage
from storage.phone import PhoneNumber
from storage.reports import Statement

REPLY_LIVES = timedelta(hours=1)
REPLIES_AN_HOUR = 3  # to one phone: two machines must not talk to each other for ever


@dataclass(frozen=True, repr=False)
class Letter:
    """One SMS being read, inside one transaction."""

    session: Session
    parts: Wiring
    message: InboundMessage
    sender: str
    text: str
    now: datetime

    @property
    def phone(self) -> PhoneNumber | None:
        """Who can be answered: not a short code, not a name."""
        return PhoneNumber.from_network(self.sender)


def read(letter: Letter) -> None:
    """Do what an SMS asks for; what nobody understands stays for a person."""
    contact = contacts.by_phone(letter.session, letter.message.sender_index)
    chosen = (contact and contact.language) or letter.parts.words.default
    shelf = letter.parts.conversation.shelf
    wanted = keywords.parse(letter.text, letter.parts.words, shelf.menu.places, chosen)
    letter.message.intent = wanted.intent
    answer = {"help": _help, "stop": _stop, "start": _start, "sos": _sos}.get(wanted.intent)
    if answer is None:
        _reply(letter, "unknown", wanted.language)
        return
    answer(letter, wanted)


def _help(letter: Letter, wanted: Wanted) -> None:
    letter.message.state = inbox.DONE
    _reply(letter, "help", wanted.language)


def _stop(letter: Letter, wanted: Wanted) -> None:
    letter.message.state = inbox.DONE
    contacts.opt_out(letter.session, letter.message.sender_index, "sms", letter.now)
    _reply(letter, "stopped", wanted.language)


def _start(letter: Letter, wanted: Wanted) -> None:
    letter.message.state = inbox.DONE
    contacts.opt_in(letter.session, letter.message.sender_index)
    _reply(letter, "started", wanted.language)


def _sos(letter: Letter, wanted: Wanted) -> None:
    """A report; one that lacks its place or its danger waits for a person, who has its words."""
    if not wanted.place_id:
        _reply(letter, "sos_place", wanted.language)
    elif not wanted.danger:
        _reply(letter, "sos_digit", wanted.language)
    else:
        _file(letter, wanted)


def _file(letter: Letter, wanted: Wanted) -> None:
    concern = triage.concern_of(wanted.danger)
    keys = keys_of(letter.session)
    statement = Statement(
        session_key=keys.index("sms", letter.message.provider_id),
        channel="sms",
        concern=concern,
        urgency=triage.urgency_of(concern),
        place_id=wanted.place_id,
        language=wanted.language,
        phone_index=letter.message.sender_index,
        words=letter.text,
    )
    rules = letter.parts.rules
    receipt, report_id = intake.file_report(letter.session, rules, statement, letter.now)
    letter.message.state, letter.message.report_id = inbox.DONE, report_id
    grouped = " ".join(receipt[n : n + 4] for n in range(0, len(receipt), 4))
    _reply(letter, "receipt", wanted.language, receipt=grouped)


def _reply(letter: Letter, kind: str, language: str, **blanks: str) -> None:
    if letter.phone is None or not letter.parts.settings.sms_two_way or _is_a_loop(letter):
        return
    body = letter.parts.rules.texts.reply(kind, language, **blanks)
    outbox.add(
        letter.session, outbox.ALERTS, "reply", letter.phone.e164, body, letter.now, REPLY_LIVES
    )


def _is_a_loop(letter: Letter) -> bool:
    since = letter.now - timedelta(hours=1)
    sent = outbox.sent_to(letter.session, letter.message.sender_index, "reply", since)
    return sent >= REPLIES_AN_HOUR
